import type { MapNode, Node, Pair, SeqNode } from '../parse/tree.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Source, Span } from '../text/source.ts';

/** A value to write: what `JSON.stringify` takes. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * Inserts a member into a JSON object (or YAML flow map with quoted names), before its first or behind its last, in the
 * layout that the object has: on one line, or one line per member with its indentation and line ends.
 */
export function insertMember(
  source: Source,
  map: MapNode,
  key: string,
  value: JsonValue,
  where: 'first' | 'last' = 'last',
): TextEdit {
  const parts = map.pairs.map((pair) => pair.span);
  const write = (indent: string) => `${JSON.stringify(key)}: ${print(source, value, indent)}`;
  return insertPart(source, map.span, parts, write, where);
}

/** Inserts an item into a JSON array, in the layout that the array has. */
export function insertItem(
  source: Source,
  list: SeqNode,
  value: JsonValue,
  where: 'first' | 'last' = 'last',
): TextEdit {
  const parts = list.items.map((item) => item.span);
  return insertPart(source, list.span, parts, (indent) => print(source, value, indent), where);
}

/** Replaces a value; a value of several lines is indented as its own line is. */
export function replaceValue(source: Source, node: Node, value: JsonValue): TextEdit {
  return { span: node.span, newText: print(source, value, indentAt(source, node.span.start)) };
}

/** Removes a member with the comma that parted it from its neighbour, and its line where it stood alone on it. */
export function removeMember(source: Source, map: MapNode, pair: Pair): TextEdit {
  return removePart(
    source,
    map.span,
    map.pairs.map((one) => one.span),
    map.pairs.indexOf(pair),
  );
}

/** Removes an item of an array likewise. */
export function removeItem(source: Source, list: SeqNode, index: number): TextEdit {
  return removePart(
    source,
    list.span,
    list.items.map((item) => item.span),
    index,
  );
}

function insertPart(
  source: Source,
  outer: Span,
  parts: readonly Span[],
  write: (indent: string) => string,
  where: 'first' | 'last',
): TextEdit {
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last) {
    const inside = { start: outer.start + 1, end: Math.max(outer.start + 1, outer.end - 1) };
    if (!source.slice(inside).includes('\n'))
      return { span: inside, newText: write(indentAt(source, outer.start)) };
    const indent = indentAt(source, outer.start);
    const inner = indent + indentUnit(source);
    return { span: inside, newText: `${source.eol}${inner}${write(inner)}${source.eol}${indent}` };
  }
  const anchor = where === 'first' ? first : last;
  const isOwnLine = lineLead(source, anchor.start).trim() === '';
  const indent = indentAt(source, anchor.start);
  const gap = isOwnLine ? source.eol + indent : ' ';
  const text = write(indent);
  return where === 'first'
    ? { span: { start: first.start, end: first.start }, newText: `${text},${gap}` }
    : { span: { start: last.end, end: last.end }, newText: `,${gap}${text}` };
}

function removePart(source: Source, outer: Span, parts: readonly Span[], index: number): TextEdit {
  const part = parts[index]!;
  const next = parts[index + 1];
  const before = parts[index - 1];
  if (next) return { span: { start: part.start, end: next.start }, newText: '' };
  if (before) return { span: { start: before.end, end: part.end }, newText: '' };
  const inside = { start: outer.start + 1, end: outer.end - 1 };
  return { span: source.slice(inside).trim() === source.slice(part) ? inside : part, newText: '' };
}

/** JSON with the step of indentation that the file has, and its line ends. */
function print(source: Source, value: JsonValue, indent: string): string {
  const text = JSON.stringify(value, null, indentUnit(source));
  return text.replace(/\n/g, source.eol + indent);
}

/** The white space at the start of the line of `offset`. */
function indentAt(source: Source, offset: number): string {
  const line = source.slice(source.lineSpan(source.lineAt(offset)));
  return /^[ \t]*/.exec(line)![0];
}

function lineLead(source: Source, offset: number): string {
  return source.text.slice(source.lineStart(source.lineAt(offset)), offset);
}

/** One step of indentation: what the first indented line of the file has. */
function indentUnit(source: Source): string {
  return /\n([ \t]+)\S/.exec(source.text.slice(0, 4096))?.[1] ?? '  ';
}

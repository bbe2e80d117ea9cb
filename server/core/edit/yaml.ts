import type { MapNode, Pair, ScalarNode, SeqNode } from '../parse/tree.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Source } from '../text/source.ts';

/*
 * Edits of YAML text that change what they name and nothing else: comments, quoting, anchors, order and line ends stay.
 * Each builder returns undefined where no such edit is certain (a node that came in through an alias or a merge key, a
 * flow map over several lines): the finding then has no fix, which is better than a damaged file.
 */

/** Where a new pair goes in its map. */
export type Place = { readonly after: Pair } | { readonly before: Pair } | 'start' | 'end';

/**
 * Adds lines of YAML to a block map: `['with:', '  persist-credentials: false']`, written as for a map at column 0. A
 * flow map (`{a: b}`) takes a single line.
 */
export function insertLines(
  source: Source,
  map: MapNode,
  lines: readonly string[],
  place: Place = 'end',
): TextEdit | undefined {
  if (map.alias) return undefined;
  const own = map.pairs.filter((pair) => !pair.merged);
  if (map.flow) return insertIntoFlow(source, map, own, lines, place);
  const anchor = anchorPair(own, place);
  if (!anchor) return undefined;
  const indent = indentOf(source, anchor.pair);
  if (indent === undefined) return undefined;
  if (anchor.side === 'before') {
    const at = anchor.pair.key.span.start;
    const text = lines.map((line) => line + source.eol + indent).join('');
    return { span: { start: at, end: at }, newText: text };
  }
  return insertAfter(source, endOfPair(source, anchor.pair), indented(lines, indent));
}

/** Adds one item, written as `lines` of YAML at column 0 without its dash, to the end of a block sequence. */
export function appendItem(source: Source, seq: SeqNode, lines: readonly string[]): TextEdit | undefined {
  const last = seq.items.at(-1);
  if (seq.alias || seq.flow || !last || last.alias) return undefined;
  const start = source.lineStart(source.lineAt(seq.span.start));
  const indent = source.text.slice(start, seq.span.start);
  if (indent.trim() !== '') return undefined;
  const [first = '', ...rest] = lines;
  return insertAfter(source, endOfValue(source, last.span.end), [
    `${indent}- ${first}`,
    ...rest.map((line) => `${indent}  ${line}`),
  ]);
}

/** Replaces a pair's value by `value` (YAML on one line), or gives one to a key without a value. */
export function replaceValue(source: Source, pair: Pair, value: string): TextEdit | undefined {
  if (pair.merged || pair.value?.alias) return undefined;
  const old = pair.value;
  if (!old) {
    const colon = colonAfter(source, pair.key);
    return colon === undefined
      ? undefined
      : { span: { start: colon + 1, end: colon + 1 }, newText: ` ${value}` };
  }
  if (old.anchor) return undefined;
  if (old.kind !== 'scalar' && !old.flow) return replaceBlock(source, pair, value);
  // A block scalar's span ends behind its last line end, which has to stay.
  const end = trimLineEnd(source, old.span.end);
  return { span: { start: old.span.start, end }, newText: value };
}

/** Puts another text into a scalar in the scalar's own quoting, or in quotes where plain text would change meaning. */
export function replaceScalar(source: Source, scalar: ScalarNode, text: string): TextEdit | undefined {
  if (scalar.alias || scalar.anchor || scalar.style === 'literal' || scalar.style === 'folded')
    return undefined;
  if (scalar.style === 'single') return edit(scalar, `'${text.replaceAll("'", "''")}'`);
  if (scalar.style === 'double') return edit(scalar, JSON.stringify(text));
  return edit(scalar, renderScalar(text, isInFlow(source, scalar)));
}

/**
 * Takes a pair away with its line. A comment at the end of that line stays, on a line of its own. The only pair of a map
 * is not taken away: what an empty map means is the caller's business.
 */
export function removePair(source: Source, map: MapNode, pair: Pair): TextEdit | undefined {
  const own = map.pairs.filter((candidate) => !candidate.merged);
  const index = own.indexOf(pair);
  if (map.alias || index === -1 || own.length === 1 || pair.value?.anchor) return undefined;
  const next = own[index + 1];
  if (map.flow) {
    const previous = own[index - 1];
    if (next) return { span: { start: pair.span.start, end: next.span.start }, newText: '' };
    return { span: { start: previous!.span.end, end: pair.span.end }, newText: '' };
  }
  const lineStart = source.lineStart(source.lineAt(pair.key.span.start));
  const lead = source.text.slice(lineStart, pair.key.span.start);
  const end = endOfPair(source, pair);
  if (hasInnerComment(source, pair)) return undefined;
  const comment = trailingComment(source, pair);
  if (lead.trim() === '') {
    return {
      span: { start: lineStart, end: nextLine(source, end) },
      newText: comment ? lead + comment + source.eol : '',
    };
  }
  // The pair stands behind the dash of a list item: the next pair takes its place.
  if (!next || comment) return undefined;
  return { span: { start: pair.key.span.start, end: next.key.span.start }, newText: '' };
}

/** The text as a YAML scalar: plain where that is safe, else quoted. */
export function renderScalar(text: string, inFlow = false): string {
  if (/\p{Cc}/u.test(text)) return JSON.stringify(text);
  return isPlain(text, inFlow) ? text : `'${text.replaceAll("'", "''")}'`;
}

/** The white space before the pair's key, as far as lines that follow it need it; undefined when tabs stand there. */
export function indentOf(source: Source, pair: Pair): string | undefined {
  const lineStart = source.lineStart(source.lineAt(pair.key.span.start));
  const lead = source.text.slice(lineStart, pair.key.span.start).replace(/^\uFEFF/, '');
  if (lead.includes('\t')) return undefined;
  return ' '.repeat(lead.length);
}

/** The white space one level of nesting adds in this file: that of its first key with keys below it, else two spaces. */
export function indentUnit(source: Source): string {
  let parent: string | undefined;
  for (let line = 1; line <= source.lineStarts.length; line++) {
    const text = source.slice(source.lineSpan(line));
    const content = text.trim();
    if (content === '' || content.startsWith('#')) continue;
    if (parent !== undefined && !content.startsWith('-')) {
      const deeper = leadingSpaces(text) - leadingSpaces(parent);
      if (deeper > 0) return ' '.repeat(deeper);
    }
    parent = content.endsWith(':') && !content.startsWith('-') ? text : undefined;
  }
  return '  ';
}

/** White space of YAML, which a byte order mark is not. */
function leadingSpaces(line: string): number {
  return /^ */.exec(line)![0].length;
}

function anchorPair(
  own: readonly Pair[],
  place: Place,
): { pair: Pair; side: 'before' | 'after' } | undefined {
  if (place === 'start') return own[0] && { pair: own[0], side: 'before' };
  if (place === 'end') return own.length > 0 ? { pair: own.at(-1)!, side: 'after' } : undefined;
  return 'after' in place ? { pair: place.after, side: 'after' } : { pair: place.before, side: 'before' };
}

function insertIntoFlow(
  source: Source,
  map: MapNode,
  own: readonly Pair[],
  lines: readonly string[],
  place: Place,
): TextEdit | undefined {
  const text = lines[0];
  if (lines.length !== 1 || text === undefined || source.slice(map.span).includes('\n')) return undefined;
  const anchor = anchorPair(own, place);
  if (!anchor) return { span: { start: map.span.start + 1, end: map.span.end - 1 }, newText: text };
  const at = anchor.side === 'before' ? anchor.pair.span.start : anchor.pair.span.end;
  return { span: { start: at, end: at }, newText: anchor.side === 'before' ? `${text}, ` : `, ${text}` };
}

/** Replaces a block map or sequence, with its lines, by a value on the key's line. */
function replaceBlock(source: Source, pair: Pair, value: string): TextEdit | undefined {
  if (hasInnerComment(source, pair)) return undefined;
  const colon = colonAfter(source, pair.key);
  if (colon === undefined) return undefined;
  return { span: { start: colon + 1, end: trimLineEnd(source, pair.span.end) }, newText: ` ${value}` };
}

function insertAfter(source: Source, at: number, lines: readonly string[]): TextEdit {
  const text = lines.join(source.eol);
  const atLineStart = at === 0 || source.text[at - 1] === '\n';
  return { span: { start: at, end: at }, newText: atLineStart ? text + source.eol : source.eol + text };
}

function indented(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => (line === '' ? '' : indent + line));
}

/** Where text that follows a pair begins: the end of its last line, behind a comment there. */
function endOfPair(source: Source, pair: Pair): number {
  if (pair.value) return endOfValue(source, pair.span.end);
  return source.lineSpan(source.lineAt(pair.key.span.end)).end;
}

function endOfValue(source: Source, end: number): number {
  // A block scalar ends at the start of the line behind it; blank lines there are better left below the new text.
  if (end > 0 && source.text[end - 1] === '\n') return trimLineEnd(source, end);
  return source.lineSpan(source.lineAt(end)).end;
}

function trimLineEnd(source: Source, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(source.text[at - 1]!)) at--;
  return at;
}

function nextLine(source: Source, offset: number): number {
  return source.lineStart(source.lineAt(offset) + 1);
}

function colonAfter(source: Source, key: ScalarNode): number | undefined {
  const rest = source.text.slice(key.span.end, source.lineSpan(source.lineAt(key.span.end)).end);
  const gap = /^\s*:/.exec(rest);
  return gap ? key.span.end + gap[0].length - 1 : undefined;
}

/** The comment behind a pair that stands on one line. */
function trailingComment(source: Source, pair: Pair): string | undefined {
  const from = pair.value ? pair.span.end : pair.key.span.end;
  const rest = source.text.slice(from, source.lineSpan(source.lineAt(from)).end);
  return /(?:^|\s)(#.*)$/.exec(rest)?.[1];
}

/** True when lines of the value hold comments that a removal would lose; block scalars hold text, not comments. */
function hasInnerComment(source: Source, pair: Pair): boolean {
  if (!pair.value || pair.value.kind === 'scalar') return false;
  return /(?:^|\s)#/m.test(source.slice(pair.span));
}

function isInFlow(source: Source, scalar: ScalarNode): boolean {
  const { start } = source.lineSpan(source.lineAt(scalar.span.start));
  return /[[{]/.test(source.text.slice(start, scalar.span.start));
}

/** YAML 1.2 plain scalars that stay strings, and mean the same to YAML 1.1 readers. */
function isPlain(text: string, inFlow: boolean): boolean {
  if (!/^[A-Za-z0-9_./$(~^+\-:]/.test(text) || /^[-:](?:\s|$)/.test(text) || text !== text.trim())
    return false;
  if (text.includes(': ') || text.endsWith(':') || text.includes(' #')) return false;
  if (inFlow && /[,[\]{}]/.test(text)) return false;
  if (/^(?:true|false|yes|no|on|off|null|y|n|~)$/i.test(text)) return false;
  return !/^[-+.]?\d[\d_.:eE+-]*$/.test(text) && !/^0[xo]/i.test(text);
}

function edit(scalar: ScalarNode, newText: string): TextEdit {
  return { span: scalar.span, newText };
}

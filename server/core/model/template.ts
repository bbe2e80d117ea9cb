import type { Document } from '../document.ts';
import {
  isMap,
  isScalar,
  isSeq,
  itemsOf,
  type MapNode,
  type Node,
  pairsOf,
  type ScalarNode,
  scalarAt,
  valueAt,
} from '../parse/tree.ts';
import { OffsetMap, type Run } from '../text/offset-map.ts';

/** One entry of a CloudFormation or SAM template's `Resources`. */
export interface Resource {
  readonly logicalId: ScalarNode;
  /** As written: `AWS::IAM::Role`. */
  readonly type: ScalarNode;
  readonly properties: MapNode | undefined;
  readonly node: MapNode;
}

/**
 * The resources of a template, in the order of the text; none for other kinds of document. A file that holds only
 * resources, to be put into a template by a tool, is read as well.
 */
export function resourcesOf(document: Document): readonly Resource[] {
  if (document.kind !== 'cloudformation') return [];
  const section = valueAt(document.root, 'Resources');
  return pairsOf(section ?? document.root).flatMap(({ key, value }) => {
    const type = scalarAt(value, 'Type');
    if (!isMap(value) || !type) return [];
    const properties = valueAt(value, 'Properties');
    return [{ logicalId: key, type, properties: isMap(properties) ? properties : undefined, node: value }];
  });
}

/** One entry of a template's `Parameters`. */
export interface TemplateParameter {
  readonly name: ScalarNode;
  /** True when the console and the API show asterisks in place of the value: what is meant to be secret. */
  readonly noEcho: boolean;
  /** `String`, `AWS::SSM::Parameter::Value<String>`, … */
  readonly type: string;
}

/** The parameters of a template by name. */
export function parametersOf(document: Document): ReadonlyMap<string, TemplateParameter> {
  const parameters = new Map<string, TemplateParameter>();
  if (document.kind !== 'cloudformation') return parameters;
  for (const { key, value } of pairsOf(valueAt(document.root, 'Parameters'))) {
    parameters.set(key.text, {
      name: key,
      noEcho: isTrue(valueAt(value, 'NoEcho')),
      type: scalarAt(value, 'Type')?.text ?? 'String',
    });
  }
  return parameters;
}

/** A call of an intrinsic function, in its long form (`Fn::Sub: …`) or its short one (`!Sub …`). */
export interface Intrinsic {
  /** Without `Fn::` and `!`: `Sub`, `Ref`, `If`. */
  readonly name: string;
  readonly argument: Node;
}

/** The intrinsic function that `node` calls, if it calls one. */
export function intrinsicOf(node: Node | null | undefined): Intrinsic | undefined {
  if (!node) return undefined;
  if (node.tag?.startsWith('!') && /^![A-Z]/.test(node.tag))
    return { name: node.tag.slice(1), argument: node };
  if (node.kind !== 'map' || node.pairs.length !== 1) return undefined;
  const { key, value } = node.pairs[0]!;
  if (!value) return undefined;
  if (key.text === 'Ref' || key.text === 'Condition') return { name: key.text, argument: value };
  return key.text.startsWith('Fn::') ? { name: key.text.slice(4), argument: value } : undefined;
}

/** The values that `node` can have: both branches of an `If`, however nested, or the node itself. */
export function alternativesOf(node: Node | null | undefined, depth = 0): readonly Node[] {
  if (!node) return [];
  const intrinsic = intrinsicOf(node);
  if (intrinsic?.name !== 'If' || !isSeq(intrinsic.argument) || depth > 8) return [node];
  return intrinsic.argument.items.slice(1, 3).flatMap((item) => alternativesOf(item, depth + 1));
}

/** True for `true` and for the text `"true"`, which templates take as well. */
export function isTrue(node: Node | null | undefined): boolean {
  return isScalar(node) && /^true$/i.test(node.text) && intrinsicOf(node) === undefined;
}

/** The names that `node` takes values of: its `Ref`, or the placeholders of its `Sub` and the like. */
export function referencesOf(node: Node | null | undefined, depth = 0): readonly string[] {
  const intrinsic = intrinsicOf(node);
  if (!intrinsic || depth > 8) return [];
  const { name, argument } = intrinsic;
  if (name === 'Ref') return isScalar(argument) ? [argument.text] : [];
  if (name === 'Sub') {
    const [text, values] = isSeq(argument) ? argument.items : [argument];
    const names = isScalar(text) ? [...text.text.matchAll(/\$\{([\w.:]+)\}/g)].map((match) => match[1]!) : [];
    const own = pairsOf(values);
    return [
      ...names.filter((found) => !own.some(({ key }) => key.text === found)),
      ...own.flatMap(({ value }) => referencesOf(value, depth + 1)),
    ];
  }
  if (name !== 'Join' || !isSeq(argument)) return [];
  return itemsOf(argument.items[1]).flatMap((item) => referencesOf(item, depth + 1));
}

/** A text as a template yields it, as far as that is known before it is deployed. */
export interface TemplateText {
  /** Values that are known only later stand as `${Name}`. */
  readonly text: string;
  /** From offsets in `text` to the file. */
  readonly map: OffsetMap;
  /** True when the text stands in one scalar of the file. */
  readonly verbatim: boolean;
}

/** Reads a literal text, a `Sub` or a `Join` of texts; undefined for what has no text before it is deployed. */
export function templateText(node: Node | null | undefined): TemplateText | undefined {
  if (!node) return undefined;
  const intrinsic = intrinsicOf(node);
  if (!intrinsic) return isScalar(node) ? verbatim(node) : undefined;
  const { name, argument } = intrinsic;
  if (name === 'Sub') {
    const text = isSeq(argument) ? argument.items[0] : argument;
    return isScalar(text) ? verbatim(text) : undefined;
  }
  if (name === 'Join' && isSeq(argument)) return joined(argument.items[0], argument.items[1]);
  return undefined;
}

function verbatim(scalar: ScalarNode): TemplateText {
  return { text: scalar.text, map: scalar.map, verbatim: true };
}

/** The pieces of a `Join` one behind the other, the delimiter between them, unknown ones as placeholders. */
function joined(delimiter: Node | undefined, list: Node | undefined): TemplateText | undefined {
  if (!isScalar(delimiter) || !isSeq(list)) return undefined;
  const runs: Run[] = [];
  let text = '';
  for (const [i, item] of list.items.entries()) {
    if (i > 0) {
      for (const char of delimiter.text) text = append(runs, text, char, item.span);
    }
    if (isScalar(item) && intrinsicOf(item) === undefined) {
      runs.push(...item.map.runsFrom(text.length, item.text.length));
      text += item.text;
    } else {
      const [name = 'Value'] = referencesOf(item);
      for (const char of `\${${name}}`) text = append(runs, text, char, item.span);
    }
  }
  return { text, map: new OffsetMap(runs.length > 0 ? runs : [[0, list.span.start]]), verbatim: false };
}

/** Adds a character that does not stand in the file; it leads to the whole of `span`. */
function append(runs: Run[], text: string, char: string, span: { start: number; end: number }): string {
  for (let i = 0; i < char.length; i++) runs.push([text.length + i, span.start, span.end - span.start]);
  return text + char;
}

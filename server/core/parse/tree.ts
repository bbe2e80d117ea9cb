import type { OffsetMap } from '../text/offset-map.ts';
import type { Span } from '../text/source.ts';
import type { Interpolation } from './expression.ts';
import type { Expression } from './expression-ast.ts';

/**
 * The one tree that YAML, JSON and TOML are parsed into, so that a model is written once for all three. A document
 * inside another (a policy in a JSON string) is parsed into the same tree, with spans in the outer file.
 */
export type Node = MapNode | SeqNode | ScalarNode;

interface NodeBase {
  /** The whole value in the file, without its anchor and tag. */
  readonly span: Span;
  /** The tag as written (`!Sub`, `!reference`), when there is one. */
  readonly tag?: string | undefined;
  readonly anchor?: string | undefined;
  /** Where an alias (`*name`) stands that brought this node here; the node's own spans are those of the anchor. */
  readonly alias?: Span | undefined;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  /** The value after the core schema: `8` is a number, `"8"` a string, `~` and nothing are null. */
  readonly value: string | number | boolean | null;
  /** The decoded text, whatever its type: `8` and `"8"` are both `8`. */
  readonly text: string;
  readonly style: ScalarStyle;
  /** Leads from offsets in `text` to offsets in the file. */
  readonly map: OffsetMap;
  /** What `expression.ts` read of the text, when it was asked; a weak map beside the tree costs more than the parsing. */
  interpolations?: readonly Interpolation[] | undefined;
  /** The same for an `if:`; null when it is no expression. */
  condition?: Expression | null | undefined;
}

export interface Pair {
  readonly key: ScalarNode;
  /** Null for a key without a value (`permissions:`). */
  readonly value: Node | null;
  /** From the key's first character to the value's last. */
  readonly span: Span;
  /** True when the pair came in through a merge key (`<<: *base`). */
  readonly merged?: boolean;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly pairs: readonly Pair[];
  /** True for `{a: b}` and for every JSON object. */
  readonly flow: boolean;
}

export interface SeqNode extends NodeBase {
  readonly kind: 'seq';
  readonly items: readonly Node[];
  readonly flow: boolean;
}

/** What a parser could not read. The tree still holds what stands around it. */
export interface ParseProblem {
  readonly message: string;
  readonly span: Span;
}

export interface ParsedTree {
  /** One root per YAML document; null for an empty one. */
  readonly roots: readonly (Node | null)[];
  readonly problems: readonly ParseProblem[];
}

/** The last pair with this key (the one that counts where a key is written twice), own pairs before merged ones. */
export function pairOf(node: Node | null | undefined, key: string): Pair | undefined {
  if (node?.kind !== 'map') return undefined;
  let merged: Pair | undefined;
  for (let i = node.pairs.length - 1; i >= 0; i--) {
    const pair = node.pairs[i]!;
    if (pair.key.text !== key) continue;
    if (!pair.merged) return pair;
    merged ??= pair;
  }
  return merged;
}

/** The value at a path of keys; undefined where the path breaks off. */
export function valueAt(node: Node | null | undefined, ...path: readonly string[]): Node | undefined {
  let current: Node | null | undefined = node;
  for (const key of path) current = pairOf(current, key)?.value;
  return current ?? undefined;
}

/** True for a map; false also where there is no node. */
export function isMap(node: Node | null | undefined): node is MapNode {
  return node?.kind === 'map';
}

/** True for a list; false also where there is no node. */
export function isSeq(node: Node | null | undefined): node is SeqNode {
  return node?.kind === 'seq';
}

/** True for a scalar, an empty one (`key: ~`) included; false where there is no node. */
export function isScalar(node: Node | null | undefined): node is ScalarNode {
  return node?.kind === 'scalar';
}

/** The first character of a node: the place of what is wrong with a map or list as a whole. */
export function startOf({ span }: Node): Span {
  return { start: span.start, end: Math.min(span.end, span.start + 1) };
}

/** The scalar at a path, when there is one. */
export function scalarAt(node: Node | null | undefined, ...path: readonly string[]): ScalarNode | undefined {
  const value = valueAt(node, ...path);
  return isScalar(value) ? value : undefined;
}

/** The pairs of a map; none for anything else. */
export function pairsOf(node: Node | null | undefined): readonly Pair[] {
  return node?.kind === 'map' ? node.pairs : [];
}

/** The items of a sequence, or the value itself where a lone value may stand for a list of one. */
export function itemsOf(node: Node | null | undefined): readonly Node[] {
  if (!node) return [];
  return node.kind === 'seq' ? node.items : [node];
}

/** Every scalar below `node`, in the order of the text; what an anchor shares is visited once. */
export function scalarsIn(node: Node | null | undefined): readonly ScalarNode[] {
  const found: ScalarNode[] = [];
  if (node) collectScalars(node, found, new Set());
  return found;
}

function collectScalars(node: Node, into: ScalarNode[], shared: Set<unknown>): void {
  if (node.kind === 'scalar') {
    into.push(node);
    return;
  }
  const parts = node.kind === 'seq' ? node.items : node.pairs;
  if (node.anchor || node.alias) {
    // Aliases of aliases multiply: a file of thirty lines can stand for a billion nodes.
    if (shared.has(parts)) return;
    shared.add(parts);
  }
  if (node.kind === 'seq') for (const item of node.items) collectScalars(item, into, shared);
  else for (const { value } of node.pairs) if (value) collectScalars(value, into, shared);
}

import { isMap, itemsOf, type MapNode, type Node, pairsOf, valueAt } from '../../../parse/tree.ts';
import { placeOf, quoted, type Say } from './problem.ts';

const RULE = 'ineffective-matrix-entry';
/** Values are compared with each other; no matrix that means well has rows as long. */
const MAX_VALUES = 256;

/** Reports values that stand twice in a row, and entries of `exclude` that exclude nothing. */
export function checkMatrix(matrix: MapNode, say: Say): void {
  const rows = new Map<string, readonly Node[] | undefined>();
  for (const { key, value } of matrix.pairs) {
    const name = key.text.toLowerCase();
    if (name === 'include' || name === 'exclude') continue;
    const items = value?.kind === 'seq' ? value.items : undefined;
    rows.set(name, items);
    if (items && items.length <= MAX_VALUES) checkRepeated(items, say);
  }
  const include = valueAt(matrix, 'include');
  if (include && include.kind !== 'seq') return;
  for (const { key, value } of itemsOf(include).flatMap((entry) => pairsOf(entry))) {
    const name = key.text.toLowerCase();
    const known = rows.has(name) ? rows.get(name) : [];
    if (known && value) rows.set(name, [...known, value]);
  }
  if (itemsOf(include).some((entry) => !isMap(entry)) || rows.size === 0) return;
  for (const entry of itemsOf(valueAt(matrix, 'exclude'))) {
    for (const { key, value } of pairsOf(entry)) {
      const name = key.text.toLowerCase();
      if (!rows.has(name)) {
        say(RULE, key.span, `The matrix has no ${quoted(key.text)}, so that this entry excludes nothing.`);
        continue;
      }
      const values = rows.get(name);
      if (
        !values ||
        !value ||
        values.length > MAX_VALUES ||
        values.some((candidate) => covers(value, candidate, 0))
      )
        continue;
      say(
        RULE,
        placeOf(value),
        `The matrix has no such value of ${quoted(key.text)}; this excludes nothing.`,
      );
    }
  }
}

function checkRepeated(items: readonly Node[], say: Say): void {
  const seen = new Set<string>();
  for (const item of items) {
    if (item.kind !== 'scalar' || item.text.includes('${{')) continue;
    if (seen.has(item.text)) say(RULE, placeOf(item), `${quoted(item.text)} is listed twice; remove one.`);
    seen.add(item.text);
  }
}

/** True when the filter may select the value: each part that it names is there. An expression may be anything. */
function covers(filter: Node, value: Node, depth: number): boolean {
  if (depth > 20 || isOpen(filter) || isOpen(value)) return true;
  if (filter.kind === 'scalar') return value.kind === 'scalar' && filter.text === value.text;
  if (filter.kind === 'seq')
    return (
      value.kind === 'seq' &&
      filter.items.length === value.items.length &&
      filter.items.every((item, i) => covers(item, value.items[i]!, depth + 1))
    );
  return (
    isMap(value) &&
    filter.pairs.every(({ key, value: wanted }) => {
      const found = valueAt(value, key.text);
      return !wanted || (found !== undefined && covers(wanted, found, depth + 1));
    })
  );
}

function isOpen(node: Node): boolean {
  return node.kind === 'scalar' && node.text.includes('${{');
}

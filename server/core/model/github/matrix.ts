import { isMap, itemsOf, type Node, pairsOf, type ScalarNode, scalarsIn, valueAt } from '../../parse/tree.ts';

/**
 * The values `matrix.<parts>` can have, over the axes and `include`, in the order of the text; `exclude` is not
 * subtracted. Undefined when an expression computes them. `parts` are in lower case.
 */
export function matrixValuesOf(matrix: Node, parts: readonly string[]): readonly ScalarNode[] | undefined {
  if (!isMap(matrix)) return undefined;
  const [axis, ...below] = parts;
  const include = valueAt(matrix, 'include');
  if (include && include.kind === 'scalar') return undefined;
  const found: ScalarNode[] = [];
  for (const { key, value } of pairsOf(matrix)) {
    const name = key.text.toLowerCase();
    if (
      name === 'include' ||
      name === 'exclude' ||
      !value ||
      (axis !== undefined && axis !== '*' && name !== axis)
    )
      continue;
    // An axis that is one expression is a list nobody sees here.
    if (value.kind === 'scalar') return undefined;
    for (const item of itemsOf(value)) collect(item, below, found);
  }
  for (const entry of itemsOf(include)) {
    if (entry.kind === 'scalar') return undefined;
    collect(entry, parts, found);
  }
  return found;
}

function collect(node: Node, parts: readonly string[], into: ScalarNode[]): void {
  const [part, ...rest] = parts;
  if (part === undefined || part === '*' || node.kind === 'scalar') {
    into.push(...scalarsIn(node));
    return;
  }
  for (const { key, value } of pairsOf(node)) {
    if (value && key.text.toLowerCase() === part) collect(value, rest, into);
  }
}

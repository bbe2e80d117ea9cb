import type { FacetProvider } from '../../facets.ts';
import {
  isMap,
  itemsOf,
  type MapNode,
  type Pair,
  pairOf,
  type ScalarNode,
  scalarAt,
  valueAt,
} from '../../parse/tree.ts';

/** One entry of `updates` in `.github/dependabot.yml`. */
export interface DependabotUpdate {
  readonly node: MapNode;
  readonly ecosystem: ScalarNode | undefined;
  readonly cooldown: Pair | undefined;
  /** `cooldown.default-days`. */
  readonly defaultDays: Pair | undefined;
  /** `insecure-external-code-execution`. */
  readonly codeExecution: Pair | undefined;
}

export const dependabotProvider: FacetProvider<DependabotUpdate> = {
  kinds: ['dependabot'],
  of: (document) =>
    itemsOf(valueAt(document.root, 'updates'))
      .filter(isMap)
      .map((node) => ({
        node,
        ecosystem: scalarAt(node, 'package-ecosystem'),
        cooldown: pairOf(node, 'cooldown'),
        defaultDays: pairOf(valueAt(node, 'cooldown'), 'default-days'),
        codeExecution: pairOf(node, 'insecure-external-code-execution'),
      })),
};

import type { Document } from '../../document.ts';
import { type MapNode, pairsOf, type ScalarNode, scalarAt, valueAt } from '../../parse/tree.ts';
import { type Step, stepsOf } from './step.ts';

/** A composite, Docker or JavaScript action (`action.yml`). */
export interface Action {
  readonly document: Document;
  readonly node: MapNode;
  readonly name: ScalarNode | undefined;
  /** `composite`, `docker`, `node20`, …; empty when it is missing. */
  readonly using: string;
  /** The inputs it declares, by lower-case name. */
  readonly inputs: ReadonlyMap<string, ScalarNode>;
  /** The steps of a composite action. */
  readonly steps: readonly Step[];
  /** The image of a Docker action. */
  readonly image: ScalarNode | undefined;
}

/** The action of a document; none for other kinds and for files without a map. */
export function actionsOf(document: Document): readonly Action[] {
  const root = document.root;
  if (document.kind !== 'github-action' || !root) return [];
  const runs = valueAt(root, 'runs');
  const steps: Step[] = [];
  const action: Action = {
    document,
    node: root,
    name: scalarAt(root, 'name'),
    using: scalarAt(runs, 'using')?.text ?? '',
    inputs: new Map(pairsOf(valueAt(root, 'inputs')).map(({ key }) => [key.text.toLowerCase(), key])),
    steps,
    image: scalarAt(runs, 'image'),
  };
  steps.push(...stepsOf(valueAt(runs, 'steps'), { action }, false));
  return [action];
}

import type { Document } from '../../document.ts';
import type { ShellName } from '../../parse/shell.ts';
import type { ScalarNode } from '../../parse/tree.ts';

export interface RunScript {
  readonly scalar: ScalarNode;
  readonly shell: ShellName;
}

/** The scripts of a workflow's or composite action's `run` keys with their shells; none of steps that never run. */
export function runScriptsOf(document: Document): readonly RunScript[] {
  return document
    .facet('step')
    .flatMap(({ run, shell }) => (run ? [{ scalar: run, shell: shell.name }] : []));
}

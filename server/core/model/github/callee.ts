import type { Document } from '../../document.ts';
import { type MapNode, pairsOf, scalarAt, valueAt } from '../../parse/tree.ts';
import { calledDocument } from './local-call.ts';
import { inputOf, type Step } from './step.ts';
import { triggerOf } from './triggers.ts';
import { isAction, type Uses } from './uses.ts';
import type { Job } from './workflow.ts';

/** What a workflow or action of the same repository takes and gives; names in lower case. */
export interface Callee {
  /** `workflow`, or what the action runs by: `composite`, `docker`, `node20`, … */
  readonly runs: string;
  /** False for a workflow that does not let itself be called. */
  readonly callable: boolean;
  readonly inputs: ReadonlyMap<string, Parameter>;
  readonly secrets: ReadonlyMap<string, Parameter>;
  /** Undefined where a program may hand over more than is declared. */
  readonly outputs: readonly string[] | undefined;
}

export interface Parameter {
  /** As it is declared. */
  readonly name: string;
  /** True when a value has to be given. */
  readonly required: boolean;
  readonly type: 'string' | 'boolean' | 'number';
  /** True when the action asks its users to leave it out. */
  readonly deprecated: boolean;
}

/** The callees of one file. Those that are not known, or that cannot be read to their end, are undefined. */
export class Callees {
  readonly #document: Document | undefined;
  readonly #known = new Map<string, Callee | undefined>();

  constructor(document: Document | undefined) {
    this.#document = document;
  }

  /** The workflow that a job calls. */
  ofJob({ uses }: Job): Callee | undefined {
    const callee = this.#of(uses);
    return callee?.runs === 'workflow' ? callee : undefined;
  }

  /** The action that a step uses; unknown where the step sees the files of another repository. */
  ofStep(step: Step): Callee | undefined {
    if (step.uses?.kind !== 'local') return undefined;
    const callee = this.#of(step.uses);
    return callee && callee.runs !== 'workflow' && !isElsewhere(step) ? callee : undefined;
  }

  #of(uses: Uses | undefined): Callee | undefined {
    if (uses?.kind !== 'local' || !this.#document) return undefined;
    if (!this.#known.has(uses.path)) this.#known.set(uses.path, read(calledDocument(this.#document, uses)));
    return this.#known.get(uses.path);
  }
}

function read(document: Document | undefined): Callee | undefined {
  if (!document || document.tree.problems.length > 0) return undefined;
  const [action] = document.facet('action');
  if (action) {
    const runs = action.using;
    const outputs = pairsOf(valueAt(action.node, 'outputs')).map(({ key }) => key.text.toLowerCase());
    return {
      runs,
      callable: true,
      inputs: parametersOf(action.node, 'inputs'),
      secrets: new Map(),
      outputs: runs === 'composite' ? outputs : undefined,
    };
  }
  const [workflow] = document.facet('workflow');
  if (!workflow || workflow.triggers.list.length === 0) return undefined;
  const trigger = triggerOf(workflow.triggers, 'workflow_call');
  return {
    runs: 'workflow',
    callable: trigger !== undefined,
    inputs: parametersOf(trigger?.config, 'inputs'),
    secrets: parametersOf(trigger?.config, 'secrets'),
    outputs: pairsOf(valueAt(trigger?.config, 'outputs')).map(({ key }) => key.text.toLowerCase()),
  };
}

function parametersOf(node: MapNode | undefined, section: string): ReadonlyMap<string, Parameter> {
  return new Map(
    pairsOf(valueAt(node, section)).map(({ key, value }) => {
      const type = scalarAt(value, 'type')?.text;
      const required = scalarAt(value, 'required')?.text === 'true' && !valueAt(value, 'default');
      return [
        key.text.toLowerCase(),
        {
          name: key.text,
          required,
          type: type === 'boolean' || type === 'number' ? type : 'string',
          deprecated: scalarAt(value, 'deprecationMessage') !== undefined,
        },
      ];
    }),
  );
}

/** True when an earlier step has put another repository where `./` begins. */
function isElsewhere({ job, action, index }: Step): boolean {
  return (job ?? action)!.steps.some(
    (step) =>
      step.index < index &&
      isAction(step.uses, 'actions/checkout') &&
      inputOf(step, 'repository') !== undefined &&
      inputOf(step, 'path') === undefined,
  );
}

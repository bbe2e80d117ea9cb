import {
  isMap,
  isScalar,
  itemsOf,
  type MapNode,
  type Node,
  pairOf,
  pairsOf,
  type ScalarNode,
  scalarAt,
} from '../../parse/tree.ts';
import type { Action } from './action.ts';
import { type Condition, conditionIn, neverHolds } from './condition.ts';
import { type Env, envOf } from './environment.ts';
import { type StepShell, shellOf } from './shell.ts';
import { type Uses, usesOf } from './uses.ts';
import type { Job, Workflow } from './workflow.ts';

/** A step of a workflow's job or of a composite action. */
export interface Step {
  readonly node: MapNode;
  /** Its place among the steps of the job, from 0. */
  readonly index: number;
  readonly id: ScalarNode | undefined;
  readonly name: ScalarNode | undefined;
  readonly condition: Condition | undefined;
  readonly uses: Uses | undefined;
  readonly run: ScalarNode | undefined;
  /** The shell that runs `run`. */
  readonly shell: StepShell;
  /** The `with` of the step; a scalar when the whole of it is an expression. */
  readonly with: MapNode | ScalarNode | undefined;
  readonly env: Env | undefined;
  /** True when the step or its job can never run. */
  readonly dead: boolean;
  /** Where the step stands: in a job of a workflow, or in an action. */
  readonly job: Job | undefined;
  readonly workflow: Workflow | undefined;
  readonly action: Action | undefined;
}

/** What a step stands in. */
export interface StepParent {
  readonly job?: Job;
  readonly workflow?: Workflow;
  readonly action?: Action;
}

/** Reads a `steps` list. A step that is not a map is left out; the steps in a `parallel` block stand in their place. */
export function stepsOf(list: Node | null | undefined, parent: StepParent, dead: boolean): readonly Step[] {
  const nodes: MapNode[] = [];
  for (const item of list?.kind === 'seq' ? list.items : []) {
    if (!isMap(item)) continue;
    const parallel = pairOf(item, 'parallel')?.value;
    if (parallel?.kind === 'seq') nodes.push(...parallel.items.filter(isMap));
    else nodes.push(item);
  }
  return nodes.map((node, index) => stepOf(node, index, parent, dead));
}

function stepOf(node: MapNode, index: number, parent: StepParent, dead: boolean): Step {
  const condition = conditionIn(node);
  const usesNode = scalarAt(node, 'uses');
  const withNode = pairOf(node, 'with')?.value;
  return {
    node,
    index,
    id: scalarAt(node, 'id'),
    name: scalarAt(node, 'name'),
    condition,
    uses: usesNode && usesOf(usesNode),
    run: scalarAt(node, 'run'),
    shell: shellOf(node, parent.job?.node, parent.workflow?.node),
    with: isMap(withNode) || isScalar(withNode) ? withNode : undefined,
    env: envOf(node),
    dead: dead || neverHolds(condition),
    job: parent.job,
    workflow: parent.workflow,
    action: parent.action,
  };
}

/** One input of a step; GitHub does not tell the cases of input names apart. */
export function inputOf(step: Step, name: string): ScalarNode | undefined {
  for (const { key, value } of pairsOf(step.with)) {
    if (key.text.toLowerCase() === name && isScalar(value)) return value;
  }
  return undefined;
}

/** An input that a step or a call sets. */
export interface Input {
  readonly name: ScalarNode;
  readonly value: ScalarNode;
}

/** The inputs of a step, or of a job that calls a workflow, that are scalars. */
export function inputsOf(caller: Pick<Step | Job, 'with'>): readonly Input[] {
  return pairsOf(caller.with).flatMap(({ key, value }) => (isScalar(value) ? [{ name: key, value }] : []));
}

/** The texts of the lines of an input that takes a list. */
export function linesOf(value: ScalarNode | undefined): readonly string[] {
  return (value?.text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Items of a list that is written as a sequence or a lone scalar. */
export function scalarItems(node: Node | null | undefined): readonly ScalarNode[] {
  return itemsOf(node).filter(isScalar);
}

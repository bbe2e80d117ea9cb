import type { Document } from '../../document.ts';
import {
  isMap,
  isScalar,
  type MapNode,
  type Node,
  type Pair,
  pairOf,
  pairsOf,
  type ScalarNode,
  scalarAt,
  valueAt,
} from '../../parse/tree.ts';
import { type Condition, conditionIn, neverHolds } from './condition.ts';
import { type Container, containersOf, type Env, envOf } from './environment.ts';
import { type Permissions, permissionsOf } from './permissions.ts';
import { type Step, scalarItems, stepsOf } from './step.ts';
import { type Triggers, triggersOf } from './triggers.ts';
import { type Uses, usesOf } from './uses.ts';

/** A GitHub Actions workflow. What is broken in one place is absent there and does not touch the rest. */
export interface Workflow {
  readonly document: Document;
  readonly node: MapNode;
  readonly name: ScalarNode | undefined;
  readonly triggers: Triggers;
  /** Undefined when the key is absent. */
  readonly permissions: Permissions | undefined;
  readonly env: Env | undefined;
  readonly concurrency: Pair | undefined;
  /** All jobs, dead ones too. */
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly workflow: Workflow;
  /** The job's key. */
  readonly id: ScalarNode;
  readonly node: MapNode;
  readonly name: ScalarNode | undefined;
  readonly condition: Condition | undefined;
  /** True when the job can never run. */
  readonly dead: boolean;
  readonly needs: readonly ScalarNode[];
  /** The job's own key; undefined when absent. */
  readonly permissions: Permissions | undefined;
  /** The job's own, else the workflow's; undefined when a setting of the repository decides. */
  readonly effectivePermissions: Permissions | undefined;
  readonly env: Env | undefined;
  readonly environment: Node | undefined;
  readonly concurrency: Pair | undefined;
  readonly runsOn: Pair | undefined;
  /** `strategy.matrix`. */
  readonly matrix: Node | undefined;
  readonly containers: readonly Container[];
  readonly steps: readonly Step[];
  /** Set for a job that calls a reusable workflow. */
  readonly uses: Uses | undefined;
  /** `secrets` of a call: `inherit`, or a map. */
  readonly secrets: Pair | undefined;
  /** The inputs of a call. */
  readonly with: MapNode | undefined;
}

/** The workflow of a document; none for other kinds and for files without a map. */
export function workflowsOf(document: Document): readonly Workflow[] {
  const root = document.root;
  if (document.kind !== 'github-workflow' || !root) return [];
  const jobs: Job[] = [];
  const workflow: Workflow = {
    document,
    node: root,
    name: scalarAt(root, 'name'),
    triggers: triggersOf(root),
    permissions: permissionsOf(root),
    env: envOf(root),
    concurrency: pairOf(root, 'concurrency'),
    jobs,
  };
  for (const { key, value } of pairsOf(valueAt(root, 'jobs'))) {
    if (isMap(value)) jobs.push(jobOf(key, value, workflow));
  }
  return [workflow];
}

function jobOf(id: ScalarNode, node: MapNode, workflow: Workflow): Job {
  const condition = conditionIn(node);
  const own = permissionsOf(node);
  const uses = scalarAt(node, 'uses');
  const withNode = valueAt(node, 'with');
  const steps: Step[] = [];
  const job: Job = {
    workflow,
    id,
    node,
    name: scalarAt(node, 'name'),
    condition,
    dead: neverHolds(condition),
    needs: scalarItems(valueAt(node, 'needs')),
    permissions: own,
    effectivePermissions: own ?? workflow.permissions,
    env: envOf(node),
    environment: valueAt(node, 'environment'),
    concurrency: pairOf(node, 'concurrency'),
    runsOn: pairOf(node, 'runs-on'),
    matrix: valueAt(node, 'strategy', 'matrix'),
    containers: containersOf(node),
    steps,
    uses: uses && usesOf(uses),
    secrets: pairOf(node, 'secrets'),
    with: isMap(withNode) ? withNode : undefined,
  };
  steps.push(...stepsOf(valueAt(node, 'steps'), { job, workflow }, job.dead));
  return job;
}

/**
 * The jobs to judge: those that can run. Where none can (`if: false` on each), all of them: the workflow is switched off,
 * not safe, and what is found in it belongs to the strict profile; see `isSwitchedOff`.
 */
export function liveJobs(workflow: Workflow): readonly Job[] {
  return isSwitchedOff(workflow) ? workflow.jobs : workflow.jobs.filter((job) => !job.dead);
}

/** The steps of a job to judge: those that can run, and all where the whole workflow is switched off. */
export function liveSteps(job: Job): readonly Step[] {
  return job.dead ? (isSwitchedOff(job.workflow) ? job.steps : []) : job.steps.filter((step) => !step.dead);
}

/** True when no job of the workflow can ever run. */
export function isSwitchedOff({ jobs }: Workflow): boolean {
  return jobs.length > 0 && jobs.every((job) => job.dead);
}

/** The labels a job asks its runner to have; `runs-on` as text, list, or map with `labels`. */
export function runnerLabels(job: Job): readonly ScalarNode[] {
  const value = job.runsOn?.value;
  return scalarItems(isMap(value) ? valueAt(value, 'labels') : value);
}

/** True when the job's `secrets` are inherited from the caller as a whole. */
export function inheritsSecrets(job: Job): boolean {
  return isScalar(job.secrets?.value) && job.secrets.value.text === 'inherit';
}

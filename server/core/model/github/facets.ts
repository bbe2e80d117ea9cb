import type { FacetProvider } from '../../facets.ts';
import { type Action, actionsOf } from './action.ts';
import { type Condition, neverHolds } from './condition.ts';
import type { Step } from './step.ts';
import type { Uses } from './uses.ts';
import { type Job, liveJobs, liveSteps, type Workflow, workflowsOf } from './workflow.ts';

export const workflowProvider: FacetProvider<Workflow> = { kinds: ['github-workflow'], of: workflowsOf };

export const actionProvider: FacetProvider<Action> = { kinds: ['github-action'], of: actionsOf };

/** Steps that never run are left out, but for workflows that are switched off as a whole. */
export const stepProvider: FacetProvider<Step> = {
  kinds: ['github-workflow', 'github-action'],
  of: (document) => [
    ...document.facet('workflow').flatMap((workflow) => liveJobs(workflow).flatMap(liveSteps)),
    ...document.facet('action').flatMap((action) => action.steps.filter((step) => !step.dead)),
  ],
};

/** A `uses` that takes effect: of a step, or of a job that is a call of a reusable workflow. */
export interface UsesPlace {
  readonly uses: Uses;
  /** Undefined for a job. */
  readonly step: Step | undefined;
}

export const usesProvider: FacetProvider<UsesPlace> = {
  kinds: ['github-workflow', 'github-action'],
  of: (document) => [
    ...document
      .facet('workflow')
      .flatMap((workflow) => liveJobs(workflow))
      .flatMap(({ uses }) => (uses ? [{ uses, step: undefined }] : [])),
    ...document.facet('step').flatMap((step) => (step.uses ? [{ uses: step.uses, step }] : [])),
  ],
};

/** The `if:` of a job or step that is not constantly false. */
export interface ConditionUse {
  readonly condition: Condition;
  /** The job that the condition is on, or whose step it is on; undefined in an action. */
  readonly job: Job | undefined;
}

export const conditionProvider: FacetProvider<ConditionUse> = {
  kinds: ['github-workflow', 'github-action'],
  of: (document) => [
    ...document
      .facet('workflow')
      .flatMap((workflow) => liveJobs(workflow))
      .flatMap((job) => (job.condition && !job.dead ? [{ condition: job.condition, job }] : [])),
    ...document
      .facet('step')
      .flatMap(({ condition, job }) => (condition && !neverHolds(condition) ? [{ condition, job }] : [])),
  ],
};

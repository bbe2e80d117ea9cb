import type { FacetProvider } from '../../facets.ts';
import { type Action, actionsOf } from './action.ts';
import type { Step } from './step.ts';
import { type Workflow, workflowsOf } from './workflow.ts';

export const workflowProvider: FacetProvider<Workflow> = { kinds: ['github-workflow'], of: workflowsOf };

export const actionProvider: FacetProvider<Action> = { kinds: ['github-action'], of: actionsOf };

/** Steps that never run are left out. */
export const stepProvider: FacetProvider<Step> = {
  kinds: ['github-workflow', 'github-action'],
  of: (document) =>
    [
      ...document.facet('workflow').flatMap((workflow) => workflow.jobs.flatMap((job) => job.steps)),
      ...document.facet('action').flatMap((action) => action.steps),
    ].filter((step) => !step.dead),
};

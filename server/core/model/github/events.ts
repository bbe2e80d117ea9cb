import { mayRunOn } from './condition.ts';
import type { Step } from './step.ts';
import type { Job, Workflow } from './workflow.ts';

/** Events that anyone can cause and that run with the secrets and the token of the repository. */
const PRIVILEGED: ReadonlySet<string> = new Set([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'fork',
  'watch',
  'gollum',
]);

/** True when anyone can start the workflow by the event and it then has secrets and a token that may write. */
export function isPrivilegedEvent(event: string): boolean {
  return PRIVILEGED.has(event);
}

/** The events of the workflow by which anyone can start it with its privileges. */
export function privilegedEvents(workflow: Workflow): readonly string[] {
  return workflow.triggers.list.map(({ event }) => event).filter(isPrivilegedEvent);
}

/** The events on which a job can run, after its `if`. */
export function eventsOf(job: Job): readonly string[] {
  return job.workflow.triggers.list
    .map(({ event }) => event)
    .filter((event) => mayRunOn(job.condition, event));
}

/** The events on which a step of a workflow can run, after its own and its job's `if`. */
export function stepEvents(step: Step): readonly string[] {
  if (!step.job) return [];
  return eventsOf(step.job).filter((event) => mayRunOn(step.condition, event));
}

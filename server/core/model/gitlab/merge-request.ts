import { alwaysHolds } from './condition.ts';
import { namesOf } from './deploy.ts';
import type { GitlabJob, GitlabPipeline, GitlabRule } from './pipeline.ts';

/** A condition that a pipeline of a merge request can meet. */
const OF_REQUEST =
  /\bCI_PIPELINE_SOURCE\}?\s*(?:==|=~)\s*["'/]?(?:external_pull|merge)_request|\bCI_(?:EXTERNAL_PULL|MERGE)_REQUEST_(?:IID|ID|SOURCE_\w+|TARGET_\w+|LABELS|EVENT_TYPE|TITLE)\b/;
/** A condition that looks for the absence of a merge request. */
const NOT_OF_REQUEST = /\bCI_MERGE_REQUEST_I?ID\}?\s*==\s*(?:null|""|'')/;

/**
 * True when the file says that the job runs in pipelines of merge requests by itself: by its own rules, by `only`, or by
 * `workflow: rules` for jobs without rules. A job that waits for a click does not.
 */
export function mayRunOnMergeRequest(job: GitlabJob, pipeline: GitlabPipeline): boolean {
  const when = job.effective('when');
  if (when?.kind === 'scalar' && (when.text === 'manual' || when.text === 'never')) return false;
  if (namesOf(job, 'only').some((name) => /^(?:merge_requests|external_pull_requests)$/.test(name)))
    return true;
  const { rules } = job;
  if (rules) return admits(rules);
  if (job.effective('only') || job.effective('except')) return false;
  return admits(pipeline.workflowRules ?? []);
}

function admits(rules: readonly GitlabRule[]): boolean {
  for (const { if: condition, when } of rules) {
    const runs = when?.text !== 'never' && when?.text !== 'manual';
    if (!condition) continue;
    if (NOT_OF_REQUEST.test(condition.text) || !OF_REQUEST.test(condition.text)) {
      // What stands behind a rule that always holds is never read.
      if (alwaysHolds(condition.text)) return false;
      continue;
    }
    return runs;
  }
  return false;
}

import { isScalar, itemsOf, pairOf, type ScalarNode, scalarAt } from '../../parse/tree.ts';
import type { GitlabJob } from './pipeline.ts';

/** The name of a job's environment, wherever it is set; undefined for none. */
export function environmentName(job: GitlabJob): ScalarNode | undefined {
  const environment = job.effective('environment');
  return isScalar(environment) ? environment : scalarAt(environment, 'name');
}

/** True when the job releases to people: by the tier or the name of its environment. */
export function isLiveDeploy(job: GitlabJob): boolean {
  const tier = scalarAt(job.effective('environment'), 'deployment_tier')?.text;
  if (tier) return tier === 'production' || tier === 'staging';
  const name = environmentName(job)?.text ?? '';
  return /(?:^|[^a-z])(?:prod|production|prd|live|staging|stage)(?:[^a-z]|$)/i.test(name);
}

/** True when the job deploys, releases or publishes: by environment or stage. */
export function isDeploy(job: GitlabJob): boolean {
  const environment = job.effective('environment');
  if (environment) {
    const action = scalarAt(environment, 'action')?.text;
    return action === undefined || action === 'start';
  }
  const stage = job.effective('stage');
  return isScalar(stage) && /(?:^|[^a-z])(?:deploy|release|publish|rollout|promote|ship)/i.test(stage.text);
}

/** True when the job runs by itself: neither a template nor one that only starts another pipeline. */
export function runs(job: GitlabJob): boolean {
  return !job.hidden && (pairOf(job.node, 'script') !== undefined || !job.effective('trigger'));
}

/** The names in a list or the one name of a key. */
export function namesOf(job: GitlabJob, key: string): readonly string[] {
  return itemsOf(job.effective(key)).flatMap((item) => (isScalar(item) ? [item.text] : []));
}

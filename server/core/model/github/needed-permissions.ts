import { interpolationsOf } from '../../parse/expression.ts';
import { scalarsIn } from '../../parse/tree.ts';
import { inputOf, inputsOf, type Step } from './step.ts';
import { actionName } from './uses.ts';
import { type Job, liveJobs, liveSteps, type Workflow } from './workflow.ts';

/** What an action needs of the token, by its name; `scope:level`. */
export type GrantTable = Readonly<Record<string, readonly string[]>>;

/** Least permissions by scope, in alphabetical order. */
export type LeastPermissions = readonly (readonly [scope: string, level: string])[];

/** The permissions the jobs of a workflow need; undefined when a step does something this table cannot tell. */
export function neededByWorkflow(workflow: Workflow, table: GrantTable): LeastPermissions | undefined {
  const needed = new Map<string, string>();
  for (const job of liveJobs(workflow)) {
    if (job.permissions) continue;
    if (!collect(job, table, needed)) return undefined;
  }
  return sorted(needed);
}

/** The permissions one job needs; undefined when a step does something this table cannot tell. */
export function neededByJob(job: Job, table: GrantTable): LeastPermissions | undefined {
  const needed = new Map<string, string>();
  return collect(job, table, needed) ? sorted(needed) : undefined;
}

function collect(job: Job, table: GrantTable, into: Map<string, string>): boolean {
  // What a called workflow does with the token stands in another file.
  if (job.uses) return false;
  return liveSteps(job).every((step) => collectStep(step, table, into));
}

function collectStep(step: Step, table: GrantTable, into: Map<string, string>): boolean {
  if (step.run) return !usesToken(step) && !PUSHES.test(step.run.text);
  if (step.uses?.kind !== 'repository') return step.uses?.kind === 'docker' && !usesToken(step);
  const known = table[actionName(step.uses)];
  // A token handed over by hand may be for anything; most actions take it by default for their own, listed purpose.
  if (!known || (known.length === 0 && usesToken(step) && !takesTokenForDownloads(step))) return false;
  for (const grant of known) {
    const [scope = '', level = ''] = grant.split(':');
    if (into.get(scope) !== 'write') into.set(scope, level);
  }
  return true;
}

/** Commands that push with what the checkout left; not all of them say `git`. */
const PUSHES =
  /\bgit\s+push\b|\bgh-(?:deploy|pages)\b|\bmike\s+deploy\b|\bsemantic-release\b|\b(?:lerna|nx|changeset)\s+(?:publish|release|version)\b|\brelease:(?:prepare|perform)\b|\bcargo\s+release\b|\brelease-it\b/;

/** Setup actions take the token only against rate limits. */
function takesTokenForDownloads(step: Step): boolean {
  return (
    inputsOf(step).every(
      ({ name, value }) => !mentionsToken(value.text) || /^(?:github[-_])?token$/i.test(name.text),
    ) && inputOf(step, 'push') === undefined
  );
}

function usesToken(step: Step): boolean {
  for (const scalar of scalarsIn(step.node)) {
    if (mentionsToken(scalar.text) && interpolationsOf(scalar).length > 0) return true;
  }
  const envs = [step.job?.env, step.workflow?.env];
  return envs.some((env) =>
    env?.entries.some(({ value }) => value !== undefined && mentionsToken(value.text)),
  );
}

function mentionsToken(text: string): boolean {
  return /github\.token|secrets\.github_token|tojson\(\s*(?:github|secrets)\s*\)/i.test(text);
}

function sorted(needed: ReadonlyMap<string, string>): LeastPermissions {
  return [...needed].sort(([a], [b]) => (a < b ? -1 : 1));
}

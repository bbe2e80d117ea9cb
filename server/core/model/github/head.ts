import { interpolationsOf } from '../../parse/expression.ts';
import { contextsIn } from '../../parse/expression-query.ts';
import { isScalar, type ScalarNode, valueAt } from '../../parse/tree.ts';
import type { Span } from '../../text/source.ts';
import type { Env } from './environment.ts';
import { stepEvents } from './events.ts';
import { historyOf } from './history.ts';
import { inputOf, type Step } from './step.ts';
import { isAction } from './uses.ts';
import type { Job, Workflow } from './workflow.ts';

/** How many values are followed: a variable made of an output made of a variable. */
const MAX_LEVELS = 4;

/** Where a value is read. */
interface Place {
  readonly workflow: Workflow | undefined;
  readonly job: Job | undefined;
  readonly envs: readonly (Env | undefined)[];
}

/** The text of a step that fetches the head of a pull request. */
export interface FetchedHead {
  readonly place: Span;
  /** The field of the event by which it is named, or what stands there. */
  readonly by: string;
}

/** What a step fetches of a pull request or of the run that came before. */
export function fetchedHead(step: Step): FetchedHead | undefined {
  if (isAction(step.uses, 'actions/checkout')) {
    for (const name of ['ref', 'repository']) {
      const value = inputOf(step, name);
      const by = value && namedHead(value, step);
      if (by) return { place: value.span, by };
    }
    return undefined;
  }
  if (!step.run) return undefined;
  const { text, map } = step.run;
  const match = FETCHES_HEAD.exec(text);
  if (match) return { place: map.span(match.index, match.index + match[0].length), by: match[0] };
  for (const fetch of text.includes('$') ? text.matchAll(FETCHES) : []) {
    for (const [, name] of fetch[0].matchAll(/\$\{?(\w{1,80})/g)) {
      const by = headInVariable(name!, step);
      if (by) return { place: map.span(fetch.index, fetch.index + fetch[0].length), by };
    }
  }
  return undefined;
}

/** Commands that bring commits into the workspace; a branch that is made here brings none. */
const FETCHES =
  /\bgit (?:-C \S{1,80} )?(?:fetch|pull|checkout|switch|clone)\b(?!\s+(?:-[bBcC]|--orphan|--create)\b)[^\n;&|]{0,300}/g;

const FETCHES_HEAD =
  /\bgh pr checkout\b[^\n]{0,200}|\bgit (?:-C \S{1,80} )?(?:fetch|pull|checkout|clone)\b[^\n]{0,300}?(?:\bpull\/(?:\$\{\{[^}\n]{1,120}\}\}|\S{1,120})\/(?:head|merge)\b|github\.head_ref|github\.event\.pull_request\.head\.|github\.event\.workflow_run\.head_|\$\{?GITHUB_HEAD_REF\b)/;

/** The field by which a value names the head of a pull request, or the text of an output whose name says so. */
function namedHead(value: ScalarNode, step: Step): string | undefined {
  if (/^refs\/pull\//.test(value.text)) return value.text.includes('${{') ? value.text : undefined;
  const head = headIn(value, step);
  if (head || !isComment(step)) return head;
  return interpolationsOf(value)
    .flatMap(({ expression }) => (expression ? contextsIn(expression) : []))
    .find(({ path }) =>
      /^(?:steps|needs)\..*(?:head|pr|pull)[\w-]*?_?(?:sha|ref|branch|commit|repo)/.test(path),
    )?.path;
}

function isComment(step: Step): boolean {
  return stepEvents(step).includes('issue_comment');
}

/**
 * The field of the event by which a value names the head of a pull request or of the run that came before, be it through
 * `env`, an output of a job or a step that asked for it; undefined where it names something else, or is not known.
 */
function headIn(value: ScalarNode, step: Step): string | undefined {
  return followed(value, placeOf(step), MAX_LEVELS);
}

/** The same for a variable of a step's script. */
function headInVariable(name: string, step: Step): string | undefined {
  return ofVariable(name, placeOf(step), MAX_LEVELS);
}

function placeOf({ workflow, job, env }: Step): Place {
  return { workflow, job, envs: [env, job?.env, workflow?.env] };
}

function followed(value: ScalarNode, place: Place, levels: number): string | undefined {
  if (levels === 0 || !value.text.includes('${{')) return undefined;
  for (const { expression } of interpolationsOf(value)) {
    for (const { parts, path } of expression ? contextsIn(expression) : []) {
      const found = HEAD_FIELD.test(path) ? path : ofContext(parts, place, levels - 1);
      if (found) return found;
    }
  }
  return undefined;
}

function ofContext(parts: readonly string[], place: Place, levels: number): string | undefined {
  const [context, id, , name] = parts;
  if (context === 'env' && id) return ofVariable(id, place, levels);
  if (context === 'needs') {
    const job = place.workflow?.jobs.find((other) => other.id.text.toLowerCase() === id);
    const output = outputOf(job, name);
    const at = { workflow: place.workflow, job, envs: [job?.env, place.workflow?.env] };
    return isScalar(output) ? followed(output, at, levels) : undefined;
  }
  if (context !== 'steps') return undefined;
  const step = historyOf({ job: place.job, action: undefined }).step(id ?? '', Number.POSITIVE_INFINITY);
  return step && name ? askedBy(step.run?.text ?? inputOf(step, 'script')?.text ?? '', name) : undefined;
}

/** The field that a script puts into its output `name`, on one line; none where it asks first who is calling. */
function askedBy(script: string, name: string): string | undefined {
  if (!ASKS.test(script) || CHECKS_CALLER.test(script)) return undefined;
  for (const line of script.split('\n')) {
    const found = ASKS.exec(line)?.[0];
    const target =
      found && /(?:setOutput\(\s{0,9}['"`]|(?:^|[\s"'])(?=[\w-]{1,99}=))([\w-]{1,99})/.exec(line)?.[1];
    if (target?.toLowerCase() === name) return found;
  }
  return undefined;
}

function outputOf(job: Job | undefined, name: string | undefined) {
  const outputs = valueAt(job?.node, 'outputs');
  const pairs = outputs?.kind === 'map' ? outputs.pairs : [];
  return pairs.find(({ key }) => key.text.toLowerCase() === name)?.value ?? undefined;
}

function ofVariable(name: string, place: Place, levels: number): string | undefined {
  for (const env of place.envs) {
    const entry = env?.entries.find((candidate) => candidate.name.text.toLowerCase() === name.toLowerCase());
    if (entry) return entry.value && followed(entry.value, place, levels);
  }
  return undefined;
}

const HEAD_FIELD =
  /^github\.(?:head_ref$|event\.pull_request\.head\.(?:sha|ref|label|repo\.)|event\.pull_request\.merge_commit_sha$|event\.workflow_run\.(?:head_sha|head_branch|head_commit\.id|head_repository\.|pull_requests\.))/;

/** How a script asks for the head of the request that it was called for. */
const ASKS = /\bhead\.(?:sha|ref)\b|\bheadRef(?:Oid|Name)\b/;
const CHECKS_CALLER = /author_?association|collaborator|permission|membership/i;

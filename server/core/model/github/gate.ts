import type { Span } from '../../text/source.ts';
import type { Condition } from './condition.ts';
import { stepEvents } from './events.ts';
import { fetchedHead } from './head.ts';
import { inputOf, type Step } from './step.ts';
import { filterOf, triggerOf } from './triggers.ts';
import { isAction } from './uses.ts';
import type { Job } from './workflow.ts';

/** A checkout of a pull request's branch by its name that waits for somebody's word. */
export interface GatedCheckout {
  /** The text that names the branch. */
  readonly place: Span;
  readonly gate: Gate;
}

/** What a job waits for before it runs. */
export interface Gate {
  readonly span: Span;
  /** "the label was set" */
  readonly what: string;
  /** True for a command that anyone may give. */
  readonly isOpenToAll: boolean;
}

/** The events on which a job may wait for a word about code that it then checks out. */
export const GATED: ReadonlySet<string> = new Set(['pull_request_target', 'issue_comment']);

/** The checkout of a step, where the name it uses can come to stand for other code after the word was given. */
export function gatedCheckoutOf(job: Job, step: Step): GatedCheckout | undefined {
  const place = mutableHead(step);
  if (!place || !stepEvents(step).some((event) => GATED.has(event))) return undefined;
  const gate = gateOf(job, step);
  return gate && !isInsidersOnly(job, step) ? { place, gate } : undefined;
}

/** The text that names the head of a pull request by a ref that can be moved. */
function mutableHead(step: Step): Span | undefined {
  if (isAction(step.uses, 'actions/checkout')) {
    const ref = inputOf(step, 'ref');
    return ref && (isMutableHead(ref.text) || isMutableHead(fetchedHead(step)?.by ?? ''))
      ? ref.span
      : undefined;
  }
  const match = step.run && FETCH.exec(step.run.text);
  if (match && step.run) return step.run.map.span(match.index, match.index + match[0].length);
  const fetched = step.run && fetchedHead(step);
  return fetched && isMutableHead(fetched.by) ? fetched.place : undefined;
}

/** True for a ref that names the head of a pull request and can be moved. */
export function isMutableHead(ref: string): boolean {
  return MUTABLE.test(ref);
}

const MUTABLE =
  /github\.head_ref|github\.event\.pull_request\.head\.ref\b|^refs\/pull\/.{1,200}\/(?:head|merge)$|steps\.[\w-]{1,80}\.outputs\.head[_-]?(?:ref|branch)\b/i;
const FETCH =
  /\bgh pr checkout\b[^\n]{0,200}|\bgit (?:fetch|pull|checkout|switch)\b[^\n]{0,200}(?:\bpull\/[^\n]{1,120}\/(?:head|merge)\b|github\.head_ref|github\.event\.pull_request\.head\.ref|\$\{?GITHUB_HEAD_REF\b)/;

/** What the job waits for before it runs. */
function gateOf(job: Job, step: Step): Gate | undefined {
  if (job.environment)
    return { span: job.environment.span, what: 'the deployment was approved', isOpenToAll: false };
  for (const condition of [job.condition, step.condition]) {
    const word = wordOf(condition);
    if (condition && word) return { span: condition.node.span, ...word };
  }
  const trigger = triggerOf(job.workflow.triggers, 'pull_request_target');
  const types = filterOf(trigger, 'types');
  return trigger && types?.length === 1 && types[0] === 'labeled'
    ? { span: trigger.node.span, what: LABEL_SET, isOpenToAll: false }
    : undefined;
}

/** The word that a condition asks for. */
export function wordOf(condition: Condition | undefined): Omit<Gate, 'span'> | undefined {
  const text = condition?.node.text ?? '';
  if (/labels?\b/.test(text) && /contains|==/.test(text)) return { what: LABEL_SET, isOpenToAll: false };
  if (/author_association|comment\.user\.login/.test(text))
    return { what: 'the comment was written', isOpenToAll: false };
  return /comment\.body/.test(text) ? { what: 'the command was given', isOpenToAll: true } : undefined;
}

export const LABEL_SET = 'the label was set';

/** True when only branches of the repository itself get through. */
export function isInsidersOnly(job: Job, step: Step): boolean {
  return [job.condition, step.condition].some((condition) =>
    /head\.repo\.(?:full_name|owner\.login|fork)/.test(condition?.node.text ?? ''),
  );
}

import { interpolationsOf } from '../../parse/expression.ts';
import type { ContextPath } from '../../parse/expression-query.ts';
import type { Env } from './environment.ts';
import { matrixValuesOf } from './matrix.ts';
import type { Step } from './step.ts';
import { type Freedom, type Influence, UNTRUSTED_FIELDS, type UntrustedField } from './untrusted-fields.ts';
import type { Workflow } from './workflow.ts';

/** Who decides what a context holds when a step reads it. */
export type Origin =
  /** An outsider or a contributor, through a field of the event. */
  | { readonly by: Influence; readonly freedom: Freedom; readonly what: 'event' }
  /** Whoever calls the workflow or action, through an input that takes any text. */
  | { readonly by: 'caller'; readonly what: 'input' }
  /** Whoever may start the workflow by hand. */
  | { readonly by: 'insider'; readonly what: 'dispatch' }
  /** Text that this file does not show: outputs, variables of the runner, computed matrices. */
  | { readonly by: 'unknown'; readonly what: 'env' | 'matrix' | 'output' | 'input' | 'other' }
  /** Text that cannot carry anything: a constant, a number, a commit, a login. */
  | { readonly by: 'nobody' };

const NOBODY: Origin = { by: 'nobody' };

/** Traces one context of an expression in `step`. */
export function originOf(context: ContextPath, step: Step): Origin {
  if (context.call) return { by: 'unknown', what: 'other' };
  const [head = '', ...rest] = context.parts;
  switch (head) {
    case 'github':
      if (rest[0] === 'event' && rest[1] === 'inputs') return inputOrigin(rest[2], step);
      return githubOrigin(rest, step.workflow);
    case 'inputs':
      return inputOrigin(rest[0], step);
    case 'env':
      return envOrigin(rest[0], step);
    case 'matrix':
      return matrixOrigin(rest, step);
    case 'steps':
      return rest[1] === 'outcome' || rest[1] === 'conclusion' ? NOBODY : { by: 'unknown', what: 'output' };
    case 'needs':
      return rest[1] === 'result' ? NOBODY : { by: 'unknown', what: 'output' };
    case 'secrets':
    case 'runner':
    case 'job':
    case 'strategy':
      return NOBODY;
    default:
      return { by: 'unknown', what: 'other' };
  }
}

/** `parts` behind `github`. Without a workflow (in an action) every event is possible. */
function githubOrigin(parts: readonly string[], workflow: Workflow | undefined): Origin {
  const field = strongest(
    UNTRUSTED_FIELDS.filter((candidate) => fits(candidate, parts) && fires(candidate, workflow)),
  );
  return field ? { by: field.influence, freedom: field.freedom, what: 'event' } : NOBODY;
}

/**
 * True when reading `parts` yields the field's text: the field itself, an object that holds it, or, for a field that is
 * an object of free form, something in it.
 */
function fits({ parts: field }: UntrustedField, parts: readonly string[]): boolean {
  const shared = Math.min(field.length, parts.length);
  for (let i = 0; i < shared; i++) {
    if (field[i] !== parts[i] && field[i] !== '*' && parts[i] !== '*') return false;
  }
  return true;
}

/** True when one of the workflow's events fills the field; a reusable workflow has the events of its callers. */
function fires({ events }: UntrustedField, workflow: Workflow | undefined): boolean {
  if (!events || !workflow) return true;
  const { list } = workflow.triggers;
  return list.length === 0 || list.some(({ event }) => event === 'workflow_call' || events.includes(event));
}

function strongest(fields: readonly UntrustedField[]): UntrustedField | undefined {
  return fields.find(({ influence }) => influence === 'outsider') ?? fields[0];
}

function inputOrigin(name: string | undefined, step: Step): Origin {
  if (step.action) {
    if (name === undefined || step.action.inputs.has(name)) return { by: 'caller', what: 'input' };
    return { by: 'unknown', what: 'input' };
  }
  const triggers = step.workflow?.triggers;
  const all = triggers ? [...triggers.inputs.values()].flat() : [];
  const declared = name === undefined || name === '*' ? all : triggers?.inputs.get(name);
  if (!declared || declared.length === 0) return { by: 'unknown', what: 'input' };
  if (declared.every(({ type }) => type !== 'string')) return NOBODY;
  return declared.some(({ type, event }) => type === 'string' && event === 'workflow_call')
    ? { by: 'caller', what: 'input' }
    : { by: 'insider', what: 'dispatch' };
}

/** The innermost `env` that defines a name decides; a name nobody defines may come from `GITHUB_ENV`. */
function envOrigin(name: string | undefined, step: Step): Origin {
  const unknown: Origin = { by: 'unknown', what: 'env' };
  if (name === undefined) return unknown;
  if (RUNNER_VARIABLE.test(name)) return NOBODY;
  for (const env of [step.env, step.job?.env, step.workflow?.env]) {
    if (!env) continue;
    if (env.expression) return unknown;
    const value = valueIn(env, name);
    if (value !== undefined) return value ? NOBODY : unknown;
  }
  return unknown;
}

/** Whether the entry's value is constant; undefined when there is no such entry. */
function valueIn(env: Env, name: string): boolean | undefined {
  const entry = env.entries.find((candidate) => candidate.name.text.toLowerCase() === name);
  if (!entry) return undefined;
  return entry.value === undefined || interpolationsOf(entry.value).length === 0;
}

/**
 * Variables that the runner sets itself, in lower case, but for those that hold names of refs. GitHub Actions, "Default
 * environment variables".
 */
const RUNNER_VARIABLE =
  /^(?:github_(?:action|action_path|action_repository|actions|actor|actor_id|api_url|env|event_name|event_path|graphql_url|job|output|path|ref_protected|ref_type|repository|repository_id|repository_owner|repository_owner_id|retention_days|run_attempt|run_id|run_number|server_url|sha|step_summary|triggering_actor|workflow_sha|workspace)|runner_(?:arch|debug|environment|name|os|temp|tool_cache))$/;

function matrixOrigin(parts: readonly string[], step: Step): Origin {
  const matrix = step.job?.matrix;
  if (!matrix) return NOBODY;
  const values = matrixValuesOf(matrix, parts);
  if (values === undefined || values.some((value) => interpolationsOf(value).length > 0))
    return { by: 'unknown', what: 'matrix' };
  return NOBODY;
}

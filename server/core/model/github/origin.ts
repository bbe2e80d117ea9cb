import type { Source, Span } from '../../text/source.ts';
import type { Step } from './step.ts';
import { type Freedom, type Influence, UNTRUSTED_FIELDS, type UntrustedField } from './untrusted-fields.ts';
import type { Workflow } from './workflow.ts';

/** From where an expression is evaluated: steps before `index` have run. */
export type Standpoint = Pick<Step, 'workflow' | 'job' | 'action' | 'index' | 'env'>;

/** A place that text passed on its way, with a sentence that says how. */
export interface Waypoint {
  readonly span: Span;
  readonly message: string;
  /** The file, where it is not the one that is linted. */
  readonly source?: Source;
}

/** Who decides what a context holds when a step reads it. */
export type Origin =
  /** An outsider or a contributor. `way` leads from the field of the event to the place that was asked about. */
  | {
      readonly by: Influence;
      readonly freedom: Freedom;
      readonly what: 'event' | 'artifact' | 'output' | 'dispatch';
      readonly way: readonly Waypoint[];
      /** Whether free text has several lines: bodies and messages do, what is cut to one does not; undefined for unlikely. */
      readonly lines?: 'yes' | 'no';
    }
  /** Whoever calls the workflow or action, through an input that takes any text. */
  | { readonly by: 'caller'; readonly what: 'input'; readonly input: string }
  /** Text that the repository does not show: outputs, variables of the runner, computed matrices. */
  | { readonly by: 'unknown'; readonly what: 'env' | 'matrix' | 'output' | 'input' | 'other' }
  /** Text that cannot carry anything: a constant, a number, a commit, a login. */
  | { readonly by: 'nobody' };

/** The origin of what cannot carry anything. */
export const NOBODY: Origin = { by: 'nobody' };

/** The origin of a text that the repository does not show. */
export function unknown(what: Extract<Origin, { by: 'unknown' }>['what']): Origin {
  return { by: 'unknown', what };
}

const RANK: Readonly<Record<Origin['by'], number>> = {
  outsider: 4,
  caller: 3,
  insider: 2,
  unknown: 1,
  nobody: 0,
};
const FREEDOM_RANK: Readonly<Record<Freedom, number>> = { text: 3, path: 2, address: 1, branch: 0 };

/** The worst of several origins whose texts come together: an outsider's before a contributor's, free text first. */
export function worstOf(origins: Iterable<Origin>): Origin {
  let worst: Origin = NOBODY;
  for (const origin of origins) {
    const worse = RANK[origin.by] - RANK[worst.by] || freedomOf(origin) - freedomOf(worst);
    if (worse > 0) worst = origin;
  }
  return worst;
}

function freedomOf(origin: Origin): number {
  if (!('freedom' in origin)) return -1;
  return FREEDOM_RANK[origin.freedom] + (origin.lines === 'yes' ? 0.5 : 0);
}

/** The same origin in a text of one line. */
export function inOneLine(origin: Origin): Origin {
  return 'way' in origin ? { ...origin, lines: 'no' } : origin;
}

/** The same origin, one place further on its way. */
export function via(origin: Origin, waypoint: Waypoint): Origin {
  return 'way' in origin ? { ...origin, way: [...origin.way, waypoint] } : origin;
}

/** Lower-case `parts` behind `github`. Without a workflow (in an action) every event is possible. */
export function githubOrigin(parts: readonly string[], workflow: Workflow | undefined): Origin {
  const fields = UNTRUSTED_FIELDS.filter((field) => fits(field, parts) && fires(field, workflow));
  const field = fields.find(({ influence }) => influence === 'outsider') ?? fields[0];
  if (!field) return NOBODY;
  const { influence: by, freedom } = field;
  const lines = freedom === 'text' && LONG.has(field.parts.at(-1) ?? '') ? 'yes' : undefined;
  return { by, freedom, what: 'event', way: [], ...(lines && { lines }) };
}

/** Fields that people fill with several lines. */
const LONG: ReadonlySet<string> = new Set(['body', 'message', 'description', 'from', 'diff_hunk']);

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

/** `name` is in lower case; undefined or `*` for all inputs together. */
export function inputOrigin(name: string | undefined, { action, workflow }: Standpoint): Origin {
  if (action) {
    if (name === undefined || action.inputs.has(name))
      return { by: 'caller', what: 'input', input: name ?? '*' };
    return unknown('input');
  }
  const all = workflow ? [...workflow.triggers.inputs.values()].flat() : [];
  const declared = name === undefined || name === '*' ? all : workflow?.triggers.inputs.get(name);
  if (!declared || declared.length === 0) return unknown('input');
  if (declared.every(({ type }) => type !== 'string')) return NOBODY;
  return declared.some(({ type, event }) => type === 'string' && event === 'workflow_call')
    ? { by: 'caller', what: 'input', input: name ?? '*' }
    : { by: 'insider', freedom: 'text', what: 'dispatch', way: [] };
}

/** The variables of the runner that hold the name of a ref, with the field they are filled from. */
const REF_VARIABLES: Readonly<Record<string, string>> = {
  GITHUB_HEAD_REF: 'head_ref',
  GITHUB_BASE_REF: 'base_ref',
  GITHUB_REF_NAME: 'ref_name',
  GITHUB_REF: 'ref',
};

/**
 * Variables that the runner sets itself, but for those that hold names of refs. GitHub Actions, "Default environment
 * variables".
 */
const RUNNER_VARIABLE =
  /^(?:github_(?:action|action_path|action_repository|actions|actor|actor_id|api_url|env|event_name|event_path|graphql_url|job|output|path|ref_protected|ref_type|repository|repository_id|repository_owner|repository_owner_id|retention_days|run_attempt|run_id|run_number|server_url|sha|step_summary|triggering_actor|workflow_sha|workspace)|runner_(?:arch|debug|environment|name|os|temp|tool_cache))$/i;

/** A variable that the runner sets; undefined for any other. */
export function runnerVariableOrigin(name: string, workflow: Workflow | undefined): Origin | undefined {
  const field = REF_VARIABLES[name.toUpperCase()];
  if (field) return githubOrigin([field], workflow);
  return RUNNER_VARIABLE.test(name) ? NOBODY : undefined;
}

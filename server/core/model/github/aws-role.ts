import type { Document } from '../../document.ts';
import { isMap, type Node, type ScalarNode, scalarAt } from '../../parse/tree.ts';
import type { Source, Span } from '../../text/source.ts';
import { mayRunOn } from './condition.ts';
import { grants } from './permissions.ts';
import { inputOf, type Step } from './step.ts';
import { filterOf, type Trigger } from './triggers.ts';
import { isAction } from './uses.ts';
import { type Job, liveJobs, liveSteps } from './workflow.ts';

/** A job that takes a role of AWS with its identity token. Plain data, so that it may outlive the document. */
export interface RoleUse {
  readonly name: string;
  /** Undefined where an expression stands for it. */
  readonly account: string | undefined;
  /** The workflow's path from the root of the repository. */
  readonly path: string;
  readonly source: Source;
  /** Where the role is named. */
  readonly span: Span;
  readonly job: string;
  /** The environment that the job is bound to; undefined when it is bound to none, or an expression decides. */
  readonly environment: string | undefined;
  /**
   * What can stand behind the repository in the subject of the job's tokens: `environment:production`, `pull_request`,
   * `ref:refs/heads/main`. A star at the end stands for what is not known.
   */
  readonly subjects: readonly string[];
}

/** What a workflow says of the roles it takes. */
export interface RoleUses {
  readonly uses: readonly RoleUse[];
  /** True when it takes a role whose name cannot be known: from a secret, a variable, a matrix. */
  readonly hasUnknown: boolean;
  /** The names of roles whose ARNs stand in other places: in scripts, in inputs of other actions, in comments. */
  readonly elsewhere: ReadonlySet<string>;
}

const NO_ROLES: RoleUses = { uses: [], hasUnknown: false, elsewhere: new Set() };

const ACTION = 'aws-actions/configure-aws-credentials';
/** Inputs that make the action sign in with something else than the job's identity token. */
const OTHER_SIGN_IN = ['aws-access-key-id', 'web-identity-token-file', 'role-chaining'];

/** By source: many policies of a repository may ask for the same workflows. */
const known = new WeakMap<Source, RoleUses>();

/** The roles that a workflow takes, by its path from the root of the repository. */
export function roleUsesOf(workflow: Document, path: string): RoleUses {
  const { source } = workflow;
  if (!source.text.includes('role-to-assume') && !source.text.includes(':role/')) return NO_ROLES;
  let found = known.get(source);
  if (!found) {
    found = read(workflow, path);
    known.set(source, found);
  }
  return found;
}

function read(document: Document, path: string): RoleUses {
  const uses: RoleUse[] = [];
  const understood: Span[] = [];
  let hasUnknown = false;
  for (const workflow of document.facet('workflow')) {
    for (const job of liveJobs(workflow)) {
      for (const step of liveSteps(job)) {
        const input = inputOf(step, 'role-to-assume');
        if (!input || !isAction(step.uses, ACTION)) continue;
        const value = literalOf(input, step);
        const role = value && roleOf(value.text);
        if (!role || !grants(job.effectivePermissions, 'id-token', 'write')) hasUnknown = true;
        else if (OTHER_SIGN_IN.some((name) => inputOf(step, name))) hasUnknown = true;
        else {
          understood.push(value.span);
          uses.push({ ...role, path, source: document.source, span: input.span, ...tokensOf(job) });
        }
      }
    }
  }
  return { uses, hasUnknown, elsewhere: namedElsewhere(document.source.text, understood) };
}

/** The scalar that decides an input: itself, or the variable of `env` that it is. */
function literalOf(input: ScalarNode, step: Step): ScalarNode | undefined {
  const variable = /^\$\{\{\s*env\.(\w+)\s*\}\}$/.exec(input.text.trim())?.[1];
  if (variable === undefined) return input;
  for (const env of [step.env, step.job?.env, step.workflow?.env]) {
    const entry = env?.entries.find(({ name }) => name.text === variable);
    if (entry) return entry.value;
  }
  return undefined;
}

/** `arn:aws:iam::111122223333:role/path/name`; what comes before the name may be an expression. */
function roleOf(text: string): Pick<RoleUse, 'name' | 'account'> | undefined {
  const found = /^arn:[^:]*:iam::([^:]*):role\/(?:[^\s]*\/)?([\w+=,.@-]+)$/.exec(text.trim());
  if (!found) return undefined;
  return { name: found[2]!, account: /^\d{12}$/.test(found[1]!) ? found[1]! : undefined };
}

function tokensOf(job: Job): Pick<RoleUse, 'job' | 'environment' | 'subjects'> {
  const written = environmentOf(job.environment);
  const isDecidedLater = written?.includes('${{') || (job.environment !== undefined && written === undefined);
  const environment = written === '' || isDecidedLater ? undefined : written;
  const subjects = isDecidedLater
    ? ['*']
    : environment !== undefined
      ? [`environment:${environment.replaceAll(':', '%3A')}`]
      : job.workflow.triggers.list.filter((trigger) => mayStart(job, trigger)).flatMap(subjectsOf);
  return {
    job: job.id.text,
    environment,
    subjects: subjects.length > 0 ? [...new Set(subjects)] : ['*'],
  };
}

/** A workflow that is called sees the event of its caller. */
function mayStart({ condition }: Job, { event }: Trigger): boolean {
  return event === 'workflow_call' || mayRunOn(condition, event);
}

function environmentOf(node: Node | undefined): string | undefined {
  if (isMap(node)) return scalarAt(node, 'name')?.text;
  return node?.kind === 'scalar' ? node.text : undefined;
}

/** Events whose runs are of a branch or a tag. */
const OF_REFS = new Set(['release', 'repository_dispatch', 'schedule', 'workflow_dispatch', 'workflow_run']);

/** GitHub docs, "OpenID Connect reference": the example subject claims. */
function subjectsOf(trigger: Trigger): readonly string[] {
  if (trigger.event === 'pull_request') return ['pull_request'];
  if (OF_REFS.has(trigger.event)) return ['ref:*'];
  if (trigger.event !== 'push') return ['ref:*', 'pull_request*'];
  const branches = filterOf(trigger, 'branches');
  const tags = filterOf(trigger, 'tags');
  if (!branches && !tags) return ['ref:*'];
  return [...(branches ?? []).map(branchSubject), ...(tags ? ['ref:refs/tags/*'] : [])];
}

function branchSubject(filter: string): string {
  return /[*?+[\]!]/.test(filter) ? 'ref:refs/heads/*' : `ref:refs/heads/${filter}`;
}

/** The names in ARNs of roles outside of the `understood` places. */
function namedElsewhere(text: string, understood: readonly Span[]): ReadonlySet<string> {
  const names = new Set<string>();
  const isUnderstood = new Set(understood.map((span) => text.indexOf(':role/', span.start)));
  for (let at = text.indexOf(':role/'); at !== -1; at = text.indexOf(':role/', at + 1)) {
    if (isUnderstood.has(at)) continue;
    const path = PATH.exec(text.slice(at + 6, at + 600))?.[0] ?? '';
    names.add(path.slice(path.lastIndexOf('/') + 1));
  }
  return names;
}

const PATH = /^[\w+=,.@/-]*/;

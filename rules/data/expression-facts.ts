/*
 * What GitHub's expression language knows: its functions, and the properties of the contexts that every run has. After
 * the documentation "Evaluate expressions in workflows and actions" and "Contexts reference"; entered by hand, 2026-11.
 * All names are in lower case.
 */

/** A parameter: `text` takes whatever can stand in text, `list` a list or text, `any` anything. */
export type Parameter = 'text' | 'list' | 'any';

export interface FunctionFacts {
  /** As it is written. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** How many of the parameters must be given; all unless set. */
  readonly least?: number;
  /** The parameter that may be repeated at the end. */
  readonly rest?: Parameter;
  readonly result: 'bool' | 'string' | 'any';
}

export const FUNCTIONS: Readonly<Record<string, FunctionFacts>> = {
  always: { name: 'always', parameters: [], result: 'bool' },
  cancelled: { name: 'cancelled', parameters: [], result: 'bool' },
  case: { name: 'case', parameters: ['any', 'any', 'any'], rest: 'any', result: 'any' },
  contains: { name: 'contains', parameters: ['list', 'any'], result: 'bool' },
  endswith: { name: 'endsWith', parameters: ['text', 'text'], result: 'bool' },
  failure: { name: 'failure', parameters: [], rest: 'text', result: 'bool' },
  format: { name: 'format', parameters: ['text'], rest: 'any', result: 'string' },
  fromjson: { name: 'fromJSON', parameters: ['text'], result: 'any' },
  hashfiles: { name: 'hashFiles', parameters: ['text'], rest: 'text', result: 'string' },
  join: { name: 'join', parameters: ['list', 'text'], least: 1, result: 'string' },
  startswith: { name: 'startsWith', parameters: ['text', 'text'], result: 'bool' },
  success: { name: 'success', parameters: [], rest: 'text', result: 'bool' },
  tojson: { name: 'toJSON', parameters: ['any'], result: 'string' },
};

/** Functions that only some places know. */
export const SPECIAL_FUNCTIONS: ReadonlySet<string> = new Set([
  'always',
  'cancelled',
  'failure',
  'hashfiles',
  'success',
]);

export const CONTEXTS: ReadonlySet<string> = new Set([
  'env',
  'github',
  'inputs',
  'job',
  'jobs',
  'matrix',
  'needs',
  'runner',
  'secrets',
  'steps',
  'strategy',
  'vars',
]);

/** A property: a simple type, or the properties of an object; `*` stands for every other name. */
export type Property = 'string' | 'number' | 'bool' | 'any' | { readonly [name: string]: Property };

const strings = (names: string): { readonly [name: string]: Property } =>
  Object.fromEntries(names.split(' ').map((name) => [name, 'string']));

export const GITHUB: Readonly<Record<string, Property>> = {
  ...strings(
    'action action_path action_ref action_repository action_status actor actor_id api_url artifact_cache_size_limit ' +
      'base_ref env event_name event_path graphql_url head_ref job job_workflow_sha output path ref ref_name ref_type ' +
      'repository repository_id repository_owner repository_owner_id repository_visibility repositoryurl run_attempt ' +
      'run_id run_number secret_source server_url sha state step_summary token triggering_actor workflow workflow_ref ' +
      'workflow_sha workspace',
  ),
  event: { '*': 'any' },
  ref_protected: 'bool',
  retention_days: 'number',
};

export const JOB: Readonly<Record<string, Property>> = {
  ...strings('status workflow_ref workflow_sha workflow_repository workflow_file_path'),
  check_run_id: 'number',
  container: { id: 'string', network: 'string' },
  services: { '*': { id: 'string', network: 'string', ports: { '*': 'string' } } },
};

export const RUNNER: Readonly<Record<string, Property>> = strings(
  'name os arch temp tool_cache debug environment workspace',
);

export const STRATEGY: Readonly<Record<string, Property>> = {
  'fail-fast': 'bool',
  'job-index': 'number',
  'job-total': 'number',
  'max-parallel': 'number',
};

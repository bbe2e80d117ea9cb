/*
 * What GitHub takes in a workflow and in an action's metadata, and which contexts expressions may read where. After the
 * schemas `workflow-v1.0.json` and `action-v1.0.json` of GitHub's own parser and the documentation "Workflow syntax",
 * "Metadata syntax" and "Contexts reference"; entered by hand, 2026-11.
 */

/** What expressions may read at a place: contexts, and functions that are not available everywhere, in lower case. */
export interface Place {
  readonly contexts: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

function place(contexts: string, functions = ''): Place {
  return { contexts: new Set(contexts.split(' ')), functions: new Set(functions.split(' ')) };
}

const JOB = 'github inputs vars needs strategy matrix';
const RUNNING = `${JOB} secrets steps job runner env`;
const STATUS = 'always cancelled success failure';

export const PLACES = {
  workflow: place('github inputs vars'),
  workflowEnv: place('github inputs vars secrets'),
  callOutput: place('github inputs vars jobs'),
  jobIf: place('github inputs vars needs', STATUS),
  strategy: place('github inputs vars needs'),
  job: place(JOB),
  jobSecrets: place(`${JOB} secrets`),
  jobDefaults: place(`${JOB} env`),
  jobOutput: place(RUNNING),
  environmentUrl: place(`${JOB} steps job runner env`),
  credentials: place(`${JOB} secrets env`),
  snapshotIf: place(JOB),
  stepIf: place(`${JOB} steps job runner env`, `${STATUS} hashfiles`),
  step: place(RUNNING, 'hashfiles'),
  actionOutput: place('github inputs strategy matrix steps job runner env'),
  actionStepIf: place('github inputs strategy matrix steps job runner env', `${STATUS} hashfiles`),
  actionStep: place('github inputs strategy matrix steps job runner env', 'hashfiles'),
} as const satisfies Readonly<Record<string, Place>>;

/** What a value may be. */
export type Shape =
  /** Anything; expressions in it are looked at where a place is given. */
  | { readonly is: 'any'; readonly place?: Place }
  | TextShape
  | TypedShape
  | { readonly is: 'choice'; readonly values: readonly string[] }
  /** A list; where `lone` is set, a single item may stand for it. */
  | { readonly is: 'list'; readonly of: Shape; readonly lone?: boolean; readonly place?: Place; readonly filled?: boolean }
  /** A map with free keys. */
  | MapShape
  | RecordShape
  /** Text, or a record or map. */
  | { readonly is: 'either'; readonly text: TextShape; readonly record: RecordShape | MapShape }
  /** Text, a list of text, or a record. */
  | { readonly is: 'labels'; readonly text: TextShape; readonly record?: RecordShape }
  /** The record depends on which of the keys is there: the first that is decides, else the last entry. */
  | { readonly is: 'switch'; readonly cases: readonly (readonly [key: string, shape: RecordShape])[] };

export interface TypedShape {
  readonly is: 'boolean' | 'number' | 'integer';
  readonly place?: Place;
  /** The value must be greater than zero. */
  readonly positive?: boolean;
}

export interface TextShape {
  readonly is: 'text';
  readonly place?: Place;
  readonly filled?: boolean;
  /** An `if:`: an expression with or without braces. */
  readonly condition?: boolean;
}

export interface MapShape {
  readonly is: 'map';
  readonly of: Shape;
  /** Set where one expression may stand for the whole map. */
  readonly place?: Place;
  readonly filled?: boolean;
  /** What the walk tells the listener, where somebody looks closer at these entries. */
  readonly name?: 'jobs' | 'env';
}

export interface RecordShape {
  readonly is: 'record';
  /** For messages: "a step that runs a script". */
  readonly noun: string;
  readonly fields: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** Set where one expression may stand for the whole record. */
  readonly place?: Place;
  readonly filled?: boolean;
  /** True where keys that are not in `fields` are none of our business. */
  readonly open?: boolean;
  readonly name?: 'job' | 'step';
  /** True where the key may stand without a value. */
  readonly optional?: boolean;
}

const { workflow: W, job: J, step: S, actionStep: A } = PLACES;

const any: Shape = { is: 'any' };
const bool = (at?: Place): Shape => ({ is: 'boolean', ...(at && { place: at }) });
const positive = (is: 'number' | 'integer', at: Place): Shape => ({ is, place: at, positive: true });
const text = (at?: Place): TextShape => ({ is: 'text', ...(at && { place: at }) });
const filled = (at?: Place): TextShape => ({ ...text(at), filled: true });
const condition = (at: Place): Shape => ({ ...filled(at), condition: true });
const env = (at: Place): Shape => ({ is: 'map', of: text(at), place: at, name: 'env' });

const PERMISSIONS: Shape = any;

const CONCURRENCY = (at: Place): Shape => ({
  is: 'either',
  text: filled(at),
  record: {
    is: 'record',
    noun: '`concurrency`',
    fields: {
      group: filled(at),
      'cancel-in-progress': bool(at),
      queue: { is: 'choice', values: ['single', 'max'] },
    },
    required: ['group'],
  },
});

const DEFAULTS = (at?: Place): Shape => ({
  is: 'record',
  noun: '`defaults`',
  filled: true,
  fields: {
    run: {
      is: 'record',
      noun: '`defaults.run`',
      filled: true,
      fields: { shell: filled(at), 'working-directory': filled(at) },
    },
  },
});

const CONTAINER: RecordShape = {
  is: 'record',
  noun: 'a container',
  filled: true,
  place: J,
  fields: {
    image: filled(J),
    options: text(J),
    env: { is: 'map', of: text(PLACES.jobOutput), place: PLACES.jobOutput, name: 'env' },
    ports: { is: 'list', of: filled(J), place: J },
    volumes: { is: 'list', of: filled(J), place: J },
    credentials: {
      is: 'record',
      noun: '`credentials`',
      filled: true,
      place: PLACES.credentials,
      fields: { username: filled(PLACES.credentials), password: filled(PLACES.credentials) },
      required: ['username', 'password'],
    },
  },
  required: ['image'],
};

const SERVICE: RecordShape = {
  ...CONTAINER,
  noun: 'a service',
  fields: { ...CONTAINER.fields, entrypoint: text(J), command: text(J) },
};

const stepBase = (at: Place, conditionAt: Place): Readonly<Record<string, Shape>> => ({
  name: text(at),
  id: filled(),
  if: condition(conditionAt),
  'continue-on-error': bool(at),
  'timeout-minutes': positive('number', at),
  env: env(at),
  background: bool(),
});

const step = (at: Place, conditionAt: Place, shellAt: Place | undefined): Shape => {
  const waiting = { name: text(at), id: filled(), if: condition(conditionAt), 'continue-on-error': bool(at) };
  const run: RecordShape = {
    is: 'record',
    noun: 'a step that runs a script',
    name: 'step',
    fields: { ...stepBase(at, conditionAt), run: filled(at), 'working-directory': filled(at), shell: filled(shellAt) },
    required: shellAt ? ['shell'] : [],
  };
  const uses: RecordShape = {
    is: 'record',
    noun: 'a step that uses an action',
    name: 'step',
    fields: {
      ...stepBase(at, conditionAt),
      uses: filled(),
      with: { is: 'map', of: text(at), place: at, filled: true },
      // Steps that do both are told apart from those with a wrong key.
      run: any,
    },
  };
  const waits = (key: string, shape: Shape): [string, RecordShape] => [
    key,
    { is: 'record', noun: 'a step that waits', name: 'step', fields: { ...waiting, [key]: shape } },
  ];
  return {
    is: 'switch',
    cases: [
      ['uses', uses],
      ['run', run],
      waits('wait', { is: 'labels', text: filled() }),
      waits('wait-all', any),
      waits('cancel', filled()),
      ['parallel', { is: 'record', noun: 'a group of steps', fields: { parallel: any }, open: true }],
      ['', { ...run, noun: 'a step', required: [], fields: { ...run.fields, uses: any, with: any } }],
    ],
  };
};

const MATRIX: MapShape = {
  is: 'map',
  of: { is: 'list', of: { is: 'any', place: PLACES.strategy }, place: PLACES.strategy, filled: true },
  place: PLACES.strategy,
  filled: true,
};

const JOB_COMMON: Readonly<Record<string, Shape>> = {
  name: text(J),
  needs: { is: 'labels', text: filled() },
  if: condition(PLACES.jobIf),
  permissions: PERMISSIONS,
  concurrency: CONCURRENCY(J),
  strategy: {
    is: 'record',
    noun: '`strategy`',
    filled: true,
    place: PLACES.strategy,
    fields: {
      matrix: MATRIX,
      'fail-fast': bool(PLACES.strategy),
      'max-parallel': positive('integer', PLACES.strategy),
    },
  },
};

const CALL_JOB: RecordShape = {
  is: 'record',
  noun: 'a job that calls a workflow',
  name: 'job',
  fields: {
    ...JOB_COMMON,
    uses: filled(),
    with: { is: 'map', of: text(J), place: J, filled: true },
    secrets: {
      is: 'either',
      text: text(),
      record: { is: 'map', of: text(PLACES.jobSecrets), place: PLACES.jobSecrets },
    },
  },
};

const NORMAL_JOB: RecordShape = {
  is: 'record',
  noun: 'a job',
  name: 'job',
  required: ['runs-on', 'steps'],
  fields: {
    ...JOB_COMMON,
    'runs-on': {
      is: 'labels',
      text: filled(J),
      record: {
        is: 'record',
        noun: '`runs-on`',
        filled: true,
        fields: { group: filled(J), labels: { is: 'labels', text: filled(J) } },
      },
    },
    'timeout-minutes': positive('number', J),
    'cancel-timeout-minutes': positive('number', J),
    'continue-on-error': bool(J),
    container: { is: 'either', text: filled(J), record: CONTAINER },
    services: {
      is: 'map',
      of: { is: 'either', text: filled(J), record: SERVICE },
      place: J,
    },
    env: env(PLACES.jobSecrets),
    environment: {
      is: 'either',
      text: filled(J),
      record: {
        is: 'record',
        noun: '`environment`',
        fields: { name: filled(J), url: text(PLACES.environmentUrl), deployment: bool(J) },
        required: ['name'],
      },
    },
    outputs: { is: 'map', of: text(PLACES.jobOutput), place: PLACES.jobOutput },
    defaults: DEFAULTS(PLACES.jobDefaults),
    steps: { is: 'list', of: step(S, PLACES.stepIf, undefined), filled: true },
    snapshot: {
      is: 'either',
      text: filled(),
      record: {
        is: 'record',
        noun: '`snapshot`',
        fields: { 'image-name': filled(J), version: filled(J), if: condition(PLACES.snapshotIf) },
        required: ['image-name'],
      },
    },
  },
};

const patterns: Shape = { is: 'list', of: filled(), lone: true, filled: true };

/** Filters of events, whatever the event; `workflow-events.ts` says which event takes which. */
const FILTERS: Readonly<Record<string, Shape>> = {
  types: patterns,
  branches: patterns,
  'branches-ignore': patterns,
  tags: patterns,
  'tags-ignore': patterns,
  paths: patterns,
  'paths-ignore': patterns,
  workflows: patterns,
};

const EVENT: RecordShape = { is: 'record', noun: 'an event', fields: FILTERS };

const DISPATCH: RecordShape = {
  is: 'record',
  noun: '`workflow_dispatch`',
  fields: {
    inputs: {
      is: 'map',
      of: {
        is: 'record',
        noun: 'an input of `workflow_dispatch`',
        optional: true,
        fields: {
          description: text(),
          deprecationMessage: text(),
          type: { is: 'choice', values: ['string', 'number', 'boolean', 'choice', 'environment'] },
          required: bool(),
          default: any,
          options: { is: 'list', of: text(), filled: true },
        },
      },
    },
  },
};

const CALL: RecordShape = {
  is: 'record',
  noun: '`workflow_call`',
  fields: {
    inputs: {
      is: 'map',
      of: {
        is: 'record',
        noun: 'an input of `workflow_call`',
        fields: {
          description: text(),
          deprecationMessage: text(),
          type: { is: 'choice', values: ['boolean', 'number', 'string'] },
          required: bool(),
          default: text(W),
        },
        required: ['type'],
      },
    },
    secrets: {
      is: 'map',
      of: { is: 'record', noun: 'a secret of `workflow_call`', optional: true, fields: { description: text(), required: bool() } },
    },
    outputs: {
      is: 'map',
      of: {
        is: 'record',
        noun: 'an output of `workflow_call`',
        fields: { description: text(), value: text(PLACES.callOutput) },
        required: ['value'],
      },
    },
  },
};

/** The configuration of the events that take more than filters. */
export const EVENT_SHAPES: Readonly<Record<string, Shape>> = {
  schedule: {
    is: 'list',
    filled: true,
    of: {
      is: 'record',
      noun: 'an entry of `schedule`',
      fields: { cron: filled(), timezone: filled() },
      required: ['cron'],
    },
  },
  workflow_dispatch: DISPATCH,
  workflow_call: CALL,
  image_version: {
    is: 'record',
    noun: '`image_version`',
    fields: { names: { is: 'list', of: filled(), filled: true }, versions: { is: 'list', of: filled(), filled: true } },
  },
  '*': EVENT,
};

export const WORKFLOW: RecordShape = {
  is: 'record',
  noun: 'a workflow',
  required: ['on', 'jobs'],
  fields: {
    name: text(),
    description: text(),
    'run-name': text(W),
    on: any,
    permissions: PERMISSIONS,
    env: env(PLACES.workflowEnv),
    defaults: DEFAULTS(),
    concurrency: CONCURRENCY(W),
    jobs: {
      is: 'map',
      filled: true,
      name: 'jobs',
      of: {
        is: 'switch',
        cases: [
          ['uses', CALL_JOB],
          ['', NORMAL_JOB],
        ],
      },
    },
  },
};

const RUNS_COMPOSITE: RecordShape = {
  is: 'record',
  noun: '`runs` of a composite action',
  fields: { using: filled(), steps: { is: 'list', of: step(A, PLACES.actionStepIf, A) } },
  required: ['steps'],
};

const RUNS_NODE: RecordShape = {
  is: 'record',
  noun: '`runs` of a JavaScript action',
  fields: { using: filled(), main: filled(), pre: filled(), post: filled(), 'pre-if': text(), 'post-if': text() },
  required: ['main'],
};

const RUNS_DOCKER: RecordShape = {
  is: 'record',
  noun: '`runs` of a Docker action',
  fields: {
    using: filled(),
    image: filled(),
    args: { is: 'list', of: text(PLACES.actionOutput) },
    env: { is: 'map', of: text(PLACES.actionOutput), name: 'env' },
    entrypoint: filled(),
    'pre-entrypoint': filled(),
    'post-entrypoint': filled(),
    'pre-if': text(),
    'post-if': text(),
  },
  required: ['image'],
};

/** The shape of `runs` by what `runs.using` begins with. */
export const RUNS: Readonly<Record<'composite' | 'node' | 'docker', RecordShape>> = {
  composite: RUNS_COMPOSITE,
  node: RUNS_NODE,
  docker: RUNS_DOCKER,
};

/** `action.yml`. Keys that GitHub does not know do no harm there. */
export const ACTION: RecordShape = {
  is: 'record',
  noun: 'an action',
  open: true,
  required: ['runs'],
  fields: {
    name: text(),
    description: text(),
    inputs: { is: 'map', of: any },
    outputs: {
      is: 'map',
      of: { is: 'record', noun: 'an output', open: true, fields: { value: text(PLACES.actionOutput) } },
    },
    runs: any,
  },
};

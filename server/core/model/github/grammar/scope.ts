import { GITHUB, JOB, RUNNER, STRATEGY } from '../../../../../rules/data/expression-facts.ts';
import { PLACES } from '../../../../../rules/data/workflow-schema.ts';
import { interpolationsOf, isFenced } from '../../../parse/expression.ts';
import {
  isMap,
  isScalar,
  type MapNode,
  type Node,
  pairOf,
  pairsOf,
  type ScalarNode,
  valueAt,
} from '../../../parse/tree.ts';
import type { Action } from '../action.ts';
import type { Callees } from '../callee.ts';
import type { Step } from '../step.ts';
import { triggerOf } from '../triggers.ts';
import type { Job, Workflow } from '../workflow.ts';
import { infer } from './infer.ts';
import {
  ANY,
  BOOL,
  closed,
  either,
  NULL,
  NUMBER,
  type ObjectType,
  open,
  STRING,
  type Type,
  typeOfProperty,
} from './types.ts';

const TEXTS = open(STRING);
const CONSTANT: Readonly<Record<string, Type>> = {
  env: TEXTS,
  vars: TEXTS,
  github: typeOfProperty(GITHUB),
  job: typeOfProperty(JOB),
  runner: typeOfProperty(RUNNER),
  strategy: typeOfProperty(STRATEGY),
};

/** The types of the contexts of one file, each made when first asked. */
export class Scopes {
  readonly #workflow: Workflow | undefined;
  readonly #action: Action | undefined;
  readonly #callees: Callees;
  readonly #known = new Map<unknown, Type>();
  readonly #earlier = new Map<readonly Step[], EarlierSteps>();

  constructor(workflow: Workflow | undefined, action: Action | undefined, callees: Callees) {
    this.#workflow = workflow;
    this.#action = action;
    this.#callees = callees;
  }

  /** The type of a context as it is read in a step, in a job, or outside of both. */
  typeOf(name: string, job: Job | undefined, step: Step | undefined): Type {
    switch (name) {
      case 'github':
        return this.#once('github', () => this.#github());
      case 'inputs':
        return this.#once('inputs', () => this.#inputs());
      case 'secrets':
        return this.#once('secrets', () => secretsType(this.#workflow));
      case 'jobs':
        return this.#once('jobs', () =>
          closed((this.#workflow?.jobs ?? []).map((each) => [idOf(each), jobType(each, this.#callees)])),
        );
      case 'needs':
        return job ? this.#once(job.needs, () => needsType(job, this.#callees)) : closed([]);
      case 'matrix':
        return job ? this.#once(job.node, () => this.#matrix(job)) : ANY;
      case 'steps':
        return this.#steps(job?.steps ?? this.#action?.steps ?? [], step);
      default:
        return CONSTANT[name] ?? ANY;
    }
  }

  #steps(steps: readonly Step[], step: Step | undefined): Type {
    let earlier = this.#earlier.get(steps);
    if (!earlier) {
      earlier = new EarlierSteps(steps, this.#callees);
      this.#earlier.set(steps, earlier);
    }
    return earlier.before(step);
  }

  #once(key: unknown, make: () => Type): Type {
    let type = this.#known.get(key);
    if (!type) {
      type = make();
      this.#known.set(key, type);
    }
    return type;
  }

  /** `github.event.inputs` holds the inputs of a start by hand, all as text. */
  #github(): Type {
    const github = CONSTANT.github as ObjectType;
    const trigger = this.#workflow && triggerOf(this.#workflow.triggers, 'workflow_dispatch');
    const declared = valueAt(trigger?.config, 'inputs');
    if (!isMap(declared)) return github;
    const inputs = closed(declared.pairs.map(({ key }) => [key.text.toLowerCase(), STRING]));
    const event: ObjectType = { kind: 'object', properties: new Map([['inputs', inputs]]), rest: ANY };
    return { ...github, properties: new Map([...github.properties, ['event', event]]) };
  }

  #inputs(): Type {
    if (this.#action) return closed([...this.#action.inputs.keys()].map((name) => [name, STRING]));
    if (!this.#workflow) return ANY;
    return closed(
      [...this.#workflow.triggers.inputs].map(([name, inputs]) => [
        name,
        inputs
          .map(({ type }) => (type === 'boolean' ? BOOL : type === 'number' ? NUMBER : STRING))
          .reduce(either),
      ]),
    );
  }

  #matrix(job: Job): Type {
    const { matrix } = job;
    if (!matrix) return closed([]);
    if (!isMap(matrix)) return ANY;
    const properties = new Map<string, Type>();
    for (const { key, value } of matrix.pairs) {
      const name = key.text.toLowerCase();
      if (name === 'exclude' || name === '<<') continue;
      if (name !== 'include') {
        properties.set(name, this.#rowType(value));
        continue;
      }
      if (value?.kind !== 'seq') return ANY;
      for (const entry of value.items) {
        if (!isMap(entry)) return ANY;
        for (const pair of entry.pairs) {
          const added = pair.key.text.toLowerCase();
          const before = properties.get(added);
          const type = this.#valueType(pair.value, 0);
          properties.set(added, before ? either(before, type) : type);
        }
      }
    }
    return closed(properties);
  }

  /** The type of one value of a row. */
  #rowType(row: Node | null): Type {
    if (isScalar(row)) {
      const type = this.expressionType(row);
      return type?.kind === 'array' ? type.of : ANY;
    }
    if (row?.kind !== 'seq') return ANY;
    const [first = ANY, ...others] = row.items.map((item) => this.#valueType(item, 0));
    return others.reduce(either, first);
  }

  #valueType(node: Node | null, depth: number): Type {
    if (!node) return NULL;
    if (depth > 10) return ANY;
    if (node.kind === 'scalar') return this.expressionType(node) ?? typeOfScalar(node);
    if (node.kind === 'map')
      return closed(
        node.pairs.map(({ key, value }) => [key.text.toLowerCase(), this.#valueType(value, depth + 1)]),
      );
    const [first = ANY, ...others] = node.items.map((item) => this.#valueType(item, depth + 1));
    return { kind: 'array', of: others.reduce(either, first) };
  }

  /** The type of a value that is one expression; undefined where it is not. */
  expressionType(node: ScalarNode): Type | undefined {
    if (!isFenced(node)) return undefined;
    const expression = interpolationsOf(node)[0]?.expression;
    if (!expression) return ANY;
    return infer(expression, {
      place: PLACES.strategy,
      // What other jobs hand over is text that this one reads as JSON; the rest is the same everywhere.
      contextType: (name) => (name === 'needs' ? ANY : this.typeOf(name, undefined, undefined)),
      say: () => {},
    });
  }
}

function typeOfScalar({ value }: ScalarNode): Type {
  if (value === null) return NULL;
  if (typeof value === 'string') return STRING;
  return typeof value === 'number' ? NUMBER : BOOL;
}

function idOf(job: Job): string {
  return job.id.text.toLowerCase();
}

/** What other jobs see of a job. What a called workflow hands over stands in another file, if that is known. */
function jobType(job: Job, callees: Callees): Type {
  const callee = callees.ofJob(job);
  if (callee?.outputs) return jobWith(closed(callee.outputs.map((name) => [name, STRING])));
  const outputs = pairOf(job.node, 'outputs')?.value;
  const known = !job.uses && (!outputs || isMap(outputs));
  const names = isMap(outputs)
    ? pairsOf(outputs).map(({ key }) => [key.text.toLowerCase(), STRING] as const)
    : [];
  return jobWith(known ? closed(names) : open(ANY));
}

function jobWith(outputs: Type): Type {
  return closed([
    ['result', STRING],
    ['outputs', outputs],
  ]);
}

function needsType(job: Job, callees: Callees): Type {
  if (job.needs.some((need) => need.text.includes('${{'))) return ANY;
  const wanted = new Set(job.needs.map((need) => need.text.toLowerCase()));
  const needed = job.workflow.jobs.filter((other) => wanted.has(idOf(other)));
  return closed([
    ...[...wanted].map((name) => [name, ANY] as const),
    ...needed.map((other) => [idOf(other), jobType(other, callees)] as const),
  ]);
}

const STEP = stepWith(open(STRING));

function stepWith(outputs: Type): Type {
  return closed([
    ['outputs', outputs],
    ['conclusion', STRING],
    ['outcome', STRING],
  ]);
}

function stepType(step: Step, callees: Callees): Type {
  const outputs = callees.ofStep(step)?.outputs;
  return outputs ? stepWith(closed(outputs.map((name) => [name, STRING]))) : STEP;
}

/**
 * The type of the `steps` context at each step of a list: those that have an id and come before. It grows from step to step,
 * so what it says is true until the next step is asked about.
 */
class EarlierSteps {
  readonly #steps: readonly Step[];
  readonly #callees: Callees;
  #properties = new Map<string, Type>();
  #read = 0;
  /** Nobody knows ids that are put together. */
  #computed = false;

  constructor(steps: readonly Step[], callees: Callees) {
    this.#steps = steps;
    this.#callees = callees;
  }

  /** What `step` sees; all of them where it is undefined. */
  before(step: Step | undefined): Type {
    const end = step?.index ?? this.#steps.length;
    if (end < this.#read) {
      this.#properties = new Map();
      this.#read = 0;
      this.#computed = false;
    }
    for (; this.#read < end; this.#read++) {
      const { id } = this.#steps[this.#read]!;
      if (!id) continue;
      this.#computed ||= id.text.includes('${{');
      this.#properties.set(id.text.toLowerCase(), stepType(this.#steps[this.#read]!, this.#callees));
    }
    return this.#computed ? open(STEP) : { kind: 'object', properties: this.#properties, rest: undefined };
  }
}

/** Secrets that a called workflow declares; one that declares none has those of its caller. */
function secretsType(workflow: Workflow | undefined): Type {
  const call = workflow && triggerOf(workflow.triggers, 'workflow_call');
  const declared: MapNode | undefined = call?.config;
  const secrets = pairOf(declared, 'secrets');
  if (!secrets || workflow?.triggers.list.length !== 1) return TEXTS;
  const names = pairsOf(secrets.value).map(({ key }) => key.text.toLowerCase());
  return closed(
    ['github_token', 'actions_step_debug', 'actions_runner_debug', ...names].map((name) => [name, STRING]),
  );
}

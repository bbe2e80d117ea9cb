import type { Standpoint } from './origin.ts';
import type { Step } from './step.ts';

/** How a script sets a variable of later steps. */
export const SETS_VARIABLES = /GITHUB_ENV|::set-env/i;

export function setsVariables({ run }: Step): boolean {
  return run !== undefined && SETS_VARIABLES.test(run.text);
}

/** So many of the last scripts that may set one variable are looked into: the last that did decides its value. */
const MAX_SETTERS = 30;
/** So many of the last steps of one kind are looked at: a job has few checkouts. */
const MAX_LATEST = 10;

/** What the steps of one job or action leave to those that run after them, by name. */
export class History {
  readonly #steps: readonly Step[];
  #ids: ReadonlyMap<string, Step> | undefined;
  #setters: ReadonlyMap<string, readonly Step[]> | undefined;
  readonly #all = new Map<(step: Step) => unknown, readonly Step[]>();
  readonly #first = new Map<(step: Step) => unknown, number>();

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  /** The step with an id (in lower case), if it runs before the place `index`. */
  step(id: string, index: number): Step | undefined {
    this.#ids ??= new Map(
      this.#steps.toReversed().flatMap((step) => (step.id ? [[step.id.text.toLowerCase(), step]] : [])),
    );
    const step = this.#ids.get(id);
    return step && step.index < index ? step : undefined;
  }

  /** The last scripts before the place `index` that may set a variable of later steps, by its name in any case. */
  setters(name: string, index: number): readonly Step[] {
    this.#setters ??= settersIn(this.#steps);
    const all = this.#setters.get(name.toLowerCase()) ?? [];
    return lastBefore(all, index, MAX_SETTERS);
  }

  /** The last steps of a kind before the place `index`, the last one first; `isOne` must be a constant function. */
  latest(isOne: (step: Step) => unknown, index: number): readonly Step[] {
    let all = this.#all.get(isOne);
    if (!all) {
      all = this.#steps.filter((step) => isOne(step));
      this.#all.set(isOne, all);
    }
    return lastBefore(all, index, MAX_LATEST).toReversed();
  }

  /** The first step of a kind, looked for once; `isOne` must be a constant function. */
  first(isOne: (step: Step) => unknown): Step | undefined {
    let at = this.#first.get(isOne);
    if (at === undefined) {
      at = this.#steps.findIndex((step) => isOne(step));
      this.#first.set(isOne, at);
    }
    return this.#steps[at];
  }
}

/** The last `count` steps before the place `index`, of steps in their order. */
function lastBefore(steps: readonly Step[], index: number, count: number): readonly Step[] {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.index < index) low = middle + 1;
    else high = middle;
  }
  return steps.slice(Math.max(0, low - count), low);
}

/** The scripts that set variables, by each word in them: one of those is the name. */
function settersIn(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  const setters = new Map<string, Step[]>();
  for (const step of steps) {
    if (!step.run || !setsVariables(step)) continue;
    // `\n` in the text of a command is no letter of the name behind it.
    const words = step.run.text.toLowerCase().match(/\\[nrt]|[\w-]+/g) ?? [];
    for (const word of new Set(words)) {
      const known = setters.get(word);
      if (known) known.push(step);
      else setters.set(word, [step]);
    }
  }
  return setters;
}

const histories = new WeakMap<readonly Step[], History>();
const NONE: readonly Step[] = [];

/** The history of the job or action that a place stands in. */
export function historyOf({ job, action }: Pick<Standpoint, 'job' | 'action'>): History {
  const steps = job?.steps ?? action?.steps ?? NONE;
  let history = histories.get(steps);
  if (!history) {
    history = new History(steps);
    histories.set(steps, history);
  }
  return history;
}

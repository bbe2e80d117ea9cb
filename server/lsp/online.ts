import type { OnlineNeed } from '../core/document.ts';
import type { OnlineAnswers, Platform } from './platform.ts';

/** What the network said holds for so long in memory, a missing answer included: an hour. */
const MAX_AGE = 3_600_000;

/** What the network said in this session, for all documents. */
export class Online {
  readonly #platform: Platform;
  readonly #warn: (message: string) => void;
  readonly #answers: OnlineAnswers = { refs: new Map(), commits: new Map() };
  #since: number;
  /** Grows with every answer. */
  generation = 0;

  constructor(platform: Platform, warn: (message: string) => void) {
    this.#platform = platform;
    this.#warn = warn;
    this.#since = platform.now();
  }

  /** Undefined where the network cannot be asked. */
  get facts(): OnlineAnswers | undefined {
    return this.#platform.askOnline && this.#answers;
  }

  /** Asks; afterwards every one of these needs has its answer, if only that it cannot be known. */
  async ask(needs: readonly OnlineNeed[]): Promise<void> {
    await this.#platform.askOnline?.(needs, this.#answers, this.#warn);
    this.generation++;
  }

  /** Has what is too old asked again; until then it counts, so that findings do not come and go. */
  refresh(): void {
    const now = this.#platform.now();
    if (now - this.#since < MAX_AGE) return;
    this.#since = now;
    const { refs, commits } = this.#answers;
    const needs: OnlineNeed[] = [];
    for (const key of refs.keys()) needs.push(`refs:${key}`);
    for (const key of commits.keys()) needs.push(`commit:${key}`);
    if (needs.length > 0) void this.ask(needs);
  }

  forget(): void {
    this.#answers.refs.clear();
    this.#answers.commits.clear();
    this.#since = this.#platform.now();
  }
}

import { type Finding, inProfile } from '../finding.ts';
import type { HostHit } from '../lint.ts';
import type { Registry } from '../registry.ts';
import type { Config, IgnoreEntry } from './config.ts';
import { compileGlob, type GlobMatcher } from './glob.ts';

interface Compiled {
  readonly entry: IgnoreEntry;
  readonly covers: GlobMatcher;
}

/** The `ignore` entries of one configuration, ready to be asked about findings; it notes which entries were of use. */
export class Ignores {
  readonly #current: readonly Compiled[];
  readonly #expired: readonly IgnoreEntry[];
  readonly #used = new Set<IgnoreEntry>();
  readonly #config: Config;

  /** `today` is an ISO date: the engine has no clock of its own. */
  constructor(config: Config, today: string) {
    this.#config = config;
    const hasEnded = (entry: IgnoreEntry): boolean => entry.until !== undefined && entry.until < today;
    this.#expired = config.ignore.filter(hasEnded);
    this.#current = config.ignore
      .filter((entry) => !hasEnded(entry))
      .map((entry) => ({ entry, covers: entry.path ? compileGlob(entry.path) : () => true }));
  }

  /** The first entry that covers a finding in the file at `path`, which counts from the configuration's folder. */
  find(path: string, finding: Pick<Finding, 'ruleId'>, sid: string | undefined): IgnoreEntry | undefined {
    const found = this.#current.find(
      ({ entry, covers }) =>
        (entry.rule === undefined || entry.rule === finding.ruleId) &&
        (entry.sid === undefined || entry.sid === sid) &&
        covers(path),
    )?.entry;
    if (found) this.#used.add(found);
    return found;
  }

  /** Where the entries start that were of use so far: what one thread tells another. */
  get used(): readonly number[] {
    return [...this.#used].map((entry) => entry.span.start);
  }

  /**
   * What to say of the configuration file: entries that have ended and, after a run over the whole folder
   * (`complete`), entries that silenced nothing though their rule had its chance. `used` adds what other threads saw,
   * by the start of the entry.
   */
  stale(registry: Registry, complete: boolean, used: ReadonlySet<number> = new Set()): readonly HostHit[] {
    const ended = this.#expired.map((entry) =>
      staleHit(entry, `This entry ended on ${entry.until}; remove it or give it a new date.`),
    );
    if (!complete) return ended;
    const unused = this.#current
      .filter(
        ({ entry }) =>
          !this.#used.has(entry) && !used.has(entry.span.start) && this.#hadItsChance(entry, registry),
      )
      .map(({ entry }) => staleHit(entry, 'This entry silences nothing any more; remove it.'));
    return [...ended, ...unused];
  }

  #hadItsChance({ rule: id }: IgnoreEntry, registry: Registry): boolean {
    const rule = id === undefined ? undefined : registry.get(id);
    // What the network did not say this time it may say the next.
    return rule === undefined || (!rule.online && inProfile(rule.profile, this.#config.profile));
  }
}

function staleHit(entry: IgnoreEntry, message: string): HostHit {
  return { ruleId: 'unused-ignore', hit: { span: entry.span, message } };
}

import type { OnlineNeed } from '../core/document.ts';
import { isRepositoryName, isTip, type RepositoryRefs } from '../core/model/github/refs.ts';
import { askGit, NoAnswer } from './git-http.ts';
import { fetchRequest, lsRefsRequest, readLacksNothing, readRefs } from './git-protocol.ts';
import { cacheFolder, type KnownRepository, RefsCache } from './refs-cache.ts';

export interface GitHubOptions {
  /** Where the repositories are: a server of a test. */
  readonly origin?: string;
  /** Where answers are kept between runs; null for nowhere. */
  readonly cache?: string | null;
  /** Milliseconds for one request. */
  readonly timeout?: number;
  readonly now?: () => number;
}

/** What was learnt, to be looked up; see `OnlineFacts`. */
export interface Answers {
  readonly refs: Map<string, RepositoryRefs | null>;
  readonly commits: Map<string, boolean | null>;
}

const MINUTE = 60_000;
/** Answers on disk hold for a day. */
const MAX_AGE = 24 * 60 * MINUTE;
/** Whether a commit is missing is judged by branches and tags of this age: a release may be minutes old. */
const FRESH = 5 * MINUTE;
/** A repository that gave no answer is left alone for so long; so is the host after `MAX_FAILURES` in a row. */
const PAUSE = 15 * MINUTE;
const MAX_FAILURES = 3;
const MAX_AT_ONCE = 4;
/** A file can name as many repositories as it likes; so many requests are made in a day. */
const MAX_REQUESTS = 2000;
const MAX_REFS_BYTES = 8 * 1024 * 1024;
/** The beginning of a pack says how many objects it has. */
const PACK_BYTES = 2048;

/**
 * Asks github.com for the branches and tags of public repositories, and whether a commit is among their ancestors, over
 * git's own protocol: no credentials, no API. What cannot be known is null, with a reason among the `troubles`; nothing
 * here throws.
 */
export class GitHub {
  readonly #origin: string;
  readonly #timeout: number;
  readonly #now: () => number;
  readonly #cache: RefsCache;
  readonly #known = new Map<string, KnownRepository>();
  readonly #pending = new Map<string, Promise<KnownRepository | undefined>>();
  readonly #troubles = new Map<string, { readonly reason: string; readonly at: number }>();
  readonly #queue: (() => void)[] = [];
  #running = 0;
  #requests = 0;
  #countedFrom = 0;
  #failures = 0;
  #pausedUntil = 0;

  constructor({
    origin = 'https://github.com',
    cache,
    timeout = 10_000,
    now = Date.now,
  }: GitHubOptions = {}) {
    this.#origin = origin;
    this.#timeout = timeout;
    this.#now = now;
    this.#cache = new RefsCache(cache === null ? undefined : (cache ?? cacheFolder()));
  }

  /** Why nothing is known of a repository, by its name. */
  get troubles(): ReadonlyMap<string, string> {
    return new Map([...this.#troubles].map(([slug, { reason }]) => [slug, reason]));
  }

  /** Answers all that is needed into `answers`; a null where there is no answer. */
  async bring(needs: Iterable<OnlineNeed>, answers: Answers): Promise<void> {
    await Promise.all([...needs].map((need) => this.#bringOne(need, answers)));
  }

  async #bringOne(need: OnlineNeed, { refs, commits }: Answers): Promise<void> {
    const [kind, key] = need.split(':', 2) as ['refs' | 'commit', string];
    const [slug = '', commit = ''] = key.split('@');
    if (!isRepositoryName(slug)) return void (kind === 'refs' ? refs : commits).set(key, null);
    if (kind === 'refs') {
      refs.set(slug, (await this.#repository(slug, MAX_AGE))?.refs ?? null);
    } else {
      const belongs = await this.#belongs(slug, commit);
      commits.set(key, belongs);
      const known = this.#known.get(slug);
      if (known && belongs !== null) refs.set(slug, known.refs);
    }
  }

  async #belongs(slug: string, commit: string): Promise<boolean | null> {
    if (!/^[0-9a-f]{40}$/.test(commit)) return null;
    const knows = ({ refs, commits }: KnownRepository): boolean =>
      isTip(refs, commit) || commits.includes(commit);
    const remembered = await this.#repository(slug, MAX_AGE);
    if (!remembered) return null;
    // The end of a branch may be a release since.
    if (knows(remembered) && !remembered.refs.branches.some((branch) => branch.commit === commit))
      return true;
    const current = await this.#repository(slug, FRESH);
    if (!current) return null;
    if (knows(current)) return true;
    const tips = [...new Set([...current.refs.branches, ...current.refs.tags].map((ref) => ref.commit))];
    const belongs = await this.#lacksNothing(slug, commit, tips);
    if (belongs === undefined) return null;
    // Another commit may have been found meanwhile.
    const latest = this.#known.get(slug) ?? current;
    if (belongs) this.#keep(slug, { ...latest, commits: [...latest.commits, commit] });
    // A grave verdict: the host must also be seen to answer the other way, for a commit that is there.
    else if ((await this.#lacksNothing(slug, tips[0]!, tips)) !== true) return null;
    return belongs;
  }

  /** What a repository said not longer ago than `age`. */
  async #repository(slug: string, age: number): Promise<KnownRepository | undefined> {
    const known = this.#known.get(slug) ?? this.#cache.read(slug);
    const since = known ? this.#now() - known.asked : Number.NaN;
    if (known && since >= 0 && since < age) {
      this.#known.set(slug, known);
      return known;
    }
    let pending = this.#pending.get(slug);
    if (!pending) {
      pending = this.#askRefs(slug).finally(() => this.#pending.delete(slug));
      this.#pending.set(slug, pending);
    }
    return pending;
  }

  async #askRefs(slug: string): Promise<KnownRepository | undefined> {
    const bytes = await this.#ask(slug, { body: lsRefsRequest(), limit: MAX_REFS_BYTES });
    if (!bytes) return undefined;
    const asked = this.#now();
    const refs = readRefs(bytes);
    if (!refs) return this.#trouble(slug, 'its answer makes no sense');
    const known = { asked, refs, commits: [] };
    this.#keep(slug, known);
    return known;
  }

  async #lacksNothing(slug: string, commit: string, tips: readonly string[]): Promise<boolean | undefined> {
    const order = { body: fetchRequest(commit, tips), limit: PACK_BYTES, isCut: true };
    const bytes = await this.#ask(slug, order);
    if (!bytes) return undefined;
    return readLacksNothing(bytes) ?? this.#trouble(slug, 'its answer makes no sense');
  }

  #keep(slug: string, known: KnownRepository): void {
    this.#known.set(slug, known);
    this.#cache.write(slug, known);
  }

  /** One request, when it is its turn. Undefined where there is no answer. */
  async #ask(
    slug: string,
    order: { readonly body: string; readonly limit: number; readonly isCut?: boolean },
  ): Promise<Buffer | undefined> {
    if (this.#running >= MAX_AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    else this.#running++;
    try {
      const trouble = this.#troubles.get(slug);
      if (trouble && this.#now() - trouble.at < PAUSE) return undefined;
      if (this.#now() < this.#pausedUntil) return this.#trouble(slug, 'others gave no answer either');
      if (!this.#mayAsk()) return this.#trouble(slug, 'there were too many requests already');
      const url = new URL(`/${slug}.git/git-upload-pack`, this.#origin);
      const bytes = await askGit({ ...order, url, timeout: this.#timeout });
      this.#failures = 0;
      this.#troubles.delete(slug);
      return bytes;
    } catch (error) {
      if (!(error instanceof NoAnswer)) return this.#trouble(slug, 'something is wrong here');
      if (error.fault === 'network') this.#failures++;
      if (error.fault === 'limit' || this.#failures >= MAX_FAILURES) {
        this.#failures = 0;
        this.#pausedUntil = this.#now() + PAUSE;
      }
      return this.#trouble(slug, error.message);
    } finally {
      // Whoever waits takes the place over.
      const next = this.#queue.shift();
      if (next) next();
      else this.#running--;
    }
  }

  /** Counts a request; false when it would be one too many. */
  #mayAsk(): boolean {
    const now = this.#now();
    if (now - this.#countedFrom > MAX_AGE) [this.#countedFrom, this.#requests] = [now, 0];
    return ++this.#requests <= MAX_REQUESTS;
  }

  #trouble(slug: string, reason: string): undefined {
    this.#troubles.set(slug, { reason, at: this.#now() });
    return undefined;
  }
}

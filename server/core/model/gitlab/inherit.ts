import { isScalar, itemsOf, type Node, pairOf, valueAt } from '../../parse/tree.ts';
import type { GitlabFile, GitlabInclude } from './file.ts';
import type { Included } from './included.ts';

/** How often a `!reference` may lead to another; GitLab follows ten. */
const MAX_LEVELS = 10;
/** Keys that `default` and, in old files, the top level hold for all jobs. */
const INHERITABLE = new Set([
  'image',
  'services',
  'before_script',
  'after_script',
  'tags',
  'cache',
  'artifacts',
  'retry',
  'timeout',
  'interruptible',
  'id_tokens',
  'hooks',
]);

/** What jobs get from `extends`, `!reference` and `default` of their own file and of those it includes. */
export class Inheritance {
  readonly #own: GitlabFile;
  readonly #includes: { readonly found: Included };
  readonly #memory = new Map<string, unknown>();
  #found: Included | undefined;

  constructor(own: GitlabFile, includes: { readonly found: Included }) {
    this.#own = own;
    this.#includes = includes;
  }

  /** The value that counts for a job's `key`: own, then `extends` from the last entry on, then `default`. */
  effective(job: string, key: string): Node | undefined {
    return this.#remembered(`${key} ${job}`, () => this.#effective(job, key)) as Node | undefined;
  }

  #effective(job: string, key: string): Node | undefined {
    const found = this.#extended(job, key, new Set([job]));
    if (found) return this.resolved(found);
    if (!INHERITABLE.has(key) || this.#shutsOut(job, key)) return undefined;
    const fallback = this.topLevel('default', key) ?? this.topLevel(key);
    return fallback && this.resolved(fallback);
  }

  /** The value of a key at the top of the file, or of one that it includes. */
  topLevel(...path: readonly string[]): Node | undefined {
    return this.#first(path, ({ root }) => valueAt(root, ...path));
  }

  /** True when nothing sets the key at the top, and no file that could not be read may set it. */
  lacksTopLevel(...path: readonly string[]): boolean {
    return !this.topLevel(...path) && this.#isKnown();
  }

  /** True when nothing sets the key for a job, and no file that could not be read may set it. */
  lacks(job: string, key: string): boolean {
    if (this.effective(job, key) || this.isOpen(job)) return false;
    return !INHERITABLE.has(key) || this.#shutsOut(job, key) || this.#isKnown();
  }

  /** True when no file that could not be read may set anything for all jobs. */
  #isKnown(): boolean {
    const { unread, isWhole } = this.#includes.found;
    return isWhole && unread.every(holdsJobsOnly);
  }

  /**
   * True when parts of the job stand in a file that could not be read: it extends, at any level, a job that is not
   * there, or it does nothing by itself while such a file may hold the rest of it.
   */
  isOpen(job: string): boolean {
    const seen = new Set(this.#parents(job));
    // A set may grow while it is walked: the parents of parents come last.
    for (const name of seen) {
      if (!this.#first([name], ({ jobs }) => jobs.get(name))) return true;
      for (const above of this.#parents(name)) seen.add(above);
    }
    const { unread, isWhole } = this.#includes.found;
    return (
      (unread.length > 0 || !isWhole) &&
      !['script', 'run', 'trigger'].some((key) => this.#extended(job, key, new Set([job])))
    );
  }

  /** What `!reference [job, key]` stands for, if that is in this very file. */
  resolvedHere(node: Node): Node {
    return follow(node, (job, keys) => valueAt(this.#own.jobs.get(job)?.value, ...keys));
  }

  /** The same wherever it is. */
  resolved(node: Node): Node {
    return follow(node, (job, keys) =>
      this.#first([job], ({ jobs }) => valueAt(jobs.get(job)?.value, ...keys)),
    );
  }

  /** `seen` holds the jobs that have been asked, so that circles end. */
  #extended(job: string, key: string, seen: Set<string>): Node | undefined {
    const own = this.#first([key], ({ jobs }) => pairOf(jobs.get(job)?.value, key));
    if (own) return own.value ?? undefined;
    const names = this.#parents(job);
    for (let i = names.length - 1; i >= 0; i--) {
      const name = names[i]!;
      if (seen.has(name)) continue;
      seen.add(name);
      const found = this.#extended(name, key, seen);
      if (found) return found;
    }
    return undefined;
  }

  /** `inherit: default: false`, or a list without the key. */
  #shutsOut(job: string, key: string): boolean {
    const inherit = valueAt(this.#own.jobs.get(job)?.value, 'inherit', 'default');
    if (!inherit) return false;
    if (isScalar(inherit)) return inherit.value === false;
    return !itemsOf(inherit).some((item) => isScalar(item) && item.text === key);
  }

  #parents(job: string): readonly string[] {
    return this.#remembered(job, () => this.#parentsOf(job)) as readonly string[];
  }

  /** Until the host has brought more files. */
  #remembered(key: string, find: () => unknown): unknown {
    const { found } = this.#includes;
    if (found !== this.#found) this.#memory.clear();
    this.#found = found;
    if (this.#memory.has(key)) return this.#memory.get(key);
    const answer = find();
    this.#memory.set(key, answer);
    return answer;
  }

  #parentsOf(job: string): readonly string[] {
    const parents = this.#first(['extends'], ({ jobs }) => valueAt(jobs.get(job)?.value, 'extends'));
    return itemsOf(parents).flatMap((item) => (isScalar(item) ? [item.text] : []));
  }

  /** What the first file that has an answer says, among those that have the words at all; this one is always asked. */
  #first<T>(words: readonly string[], ask: (file: GitlabFile) => T | undefined): T | undefined {
    const { above, files } = this.#includes.found;
    const askAll = (others: readonly GitlabFile[]): T | undefined => {
      for (const file of others) {
        const answer = words.every((word) => file.mentions(word)) ? ask(file) : undefined;
        if (answer !== undefined) return answer;
      }
      return undefined;
    };
    return askAll(above) ?? ask(this.#own) ?? askAll(files);
  }
}

/** True for GitLab's own templates, but for those that are there for `workflow`, and for components. */
function holdsJobsOnly({ kind, target }: GitlabInclude): boolean {
  return kind === 'component' || (kind === 'template' && !/workflow/i.test(target.text));
}

function follow(node: Node, find: (job: string, keys: readonly string[]) => Node | undefined): Node {
  let current = node;
  for (let level = 0; level < MAX_LEVELS && current.tag === '!reference'; level++) {
    const [name, ...keys] = itemsOf(current).map((item) => (isScalar(item) ? item.text : ''));
    const target = find(name ?? '', keys);
    if (!target) return current;
    current = target;
  }
  return current;
}

import {
  isMap,
  isScalar,
  itemsOf,
  type MapNode,
  type Node,
  type Pair,
  pairOf,
  valueAt,
} from '../../parse/tree.ts';

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

/** What jobs get from `extends`, `!reference` and `default` of the same file. */
export class Inheritance {
  readonly #root: MapNode;
  readonly #jobs: ReadonlyMap<string, Pair>;

  constructor(root: MapNode, jobs: ReadonlyMap<string, Pair>) {
    this.#root = root;
    this.#jobs = jobs;
  }

  /** The value that counts for `key`: own, then `extends` from the last entry on, then `default`. */
  effective(job: MapNode, key: string): Node | undefined {
    const found = this.#extended(job, key, new Set());
    if (found) return this.resolved(found);
    if (!INHERITABLE.has(key) || this.#shutsOut(job, key)) return undefined;
    const fallback = valueAt(this.#root, 'default', key) ?? valueAt(this.#root, key);
    return fallback && this.resolved(fallback);
  }

  /** True when it extends, at any level, a job that is not in this file. */
  isOpen(job: MapNode): boolean {
    const seen = new Set(parents(job));
    // A set may grow while it is walked: the parents of parents come last.
    for (const name of seen) {
      const parent = this.#jobs.get(name)?.value;
      if (!isMap(parent)) return true;
      for (const above of parents(parent)) seen.add(above);
    }
    return false;
  }

  /** `seen` holds the jobs that have been asked, so that circles end. */
  #extended(job: MapNode, key: string, seen: Set<string>): Node | undefined {
    const own = pairOf(job, key);
    if (own) return own.value ?? undefined;
    const names = parents(job);
    for (let i = names.length - 1; i >= 0; i--) {
      const name = names[i]!;
      const parent = seen.has(name) ? undefined : this.#jobs.get(name)?.value;
      seen.add(name);
      const found = isMap(parent) ? this.#extended(parent, key, seen) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  /** `inherit: default: false`, or a list without the key. */
  #shutsOut(job: MapNode, key: string): boolean {
    const inherit = valueAt(job, 'inherit', 'default');
    if (!inherit) return false;
    if (isScalar(inherit)) return inherit.value === false;
    return !itemsOf(inherit).some((item) => isScalar(item) && item.text === key);
  }

  /** `!reference [job, key]` stands for what it names, if that is in this file. */
  resolved(node: Node): Node {
    let current = node;
    for (let level = 0; level < MAX_LEVELS && current.tag === '!reference'; level++) {
      const [name, ...keys] = itemsOf(current).map((item) => (isScalar(item) ? item.text : ''));
      const target = valueAt(this.#jobs.get(name ?? '')?.value, ...keys);
      if (!target) return current;
      current = target;
    }
    return current;
  }
}

function parents(job: MapNode): readonly string[] {
  return itemsOf(valueAt(job, 'extends')).flatMap((item) => (isScalar(item) ? [item.text] : []));
}

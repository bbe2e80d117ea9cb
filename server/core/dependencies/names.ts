import { POPULAR_NAMES } from '../../../rules/data/popular-names.ts';
import type { Ecosystem } from '../model/manifest.ts';

export interface Target {
  /** As its registry writes it. */
  readonly name: string;
  /** As names are compared: see `normalName`. */
  readonly key: string;
  /** 0 is the most used. */
  readonly rank: number;
}

/** The names of one registry, decoded. */
export interface NameTable {
  /** True for a name that is known to be honest; takes a normalised name. */
  has(key: string): boolean;
  /** Targets by the length and the ends of their key, and of their key without separators. */
  readonly near: NearIndex;
  readonly nearSquashed: NearIndex;
  readonly ranked: readonly Target[];
  /** Targets by the first character of their key, most used first. */
  readonly byFirst: ReadonlyMap<string, readonly Target[]>;
  /** Targets by their key without separators. */
  readonly bySquashed: ReadonlyMap<string, Target>;
  /** Targets of several words, by their words in alphabetical order. */
  readonly byWords: ReadonlyMap<string, Target>;
  /** Scoped targets by their last part, with the slash. */
  readonly byTail: ReadonlyMap<string, readonly Target[]>;
  readonly byKey: ReadonlyMap<string, Target>;
}

/** One edit never changes both ends of a name of four letters or more: a form is found by its first or its last one. */
class NearIndex {
  readonly #byFirst = new Map<number, Entry[]>();
  readonly #byLast = new Map<number, Entry[]>();

  add(form: string, target: Target): void {
    if (form === '') return;
    const entry = { form, target };
    push(this.#byFirst, form.length * 65536 + form.charCodeAt(0), entry);
    push(this.#byLast, form.length * 65536 + form.charCodeAt(form.length - 1), entry);
  }

  /** Calls `visit` for every form that may be one edit away from `text`. */
  visit(text: string, visit: (form: string, target: Target) => void): void {
    const first = text.charCodeAt(0);
    const last = text.charCodeAt(text.length - 1);
    for (let length = text.length - 1; length <= text.length + 1; length++) {
      for (const { form, target } of this.#byFirst.get(length * 65536 + first) ?? []) visit(form, target);
      for (const { form, target } of this.#byLast.get(length * 65536 + last) ?? []) {
        if (form.charCodeAt(0) !== first) visit(form, target);
      }
    }
  }
}

interface Entry {
  readonly form: string;
  readonly target: Target;
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

const tables = new Map<Ecosystem, NameTable>();

/** The names of a registry; undefined for registries that no list is kept of. Decoded once, when first asked for. */
export function namesOf(ecosystem: Ecosystem): NameTable | undefined {
  if (ecosystem === 'maven') return undefined;
  let table = tables.get(ecosystem);
  if (!table) {
    table = decode(ecosystem, POPULAR_NAMES[ecosystem]);
    tables.set(ecosystem, table);
  }
  return table;
}

/** The form in which a registry takes two names for one: PEP 503 for PyPI, `_` for `-` in crates, small letters. */
export function normalName(ecosystem: Ecosystem, name: string): string {
  if (ecosystem === 'pypi') return name.toLowerCase().replace(/[-_.]+/g, '-');
  if (ecosystem === 'crates') return name.toLowerCase().replaceAll('_', '-');
  return ecosystem === 'go' ? name : name.toLowerCase();
}

/** A key without its separators. */
export function squash(key: string): string {
  return key.replace(/[-_.]/g, '');
}

/** The words of a key in alphabetical order; undefined for a single word. */
export function sortedWords(key: string): string | undefined {
  if (!/[-_.]/.test(key)) return undefined;
  return key.split(/[-_.]/).sort().join('-');
}

function decode(ecosystem: Ecosystem, data: { targets: string; known: string }): NameTable {
  const keys = new Set<string>();
  let last = '';
  for (const word of data.known === '' ? [] : data.known.split(' ')) {
    last = last.slice(0, Number.parseInt(word[0]!, 36)) + word.slice(1);
    keys.add(last);
  }
  const ranked = data.targets
    .split(' ')
    .map((name, rank) => ({ name, key: normalName(ecosystem, name), rank }));
  const near = new NearIndex();
  const nearSquashed = new NearIndex();
  const bySquashed = new Map<string, Target>();
  const byWords = new Map<string, Target>();
  const byKey = new Map<string, Target>();
  const byFirst = new Map<string, Target[]>();
  const byTail = new Map<string, Target[]>();
  for (const target of ranked) {
    const { key } = target;
    keys.add(key);
    near.add(key, target);
    byKey.set(key, target);
    push(byFirst, key[0]!, target);
    if (key.startsWith('@')) push(byTail, key.slice(key.indexOf('/')), target);
    const squashed = squash(key);
    if (!key.startsWith('@')) nearSquashed.add(squashed, target);
    if (!bySquashed.has(squashed)) bySquashed.set(squashed, target);
    const words = sortedWords(key);
    if (words !== undefined && !byWords.has(words)) byWords.set(words, target);
  }
  return {
    has: (key) => keys.has(key),
    near,
    nearSquashed,
    ranked,
    byFirst,
    byTail,
    bySquashed,
    byWords,
    byKey,
  };
}

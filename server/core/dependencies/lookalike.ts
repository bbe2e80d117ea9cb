import type { Ecosystem } from '../model/manifest.ts';
import { type EditKind, oneEdit, sharesEnds, withinTwoEdits } from './edit-kind.ts';
import { lookalikeModule } from './go-module.ts';
import { type NameTable, namesOf, normalName, sortedWords, squash, type Target } from './names.ts';

/** A popular name that another one can be taken for. */
export interface Lookalike {
  readonly target: string;
  readonly kind: EditKind;
  /** From 0 to 1: how much more often names that differ like this turned out malicious than honest. */
  readonly score: number;
}

/** At this score and above honest names are hardly ever hit. */
export const SURE = 0.76;
/** Below this score a resemblance says nothing. */
const LEAST = 0.55;

/**
 * By how much an edit speaks for a squat. The order follows the rates measured over ten thousand malicious and a
 * hundred thousand honest names: letters doubled or transposed are hundreds of times as frequent among the malicious,
 * another letter somewhere or a digit at the end is not.
 */
const SCORES: Readonly<Record<EditKind, number>> = {
  'transposed letters': 0.9,
  'doubled letter': 0.88,
  'letter of a pair left out': 0.85,
  'lookalike character': 0.74,
  'letter left out': 0.76,
  'letter added inside': 0.66,
  'first letter left out': 0.7,
  'neighbouring key': 0.69,
  'other vowel': 0.68,
  'last letter left out': 0.66,
  'letter added at the end': 0.6,
  plural: 0.6,
  'other letter': 0.58,
  'two edits': 0.62,
  'word order': 0.6,
  scope: 0.62,
  affix: 0.64,
  separator: 0.6,
  'letter added in front': 0.56,
  digit: 0.4,
};

/** Kinds that honest people choose on purpose; never sure by themselves. */
const DOUBTFUL: ReadonlySet<EditKind> = new Set([
  'affix',
  'separator',
  'word order',
  'scope',
  'two edits',
  'digit',
]);

const AFFIXES: Readonly<Partial<Record<Ecosystem, readonly RegExp[]>>> = {
  npm: [
    /^(.+?)[-.]?js$/,
    /^node-?(.+)$/,
    /^(.+)-node$/,
    /^js-(.+)$/,
    /^(.+)-(?:npm|plus|dev|new|pro|latest)$/,
  ],
  pypi: [
    /^(.+)-(?:plus|dev|new|pro|latest)$/,
    /^python3?-?(.+)$/,
    /^py-?(.+)$/,
    /^(.+)-python3?$/,
    /^(.+)-?py$/,
  ],
};

const memory = new Map<string, Lookalike | null>();
const MEMORY_LIMIT = 20_000;

/**
 * The popular package whose name `name` resembles so that one can be taken for the other, as far as the two names
 * alone show it; undefined for names that are known themselves and for those that resemble none. Takes some ten
 * microseconds for an unknown name.
 */
export function lookalike(ecosystem: Ecosystem, name: string): Lookalike | undefined {
  const known = `${ecosystem} ${name}`;
  let found = memory.get(known);
  if (found === undefined) {
    found = search(ecosystem, name) ?? null;
    if (memory.size >= MEMORY_LIMIT) memory.clear();
    memory.set(known, found);
  }
  return found ?? undefined;
}

function search(ecosystem: Ecosystem, name: string): Lookalike | undefined {
  const names = namesOf(ecosystem);
  const key = normalName(ecosystem, name);
  if (!names || key.length < 4 || key.length > 100 || names.has(key)) return undefined;
  if (ecosystem === 'go') return lookalikeModule(name, names);
  if (key.startsWith('@')) return scoped(key, names);
  let best: Lookalike | undefined;
  const consider = (target: Target | undefined, kind: EditKind) => {
    if (!target || target.key === key) return;
    const score = scoreOf(key, target, kind);
    if (score >= LEAST && score > (best?.score ?? 0)) best = { target: target.name, kind, score };
  };
  nearTargets(key, names, consider);
  if (best !== undefined) return best;
  consider(names.bySquashed.get(squash(key)), 'separator');
  const words = sortedWords(key);
  if (words !== undefined) consider(names.byWords.get(words), 'word order');
  const bare = withoutAffixes(ecosystem, key);
  for (const rest of bare) {
    consider(names.byKey.get(rest), 'affix');
    if (ecosystem === 'pypi')
      consider(names.byKey.get(`${rest}-python`) ?? names.byKey.get(`python-${rest}`), 'affix');
  }
  if (ecosystem === 'npm') withoutScope(key, names, consider);
  if (best === undefined && key.length >= 6) {
    combinedEdits(key, bare, names, consider);
    twoEdits(key, names, consider);
  }
  return best;
}

function withoutAffixes(ecosystem: Ecosystem, key: string): readonly string[] {
  return (AFFIXES[ecosystem] ?? []).flatMap((pattern) => {
    const bare = pattern.exec(key)?.[1];
    return bare !== undefined && bare.length > 3 ? [bare] : [];
  });
}

type Consider = (target: Target | undefined, kind: EditKind) => void;

/** The targets one edit away. */
function nearTargets(key: string, names: NameTable, consider: Consider): void {
  names.near.visit(key, (form, target) => {
    if (form.startsWith('@')) return;
    const kind = oneEdit(key, form);
    if (kind) consider(target, kind);
  });
}

/** Targets one edit away once separators are taken out of both names, or an affix off the one. */
function combinedEdits(key: string, bare: readonly string[], names: NameTable, consider: Consider): void {
  const squashed = squash(key);
  if (squashed.length >= 6) {
    names.nearSquashed.visit(squashed, (form, target) => {
      if ((target.rank < 2500 || form.length >= 9) && oneEdit(squashed, form)) consider(target, 'two edits');
    });
  }
  for (const rest of bare) {
    if (rest.length < 5) continue;
    names.near.visit(rest, (form, target) => {
      if (target.rank < 3000 && oneEdit(rest, form)) consider(target, 'two edits');
    });
  }
}

/** Two edits say something only of long names, or of names that nearly everybody uses. */
function twoEdits(key: string, names: NameTable, consider: Consider): void {
  const limit = key.length >= 7 ? Number.POSITIVE_INFINITY : 400;
  for (const target of names.byFirst.get(key[0]!) ?? []) {
    if (target.rank >= limit) return;
    const { key: other } = target;
    const near =
      other.length >= (target.rank < 100 ? 5 : 6) &&
      other.length - key.length <= 2 &&
      key.length - other.length <= 2;
    if (near && sharesEnds(key, other) && withinTwoEdits(key, other)) consider(target, 'two edits');
  }
}

/** A scoped name with the last part of a target, in a scope one edit away. Names of one scope have one owner. */
function scoped(key: string, names: NameTable): Lookalike | undefined {
  const slash = key.indexOf('/');
  if (slash < 5) return undefined;
  const scope = key.slice(1, slash);
  const tail = key.slice(slash);
  let best: Lookalike | undefined;
  names.near.visit(key, (form, target) => {
    if (!form.startsWith('@') || !form.endsWith(tail) || best) return;
    const other = form.slice(1, form.length - tail.length);
    const kind = oneEdit(scope, other);
    if (!kind || kind === 'digit' || kind === 'other letter' || other.length < 5) return;
    best = { target: target.name, kind, score: kind === 'separator' ? 0.85 : SCORES[kind] + 0.08 };
  });
  if (best || scope.length < 7) return best;
  const other = names.byTail
    .get(tail)
    ?.find((target) => withinTwoEdits(scope, target.key.slice(1, -tail.length)));
  return other && { target: other.name, kind: 'two edits', score: SCORES['two edits'] };
}

/** `types-node` or `typesnode` for `@types/node`; `core-tracing` for `@azure/core-tracing`. */
function withoutScope(key: string, names: NameTable, consider: Consider): void {
  const squashed = squash(key);
  for (const scope of scopesOf(names)) {
    if (squashed.startsWith(scope.squashed)) {
      for (const target of scope.targets) if (target.squashed === squashed) consider(target.target, 'scope');
    }
  }
  if (key.includes('-')) consider(tailsOf(names).get(key), 'scope');
}

interface Scope {
  readonly squashed: string;
  readonly targets: { target: Target; squashed: string }[];
}

const scopes = new WeakMap<NameTable, readonly Scope[]>();
const tails = new WeakMap<NameTable, ReadonlyMap<string, Target>>();

function scopesOf(names: NameTable): readonly Scope[] {
  let found = scopes.get(names);
  if (!found) {
    const byScope = new Map<string, Scope>();
    for (const target of names.ranked) {
      if (!target.key.startsWith('@')) continue;
      const slash = target.key.indexOf('/');
      const squashed = squash(target.key.slice(1, slash));
      const scope = byScope.get(squashed) ?? { squashed, targets: [] };
      scope.targets.push({ target, squashed: squashed + squash(target.key.slice(slash + 1)) });
      byScope.set(squashed, scope);
    }
    found = [...byScope.values()].filter((scope) => scope.squashed.length > 2);
    scopes.set(names, found);
  }
  return found;
}

/** Scoped targets by their last part, where that has two words or more; the most used one of each. */
function tailsOf(names: NameTable): ReadonlyMap<string, Target> {
  let found = tails.get(names);
  if (!found) {
    const byTail = new Map<string, Target>();
    for (const target of names.ranked) {
      if (!target.key.startsWith('@') || target.key.startsWith('@types/')) continue;
      const tail = target.key.slice(target.key.indexOf('/') + 1);
      if (tail.includes('-') && !byTail.has(tail)) byTail.set(tail, target);
    }
    found = byTail;
    tails.set(names, found);
  }
  return found;
}

/**
 * Long names and much used targets make a resemblance more telling, short ones less. In a family of names
 * (`plugin-ts`, `plugin-dts`) only the word that differs counts.
 */
function scoreOf(key: string, target: Target, kind: EditKind): number {
  const length = Math.min(key.length, target.key.length);
  if (length < 4 || (length === 4 && target.rank >= 500)) return 0;
  const ofLength =
    length >= 9 ? 0.07 : length >= 7 ? 0.04 : length >= 6 ? 0.02 : length === 5 ? -0.06 : -0.14;
  const ofRank = target.rank < 300 ? 0.05 : target.rank < 1500 ? 0.02 : -0.02;
  const score = Math.min(1, SCORES[kind] + ofLength + ofRank);
  const word = changedWord(key, target.key);
  if (kind === 'two edits' && word < 5 && length >= 6) return 0;
  const isTelling = SCORES[kind] >= SCORES['letter of a pair left out'];
  const isDoubtful = DOUBTFUL.has(kind) || word < 4 || (word === 4 && !isTelling);
  return isDoubtful ? Math.min(score, SURE - 0.01) : score;
}

/** The length of the target's word that holds the first difference. */
function changedWord(key: string, target: string): number {
  let at = 0;
  while (at < target.length && key.charCodeAt(at) === target.charCodeAt(at)) at++;
  let start = Math.min(at, target.length - 1);
  let end = start;
  while (start > 0 && !isBoundary(target.charCodeAt(start - 1))) start--;
  while (end < target.length && !isBoundary(target.charCodeAt(end))) end++;
  return end - start;
}

/** `-`, `_`, `.` and `/`. */
function isBoundary(code: number): boolean {
  return code === 45 || code === 95 || code === 46 || code === 47;
}

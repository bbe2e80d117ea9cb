// What every suite counts, in the same words. Per rule of the peer: `expected` findings and those `found`; of the
// `located` ones (where the suite says a line) those `onLine`; `extra` findings; of the `fixes` compared those `fixed`
// alike. Each place where we differ is `excused` by the written list or `left` over.
import { loadDisagreements } from './disagreements.mjs';

const SHARED = ['expected', 'found', 'located', 'onLine', 'extra', 'fixes', 'fixed', 'excused', 'left'];

/** What a run was asked to list; each kind of difference has its flag. */
const FLAGS = {
  miss: 'misses',
  line: 'misses',
  later: 'misses',
  fix: 'misses',
  extra: 'extra',
  severity: 'severities',
};

/**
 * Counts for one suite. `own` are further columns of the suite; `options.flags` decides which differences are printed,
 * and `options.only`, where it is not empty, which rules of the peer count at all.
 */
export function newTally(suite, options, own = []) {
  const disagreements = loadDisagreements(suite);
  const keys = [...SHARED, ...own];
  const rows = new Map();
  const isAsked = (rule) => options.only.size === 0 || options.only.has(rule);

  function rowOf(rule) {
    if (!rows.has(rule)) rows.set(rule, Object.fromEntries(keys.map((key) => [key, 0])));
    return rows.get(rule);
  }

  function list(flag, text) {
    if (options.flags.has(flag)) console.log(text);
  }

  return {
    suite,
    isAsked,
    list,
    count(rule, key, by = 1) {
      if (isAsked(rule)) rowOf(rule)[key] += Number(by);
    },
    /** One place where we differ from the peer: `{ kind, rule, case, line?, ours? }`, and words for the listing. True if excused. */
    differ(difference, words) {
      const { kind, rule, case: name, line } = difference;
      if (!isAsked(rule)) return false;
      const isExcused = disagreements.excuses(difference);
      if (kind === 'extra') rowOf(rule).extra++;
      rowOf(rule)[isExcused ? 'excused' : 'left']++;
      const place = line === undefined ? name : `${name}:${line}`;
      const text = `${isExcused ? 'excused ' : ''}${kind.padEnd(5)} ${rule} ${place} ${words}`;
      list(isExcused ? 'excused' : FLAGS[kind], text);
      return isExcused;
    },
    rows: () => [...rows].sort(([a], [b]) => (a < b ? -1 : 1)),
    total() {
      const total = Object.fromEntries(keys.map((key) => [key, 0]));
      for (const row of rows.values()) for (const key of keys) total[key] += row[key];
      return total;
    },
    own,
    /** Entries that excuse nothing any more; of a rule without a case here nothing can be said. */
    stale: () => (options.only.size > 0 ? [] : disagreements.unused().filter(({ rule }) => rows.has(rule))),
  };
}

/** A share as `90 % (9 of 10)`, or a dash where there is nothing to compare. */
export function share(part, whole) {
  return whole === 0 ? '-' : `${percent(part, whole)} (${part} of ${whole})`;
}

/** Never rounded up to 100 %: that is said only of all. */
export function percent(part, whole) {
  if (whole === 0) return '-';
  const value = (100 * part) / whole;
  return `${value > 99 && value < 100 ? Math.floor(value * 10) / 10 : Math.round(value)} %`;
}

/** Rows of cells as lines with aligned columns; the first column is text, the others are numbers. */
export function alignedLines(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

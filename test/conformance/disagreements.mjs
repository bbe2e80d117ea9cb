// The written list of places where we mean to differ from a peer's expectation, each with its reason. An entry names
// its `suite`, the peer's `rule`, and what it excuses: a `miss`, an `extra`, a `later` profile, another `line`, another
// `severity`, a `fix`. `case` and `line` narrow it to one place, `ours` to one rule of ours; without `case` it speaks of the whole class, and
// the reason has to hold for all of it. Entries are sorted by suite, rule and case.
import path from 'node:path';
import { readJson } from './engine.mjs';

const KINDS = ['miss', 'extra', 'later', 'line', 'severity', 'fix'];
const KEYS = { suite: 'string', rule: 'string', kind: 'string', reason: 'string' };
const OPTIONAL = { case: 'string', line: 'number', ours: 'string' };

const all = readJson(path.join(import.meta.dirname, 'disagreements.json'));

/** The whole list, checked against the form above. `suites` are the names that an entry may have. */
export function validDisagreements(suites) {
  for (const entry of all) {
    const problem = problemOf(entry, suites);
    if (problem) throw new Error(`disagreements.json: ${problem}: ${JSON.stringify(entry)}`);
  }
  return all;
}

/**
 * The list of one suite. `excuses({ kind, case, rule, line, ours })` is true when an entry covers the difference; `case`
 * is compared with the end of the case's path or id, `ours` with the id of our rule where the entry names one.
 */
export function loadDisagreements(suite) {
  const entries = all.filter((entry) => entry.suite === suite);
  const used = new Set();
  return {
    excuses(difference) {
      const covering = entries.filter((entry) => covers(entry, difference));
      for (const entry of covering) used.add(entry);
      return covering.length > 0;
    },
    /** Entries that excused nothing. */
    unused: () => entries.filter((entry) => !used.has(entry)),
  };
}

function covers(entry, { kind, case: name, rule, line, ours }) {
  return (
    entry.kind === kind &&
    entry.rule === rule &&
    (entry.case === undefined || name.endsWith(entry.case)) &&
    (entry.line === undefined || entry.line === line) &&
    (entry.ours === undefined || entry.ours === ours)
  );
}

/** What is wrong with the form of an entry; undefined when nothing is. */
function problemOf(entry, suites) {
  for (const [key, type] of Object.entries(KEYS))
    if (typeof entry[key] !== type) return `\`${key}\` is no ${type}`;
  for (const [key, value] of Object.entries(entry))
    if (!(key in KEYS) && typeof value !== OPTIONAL[key]) return `\`${key}\` is unknown or of a wrong type`;
  if (!KINDS.includes(entry.kind)) return `the kind is none of ${KINDS.join(', ')}`;
  if (!suites.includes(entry.suite)) return `the suite is none of ${suites.join(', ')}`;
  if (entry.reason.length < 20) return 'the reason says nothing';
  return undefined;
}

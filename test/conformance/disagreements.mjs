// The written list of places where we mean to differ from a peer's expectation, each with its reason. An entry names
// its `suite`, the peer's `rule`, and what it excuses: a `miss`, an `extra`, a `later` profile, another `line`, a `fix`.
// `case` and `line` narrow it to one place; without `case` it speaks of the whole class, and the reason has to hold for
// all of it. Entries are sorted by suite, rule and case.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const file = path.join(import.meta.dirname, 'disagreements.json');

/**
 * The list of one suite. `excuses({ kind, case, rule, line, ours })` is true when an entry covers the difference; `case`
 * is compared with the end of the case's path or id, `ours` with the id of our rule where the entry names one.
 */
export function loadDisagreements(suite) {
  const entries = JSON.parse(readFileSync(file, 'utf8')).filter((entry) => entry.suite === suite);
  const used = new Set();
  return {
    excuses(difference) {
      const entry = entries.find((candidate) => covers(candidate, difference));
      if (entry) used.add(entry);
      return entry !== undefined;
    },
    /** Entries for one place that excused nothing: they are stale and should go. */
    unused: () => entries.filter((entry) => entry.case !== undefined && !used.has(entry)),
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

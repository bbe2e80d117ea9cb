// Scores the engine against actionlint's own test cases. A rule of ours stands for the kinds that its `equivalents`
// name. Recall counts the findings of every profile; on the files that actionlint finds good, what the default profile
// says of those kinds counts as extra.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { equivalentsIn, isFile, readJson } from './engine.mjs';
import { newTally } from './tally.mjs';

export const suite = {
  name: 'actionlint',
  table: 'actionlint_cases.json',
  about:
    'The files of actionlint’s own tests with the messages it expects, without those that need ShellCheck or Pyflakes ' +
    'and without projects of several files. Recall counts every profile; what the default profile says on files that ' +
    'actionlint finds good is extra. The place agrees if the finding begins on the same line.',
};

export function score(folder, engine, options) {
  const tally = newTally('actionlint', options, ['onColumn']);
  const kindsOf = equivalentsIn(engine, 'actionlint');
  const cases = readJson(path.join(folder, suite.table))
    .filter((entry) => !entry.needs_tool)
    .map((entry) => ({ ...entry, local: path.join(folder, 'files/actionlint', entry.file) }))
    .filter(({ local, set }) => set !== 'projects' && isFile(local));

  /** The findings of one file in a profile, of the rules that stand for a kind. */
  function findingsOf(local, profile) {
    const place = `.github/workflows/${path.basename(local)}`;
    return engine
      .lintText(place, readFileSync(local, 'utf8'), { config: { profile } })
      .findings.filter(({ ruleId }) => kindsOf.get(ruleId)?.size > 0);
  }

  for (const entry of cases) {
    const lines = readFileSync(entry.local, 'utf8').split('\n');
    const file = entry.file.replace(/^testdata\//, '');
    const all = findingsOf(entry.local, 'audit');
    const taken = new Set();
    for (const { line, col, kind: given, message } of entry.expected) {
      const rule = given ?? /\[([a-z-]+)\]$/.exec(message)?.[1] ?? 'expression';
      // One kind holds both what outsiders may inject and what is no sound expression; our rules are told apart.
      const isInjection = message.includes('potentially untrusted');
      const candidates = all.filter(
        (finding) =>
          !taken.has(finding) &&
          kindsOf.get(finding.ruleId).has(rule) &&
          (rule !== 'expression' || isInjection === (finding.ruleId === 'template-injection')),
      );
      const hit = nearest(candidates, line, col);
      tally.count(rule, 'expected');
      if (!hit) {
        const quote = (lines[line - 1] ?? '').trim();
        tally.differ({ kind: 'miss', rule, case: file, line }, `${message}\n        ${quote}`);
        continue;
      }
      taken.add(hit);
      const { start } = hit.range;
      tally.count(rule, 'found');
      tally.count(rule, 'located');
      tally.count(rule, 'onColumn', start.line === line && start.column === col);
      if (start.line === line) tally.count(rule, 'onLine');
      else tally.differ({ kind: 'line', rule, case: file, line, ours: hit.ruleId }, `found on ${start.line}`);
    }
    if (entry.expected.length > 0) continue;
    for (const { ruleId, range, message } of findingsOf(entry.local, 'default')) {
      const { line } = range.start;
      const [rule] = [...kindsOf.get(ruleId)].filter(tally.isAsked);
      if (rule)
        tally.differ({ kind: 'extra', rule, case: file, line, ours: ruleId }, `${ruleId}: ${message}`);
    }
  }
  return tally;
}

/** The finding at the place, else the one on its line, else one that covers it. */
function nearest(candidates, line, column) {
  const onLine = candidates.filter(({ range }) => range.start.line === line);
  return (
    onLine.find(({ range }) => range.start.column === column) ??
    onLine[0] ??
    candidates.find(({ range }) => range.start.line <= line && line <= range.end.line)
  );
}

// Scores the rules against glsec's own cases, each a GitLab file and how often one rule of glsec reports in it.
import path from 'node:path';
import { equivalentsIn, readJson } from './engine.mjs';
import { newTally } from './tally.mjs';

export const suite = {
  name: 'glsec',
  table: 'glsec_cases.json',
  about:
    'The GitLab files of glsec’s own tests, each with how often one of its rules reports there. A case is found if our ' +
    'equivalent rules report at least that often, in any profile; in a case without an expected finding every one is ' +
    'extra, and in the others each one beyond the expected number. The place agrees if a finding begins on each line that the case names.',
};

export function score(folder, engine, options) {
  const tally = newTally('glsec', options, ['negatives', 'clean']);
  const equivalents = equivalentsIn(engine, 'glsec');
  for (const entry of readJson(path.join(folder, suite.table)).cases) {
    const { rule, yaml, expected_count: expected, relation, test, lines } = entry;
    if (!tally.isAsked(rule)) continue;
    const findings = engine
      .lintText('.gitlab-ci.yml', yaml)
      .findings.filter(({ ruleId }) => equivalents.get(ruleId)?.has(rule));
    const got = findings.length;
    const words = `expected ${relation ?? ''} ${expected}, got ${got}\n${yaml}`;
    const isTooFew = got < expected;
    const isTooMany = relation === '==' ? got > expected : expected === 0 && got > 0;
    if (expected > 0) {
      tally.count(rule, 'expected');
      if (isTooFew) tally.differ({ kind: 'miss', rule, case: test }, words);
      else tally.count(rule, 'found');
    } else {
      tally.count(rule, 'negatives');
      tally.count(rule, 'clean', got === 0);
    }
    if (isTooMany) tally.differ({ kind: 'extra', rule, case: test, ours: findings[0].ruleId }, words);
    if (isTooFew || !lines?.length) continue;
    const begun = new Set(findings.map(({ range }) => range.start.line));
    tally.count(rule, 'located');
    if (lines.every((line) => begun.has(line))) tally.count(rule, 'onLine');
    else
      tally.differ(
        { kind: 'line', rule, case: test, ours: findings[0]?.ruleId },
        `${lines} but ${[...begun]}\n${yaml}`,
      );
  }
  return tally;
}

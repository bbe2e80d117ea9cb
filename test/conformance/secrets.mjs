// Scores the rules that find secrets against the samples of other scanners: what a rule of theirs finds in a sample, and
// samples in which it must find nothing.
import path from 'node:path';
import { readJson } from './engine.mjs';
import { newTally } from './tally.mjs';

export const secretSuites = ['gitleaks', 'betterleaks', 'kingfisher', 'noseyparker', 'secretlint'].map(
  (name) => ({ suite: suiteOf(name), score: (...args) => score(name, ...args) }),
);

function suiteOf(name) {
  return {
    name,
    table: `${name}_cases.json`,
    about:
      `Samples of ${name}’s own tests, each as a text file of its own. Found if any of our rules for secrets reports; ` +
      'extra if one does in a sample in which the peer’s rule must not.',
  };
}

function score(name, folder, engine, options) {
  const tally = newTally(name, options, ['negatives', 'clean']);
  const findsSecrets = new Set(engine.rules.filter((rule) => rule.findsSecrets).map(({ id }) => id));
  for (const [index, entry] of readJson(path.join(folder, `${name}_cases.json`)).entries()) {
    const rule = entry.rule ?? entry.package;
    const place = path.basename(entry.path ?? entry.file ?? 'sample.txt');
    // Rules that look at the path alone have no sample.
    if (
      typeof entry.sample !== 'string' ||
      !tally.isAsked(rule) ||
      engine.classify(place, entry.sample) === null
    )
      continue;
    const hit = engine
      .lintText(place, entry.sample)
      .findings.find(({ ruleId, suppressed }) => findsSecrets.has(ruleId) && !suppressed);
    const at = { rule, case: `${rule}#${index}` };
    if (entry.expect) {
      tally.count(rule, 'expected');
      if (hit) tally.count(rule, 'found');
      else tally.differ({ ...at, kind: 'miss' }, JSON.stringify(entry.sample.slice(0, 100)));
    } else {
      tally.count(rule, 'negatives');
      tally.count(rule, 'clean', !hit);
      if (hit) tally.differ({ ...at, kind: 'extra', ours: hit.ruleId }, hit.ruleId);
    }
  }
  return tally;
}

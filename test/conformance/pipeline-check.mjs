// Scores the rules against pipeline-check's own pairs, one safe and one unsafe file per rule. A rule of ours stands for
// the rules that its `equivalents` name; the safe file must have none of those findings.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { equivalentsIn, readJson } from './engine.mjs';
import { newTally } from './tally.mjs';

/** Where a file of a provider stands in a repository: kinds are told apart by their path. */
const PLACES = {
  github: (name) => `.github/workflows/${name}`,
  gitlab: (name) => `ci/${name}.gitlab-ci.yml`,
  dockerfile: (name) => `${name}.Dockerfile`,
  cloudformation: (name) => name,
};

export const suite = {
  name: 'pipeline-check',
  table: 'pipelinecheck_pairs.json',
  about:
    'pipeline-check’s own pairs, for the kinds of file that we read: in the unsafe file one of our equivalent rules must ' +
    'report in the default or strict profile, in the safe twin none may.',
};

export function score(folder, engine, options) {
  const tally = newTally('pipeline-check', options, ['byDefault', 'twins', 'clean', 'noisy']);
  const peers = equivalentsIn(engine, 'pipeline-check');
  const covered = new Set([...peers.values()].flatMap((names) => [...names]));
  const { rules: titles, files } = readJson(path.join(folder, suite.table));
  for (const { rule, file, provider, label } of files) {
    const local = path.join(folder, 'files/pipeline-check', file);
    const place = PLACES[provider]?.(path.basename(file));
    if (!place || !existsSync(local)) continue;
    const text = readFileSync(local, 'utf8');
    if (engine.classify(place, text) === null) continue;
    const open = engine.lintText(place, text).findings.filter(({ suppressed }) => !suppressed);
    const hits = open.filter(({ ruleId }) => peers.get(ruleId)?.has(rule));
    const strict = hits.filter(({ profile }) => profile !== 'audit');
    if (label === 'unsafe') {
      tally.count(rule, 'expected');
      tally.count(
        rule,
        'byDefault',
        hits.some(({ profile }) => profile === 'default'),
      );
      if (strict.length > 0) {
        tally.count(rule, 'found');
        continue;
      }
      const why = covered.has(rule) ? (hits.length > 0 ? 'only in audit' : 'silent') : 'no rule';
      tally.differ(
        { kind: 'miss', rule, case: path.basename(file) },
        `${titles[rule]?.title ?? ''} (${why})`,
      );
      continue;
    }
    tally.count(rule, 'twins');
    tally.count(rule, 'clean', strict.length === 0);
    for (const { range, ruleId, message } of strict)
      tally.differ(
        { kind: 'extra', rule, case: path.basename(file), line: range.start.line, ours: ruleId },
        `${ruleId}: ${message}`,
      );
    const noise = open.filter(
      ({ profile, severity }) => profile === 'default' && engine.atLeast(severity, 'medium'),
    );
    tally.count(rule, 'noisy', noise.length > 0);
    for (const { range, ruleId, message } of noise)
      tally.list('noise', `noise ${rule} ${path.basename(file)}:${range.start.line} ${ruleId}: ${message}`);
  }
  return tally;
}

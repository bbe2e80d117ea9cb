// Scores the labelled AWS cases: pairs of small repositories, one with a hazard and its careful twin.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, readJson } from './engine.mjs';
import { newTally } from './tally.mjs';

export const suite = {
  name: 'aws',
  table: 'aws/cases.json',
  about:
    'Pairs of small repositories with AWS pipeline files. Each hazard names its lines and the least severity and ' +
    'profile; it is found if a finding begins there that is at least so severe, in that profile or an earlier one. In ' +
    'the careful twin every default finding of medium severity or more is extra, but at the places that the case allows.',
};

export function score(folder, engine, options) {
  const { atLeast, inProfile } = engine;
  const tally = newTally('aws', options, ['twins', 'quiet']);
  for (const entry of readJson(path.join(folder, suite.table))) {
    const rule = entry.topic;
    const bad = findingsBelow(engine, path.join(folder, 'aws', entry.id, 'bad'));
    for (const wanted of entry.expect) {
      const hit = bad.find(
        (finding) =>
          within(finding, wanted) &&
          atLeast(finding.severity, wanted.min_severity) &&
          inProfile(finding.profile, wanted.profile),
      );
      tally.count(rule, 'expected');
      if (hit) tally.count(rule, 'found');
      else tally.differ({ kind: 'miss', rule, case: entry.id, line: wanted.line_from }, wanted.what);
    }
    const noise = findingsBelow(engine, path.join(folder, 'aws', entry.id, 'good')).filter(
      (finding) =>
        finding.profile === 'default' &&
        atLeast(finding.severity, 'medium') &&
        !entry.good_allowed.some((place) => within(finding, place)),
    );
    tally.count(rule, 'twins');
    tally.count(rule, 'quiet', noise.length === 0);
    for (const { path: file, range, ruleId, message } of noise)
      tally.differ(
        { kind: 'extra', rule, case: entry.id, line: range.start.line, ours: ruleId },
        `${file} ${ruleId}: ${message}`,
      );
  }
  return tally;
}

/** The open findings on a repository, with paths from its root; each file sees the others. */
function findingsBelow({ classify, lintText }, root) {
  const files = Object.fromEntries(
    filesBelow(root).map((file) => [path.relative(root, file), readFileSync(file, 'utf8')]),
  );
  return Object.entries(files)
    .filter(([place, text]) => classify(place, text) !== null)
    .flatMap(([place, text]) => lintText(place, text, { files }).findings)
    .filter(({ suppressed }) => !suppressed);
}

function within({ path: file, range }, place) {
  return (
    file.endsWith(place.file) && range.start.line >= place.line_from && range.start.line <= place.line_to
  );
}

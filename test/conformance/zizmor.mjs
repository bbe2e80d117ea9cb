// Scores the engine against zizmor's own test cases, offline:
// `node test/conformance/zizmor.mjs [cases folder] [--all-profiles] [--misses] [--extra]`. A rule of ours stands for
// the zizmor rules that its `equivalents` name; a finding agrees if it begins on the expected line.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadEngine, sharedFolder } from './engine.mjs';

const flags = process.argv.slice(2).filter((arg) => arg.startsWith('--'));
const folder = process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? sharedFolder('cases');
const table = path.join(folder, 'zizmor_cases.json');
if (!existsSync(table)) {
  console.log(`skipped: there is no ${table}`);
  process.exit(0);
}
const PROFILE = { regular: 'default', pedantic: 'strict', auditor: 'audit' };
/** Rules of zizmor that ask a server. */
const ONLINE = new Set([
  'impostor-commit',
  'known-vulnerable-actions',
  'ref-confusion',
  'ref-version-mismatch',
  'stale-action-refs',
]);
const { rules, lintText } = await loadEngine();

const peers = new Map(rules.map((rule) => [rule.id, new Set(rule.equivalents?.zizmor ?? [])]));
const covered = new Set([...peers.values()].flatMap((names) => [...names]));
const cases = JSON.parse(readFileSync(table, 'utf8')).filter(
  (entry) => entry.local && !entry.config && existsSync(path.join(folder, entry.local)),
);

function filesBelow(target) {
  if (statSync(target).isFile()) return [target];
  return readdirSync(target).flatMap((name) => filesBelow(path.join(target, name)));
}

/** The findings of a case's files, with absolute paths, in the profile that fits zizmor's persona. */
function findingsOf(target, persona) {
  const profile = flags.includes('--all-profiles') ? 'audit' : PROFILE[persona];
  return filesBelow(target).flatMap(
    (file) => lintText(file, readFileSync(file, 'utf8'), { config: { profile } }).findings,
  );
}

const scores = new Map();
function scoreOf(rule) {
  if (!scores.has(rule)) scores.set(rule, { expected: 0, found: 0, onLine: 0, extra: 0, negatives: 0 });
  return scores.get(rule);
}

for (const entry of cases) {
  const target = path.join(folder, entry.local);
  const ours = findingsOf(target, entry.persona)
    .filter((finding) => !finding.suppressed)
    .map((finding) => ({ finding, taken: false }));
  const text = statSync(target).isFile() ? readFileSync(target, 'utf8').split('\n') : [];
  // A case of one audit says nothing of the others; a whole run does.
  const scope =
    entry.audit && entry.expected.every(({ rule }) => rule === entry.audit) ? entry.audit : undefined;
  const expected = (entry.expected_offline_only ?? entry.expected).filter(({ rule }) => !ONLINE.has(rule));
  for (const wanted of expected) {
    const score = scoreOf(wanted.rule);
    score.expected++;
    const file = wanted.file
      ? path.join(folder, path.dirname(entry.local), path.basename(wanted.file))
      : undefined;
    const candidates = ours.filter(
      ({ finding, taken }) =>
        !taken &&
        peers.get(finding.ruleId)?.has(wanted.rule) &&
        (!file || path.basename(finding.path) === path.basename(file)),
    );
    const lines = new Set([wanted.line, ...(wanted.primary_lines ?? [])]);
    const hit =
      candidates.find(({ finding }) => finding.range.start.line === wanted.line) ??
      candidates.find(
        ({ finding }) =>
          [...lines].some((line) => line >= finding.range.start.line && line <= finding.range.end.line) ||
          (finding.range.start.line > wanted.line && finding.range.start.line <= wanted.line + 3),
      );
    if (hit) {
      hit.taken = true;
      score.found++;
      if (hit.finding.range.start.line === wanted.line) score.onLine++;
    } else if (flags.includes('--misses')) {
      console.log(
        `miss  ${wanted.rule} (${entry.persona}) ${entry.local}:${wanted.line} ${text[wanted.line - 1] ?? ''}`,
      );
    }
  }
  for (const { finding, taken } of ours) {
    if (taken) continue;
    for (const rule of peers.get(finding.ruleId) ?? []) {
      if (scope && rule !== scope) continue;
      if (ONLINE.has(rule)) continue;
      // What zizmor was told to ignore in the file it does not expect.
      if ((text[finding.range.start.line - 1] ?? '').includes('zizmor: ignore')) continue;
      const score = scoreOf(rule);
      score.extra++;
      if (entry.expected.length === 0) score.negatives++;
      if (flags.includes('--extra'))
        console.log(
          `extra ${finding.ruleId} (${entry.persona}) ${entry.local}:${finding.range.start.line} ${finding.message}`,
        );
    }
  }
}

const total = { expected: 0, found: 0, onLine: 0, extra: 0, negatives: 0 };
console.log('rule                               expected  recall  on line  extra  on negatives');
for (const [rule, score] of [...scores].sort(([a], [b]) => (a < b ? -1 : 1))) {
  for (const key of Object.keys(total)) total[key] += score[key];
  print(covered.has(rule) ? rule : `${rule} (not covered)`, score);
}
print('all', total);

function print(name, { expected, found, onLine, extra, negatives }) {
  const percent = (part, whole) => (whole === 0 ? '-' : `${Math.round((100 * part) / whole)} %`);
  console.log(
    [
      name.padEnd(36),
      String(expected).padStart(6),
      percent(found, expected).padStart(8),
      percent(onLine, found).padStart(8),
      String(extra).padStart(6),
      String(negatives).padStart(8),
    ].join(' '),
  );
}

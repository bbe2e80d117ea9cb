// Scores the engine against zizmor's own test cases, offline: `node test/conformance/zizmor.mjs [cases folder]`, with
// `--misses`, `--extra`, `--later`, `--severities` to list differences. A rule of ours stands for the zizmor rules that
// its `equivalents` name; a finding agrees if it begins on the expected line. Two scores: over all profiles, and with
// zizmor's personas mapped to profiles. A finding is extra only in the profile of the case's persona: of what belongs
// to a later one zizmor was not asked.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadDisagreements } from './disagreements.mjs';
import { loadEngine, sharedFolder } from './engine.mjs';

const flags = process.argv.slice(2).filter((arg) => arg.startsWith('--'));
const folder = process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? sharedFolder('cases');
const table = path.join(folder, 'zizmor_cases.json');
if (!existsSync(table)) {
  console.log(`skipped: there is no ${table}`);
  process.exit(0);
}
const PROFILES = ['default', 'strict', 'audit'];
const PROFILE = { regular: 'default', pedantic: 'strict', auditor: 'audit' };
const SEVERITY = { informational: 'info' };
/** Rules of zizmor that ask a server. */
const ONLINE = new Set([
  'impostor-commit',
  'known-vulnerable-actions',
  'ref-confusion',
  'ref-version-mismatch',
  'stale-action-refs',
]);
const { rules, lintText } = await loadEngine();
const disagreements = loadDisagreements('zizmor');

const peers = new Map(rules.map((rule) => [rule.id, new Set(rule.equivalents?.zizmor ?? [])]));
const covered = new Set([...peers.values()].flatMap((names) => [...names]));
const cases = JSON.parse(readFileSync(table, 'utf8')).filter(
  (entry) => entry.local && !entry.config && existsSync(path.join(folder, entry.local)),
);

function filesBelow(target) {
  if (statSync(target).isFile()) return [target];
  return readdirSync(target).flatMap((name) => filesBelow(path.join(target, name)));
}

/** The findings of a case's files, of all profiles, with absolute paths. */
function findingsOf(target) {
  return filesBelow(target)
    .flatMap((file) => lintText(file, readFileSync(file, 'utf8'), { config: { profile: 'audit' } }).findings)
    .filter((finding) => !finding.suppressed);
}

const inProfile = (finding, profile) => PROFILES.indexOf(finding.profile) <= PROFILES.indexOf(profile);

const KEYS = [
  'expected',
  'found',
  'mapped',
  'later',
  'excused',
  'onLine',
  'otherLine',
  'severity',
  'extra',
  'negatives',
];
const scores = new Map();
function scoreOf(rule) {
  if (!scores.has(rule)) scores.set(rule, Object.fromEntries(KEYS.map((key) => [key, 0])));
  return scores.get(rule);
}

function list(flag, text) {
  if (flags.includes(`--${flag}`)) console.log(text);
}

for (const entry of cases) {
  const target = path.join(folder, entry.local);
  const profile = PROFILE[entry.persona];
  const all = findingsOf(target);
  const text = statSync(target).isFile() ? readFileSync(target, 'utf8').split('\n') : [];
  // A case of one audit says nothing of the others; a whole run does.
  const scope =
    entry.audit && entry.expected.every(({ rule }) => rule === entry.audit) ? entry.audit : undefined;
  const expected = (entry.expected_offline_only ?? entry.expected).filter(({ rule }) => !ONLINE.has(rule));
  const hits = matchAll(expected, all, profile);
  const taken = new Set(hits.values());
  for (const wanted of expected) {
    const score = scoreOf(wanted.rule);
    const where = `${wanted.rule} (${entry.persona}) ${entry.local}:${wanted.line}`;
    const quote = (text[wanted.line - 1] ?? '').trim();
    const hit = hits.get(wanted);
    score.expected++;
    if (!hit) {
      if (disagreements.excuses({ kind: 'miss', case: entry.local, rule: wanted.rule, line: wanted.line })) {
        score.excused++;
        list('excused', `miss  ${where} ${quote}`);
      } else list('misses', `miss  ${where} ${quote}`);
      continue;
    }
    score.found++;
    if (inProfile(hit, profile)) score.mapped++;
    else if (disagreements.excuses({ kind: 'later', rule: wanted.rule, case: entry.local, ours: hit.ruleId }))
      score.later++;
    else list('later', `later ${where} ${hit.ruleId} ${hit.profile} ${quote}`);
    if (hit.range.start.line === wanted.line) score.onLine++;
    else if (disagreements.excuses({ kind: 'line', rule: wanted.rule, case: entry.local, ours: hit.ruleId }))
      score.otherLine++;
    else list('misses', `line  ${where} ${hit.ruleId} on ${hit.range.start.line}`);
    if (hit.severity === (SEVERITY[wanted.severity] ?? wanted.severity)) score.severity++;
    else list('severities', `${where} ${hit.ruleId} ${wanted.severity} -> ${hit.severity} (${hit.profile})`);
  }
  for (const finding of all) {
    if (taken.has(finding) || !inProfile(finding, profile)) continue;
    for (const rule of peers.get(finding.ruleId) ?? []) {
      if (scope && rule !== scope) continue;
      if (ONLINE.has(rule)) continue;
      const { line } = finding.range.start;
      // What zizmor was told to ignore in the file it does not expect.
      if ((text[line - 1] ?? '').includes('zizmor: ignore')) continue;
      const score = scoreOf(rule);
      if (disagreements.excuses({ kind: 'extra', case: entry.local, rule, line, ours: finding.ruleId })) {
        score.excused++;
        continue;
      }
      score.extra++;
      if (entry.expected.length === 0) score.negatives++;
      list('extra', `extra ${finding.ruleId} (${entry.persona}) ${entry.local}:${line} ${finding.message}`);
    }
  }
}

/**
 * The findings that answer the expectations of a case. Those on the line come first, so that none is taken by a
 * neighbour, and those of the persona's profile before later ones.
 */
function matchAll(expected, all, profile) {
  const hits = new Map();
  const taken = new Set();
  for (const isNear of [isOnLine, isAround]) {
    for (const inside of [true, false]) {
      for (const wanted of expected) {
        if (hits.has(wanted)) continue;
        const hit = all.find(
          (finding) =>
            inProfile(finding, profile) === inside &&
            !taken.has(finding) &&
            peers.get(finding.ruleId)?.has(wanted.rule) &&
            (!wanted.file || path.basename(finding.path) === path.basename(wanted.file)) &&
            isNear(finding.range, wanted),
        );
        if (!hit) continue;
        hits.set(wanted, hit);
        taken.add(hit);
      }
    }
  }
  return hits;
}

function isOnLine({ start }, { line }) {
  return start.line === line;
}

/** True for a finding that covers the place, or begins a few lines below its head. */
function isAround({ start, end }, { line, primary_lines: more = [] }) {
  if ([line, ...more].some((place) => place >= start.line && place <= end.line)) return true;
  return start.line > line && start.line <= line + 3;
}

const total = Object.fromEntries(KEYS.map((key) => [key, 0]));
console.log(
  'rule                               expected  recall  mapped  later*  excused  on line  severity  extra  on negatives',
);
for (const [rule, score] of [...scores].sort(([a], [b]) => (a < b ? -1 : 1))) {
  for (const key of KEYS) total[key] += score[key];
  print(covered.has(rule) ? rule : `${rule} (not covered)`, score);
}
print('all', total);
console.log('later*: found in a later profile than the persona asks for, as the list of disagreements says');
for (const { rule, case: name } of disagreements.unused())
  console.log(`stale disagreement: ${rule} ${name ?? ''}`);

function print(name, score) {
  const { expected, found, mapped, later, excused, onLine, severity, extra, negatives } = score;
  const percent = (part, whole) => (whole === 0 ? '-' : `${Math.round((100 * part) / whole)} %`);
  console.log(
    [
      name.padEnd(36),
      String(expected).padStart(6),
      percent(found, expected).padStart(8),
      percent(mapped, expected).padStart(7),
      String(later).padStart(7),
      String(excused).padStart(8),
      percent(onLine, found).padStart(8),
      percent(severity, found).padStart(9),
      String(extra).padStart(6),
      String(negatives).padStart(8),
    ].join(' '),
  );
}

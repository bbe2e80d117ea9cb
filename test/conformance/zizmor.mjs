// Scores the engine against zizmor's own test cases, offline. A rule of ours stands for the zizmor rules that its
// `equivalents` name; a finding agrees if it begins on the expected line. Two scores: over all profiles, and with
// zizmor's personas mapped to profiles. A finding is extra only in the profile of the case's persona: of what belongs
// to a later one zizmor was not asked.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { equivalentsIn, filesBelow, readJson } from './engine.mjs';
import { newTally } from './tally.mjs';

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

export const suite = {
  name: 'zizmor',
  table: 'zizmor_cases.json',
  about:
    'The files of zizmor’s own tests with the findings it snapshots, without the rules that ask a server. Recall counts ' +
    'every profile; a finding is extra if it is in the profile of the case’s persona (regular: default, pedantic: ' +
    'strict, auditor: audit) and zizmor has none there. What zizmor shows to a persona and we only in a later profile ' +
    'is a difference, too, and so is another severity. The place agrees if the finding begins on the same line.',
};

export function score(folder, engine, options) {
  const { lintText, inProfile } = engine;
  const tally = newTally('zizmor', options, ['mapped', 'severity', 'negatives']);
  const peers = equivalentsIn(engine, 'zizmor');
  const cases = readJson(path.join(folder, suite.table)).filter(
    (entry) => entry.local && !entry.config && existsSync(path.join(folder, entry.local)),
  );

  /** The findings of a case's files, of all profiles, with absolute paths. */
  function findingsOf(target) {
    return filesBelow(target)
      .flatMap((file) => lintText(file, readFileSync(file, 'utf8')).findings)
      .filter((finding) => !finding.suppressed);
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
    const hits = matchAll(expected, all, {
      peers,
      isInside: (finding) => inProfile(finding.profile, profile),
    });
    const taken = new Set(hits.values());
    for (const wanted of expected) {
      const { rule, line } = wanted;
      const place = { rule, case: entry.local, line };
      const quote = (text[line - 1] ?? '').trim();
      const hit = hits.get(wanted);
      tally.count(rule, 'expected');
      if (!hit) {
        tally.differ({ ...place, kind: 'miss' }, `(${entry.persona}) ${quote}`);
        continue;
      }
      const ours = hit.ruleId;
      tally.count(rule, 'found');
      tally.count(rule, 'located');
      if (inProfile(hit.profile, profile)) tally.count(rule, 'mapped');
      else tally.differ({ ...place, kind: 'later', ours }, `${ours} ${hit.profile} ${quote}`);
      if (hit.range.start.line === line) tally.count(rule, 'onLine');
      else tally.differ({ ...place, kind: 'line', ours }, `${ours} on ${hit.range.start.line}`);
      if (hit.severity === (SEVERITY[wanted.severity] ?? wanted.severity)) tally.count(rule, 'severity');
      else
        tally.differ({ ...place, kind: 'severity', ours }, `${ours} ${wanted.severity} -> ${hit.severity}`);
    }
    for (const finding of all) {
      if (taken.has(finding) || !inProfile(finding.profile, profile)) continue;
      for (const rule of peers.get(finding.ruleId) ?? []) {
        if ((scope && rule !== scope) || ONLINE.has(rule)) continue;
        const { line } = finding.range.start;
        // What zizmor was told to ignore in the file it does not expect.
        if ((text[line - 1] ?? '').includes('zizmor: ignore')) continue;
        if (entry.expected.length === 0) tally.count(rule, 'negatives');
        tally.differ(
          { kind: 'extra', rule, case: entry.local, line, ours: finding.ruleId },
          `(${entry.persona}) ${finding.ruleId}: ${finding.message}`,
        );
      }
    }
  }
  return tally;
}

/**
 * The findings that answer the expectations of a case. Those on the line come first, so that none is taken by a
 * neighbour, and those of the persona's profile before later ones.
 */
function matchAll(expected, all, { peers, isInside }) {
  const hits = new Map();
  const taken = new Set();
  for (const isNear of [isOnLine, isAround]) {
    for (const inside of [true, false]) {
      for (const wanted of expected) {
        if (hits.has(wanted)) continue;
        const hit = all.find(
          (finding) =>
            isInside(finding) === inside &&
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

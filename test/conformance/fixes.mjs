// Applies every fix of every rule to copies in memory of real files and says what breaks. A file must still parse, keep
// its comments, anchors and line ends, gain no finding of any profile, and not change again on a second run. Every fifth
// file is fixed once more with CRLF and once with a byte order mark: the result must be the same otherwise.
// `--each` also applies each fix alone, as an editor does: its finding must go. `--applied` counts fixes by rule.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from './engine.mjs';
import { countByRule, damageOf, gained } from './fix-checks.mjs';
import { alignedLines, newTally } from './tally.mjs';

export const suite = {
  name: 'fixes',
  about:
    'All fixes of all rules, unsafe ones too, applied to real workflows and GitLab files until nothing changes. The fix ' +
    'agrees if the file still parses (for a second parser, too), keeps every comment, anchor and line end, gains no ' +
    'finding of any profile and does not change on a second run. Every fifth file also with CRLF and with a byte order mark.',
};

const SAMPLE = 5;
const VARIANTS = {
  CRLF: (text) => text.replace(/\r?\n/g, '\r\n'),
  BOM: (text) => (text.startsWith('\ufeff') ? text : `\ufeff${text}`),
};

export async function score(corpus, engine, options) {
  const tally = newTally('fixes', options, ['files', 'applied', 'alone']);
  const applied = new Map();
  for (const [index, target] of filesOf(corpus).entries()) {
    const text = readFileSync(target, 'utf8');
    // A collection of files from many places tells their paths by their names.
    const file = path.relative(corpus, target).replaceAll('__', '/');
    const kind = engine.classify(file, text);
    if (!kind || !tally.isAsked(kind)) continue;
    tally.count(kind, 'files');
    const settled = await settle(engine, { file, kind }, text);
    const damage = settled.text === text ? [] : damageAfter(engine, { file, kind }, text, settled);
    if (index % SAMPLE === 0) damage.push(...(await damageOfVariants(engine, { file, kind }, text, settled)));
    if (options.flags.has('each')) damage.push(...damageOfEach(engine, { file, kind }, text, tally));
    for (const { applied: findings } of settled.passes) {
      tally.count(kind, 'applied', findings.length);
      for (const { ruleId } of findings) applied.set(ruleId, (applied.get(ruleId) ?? 0) + 1);
    }
    if (settled.passes.length === 0 && damage.length === 0) continue;
    tally.count(kind, 'fixes');
    const excused = damage.map(({ what, gains }) =>
      tally.differ({ kind: 'fix', rule: kind, case: file, ours: gains }, what),
    );
    if (excused.every(Boolean)) tally.count(kind, 'fixed');
  }
  const byRule = [...applied].sort(([, a], [, b]) => b - a).map(([rule, count]) => [rule, String(count)]);
  for (const line of alignedLines([['rule', 'fixes applied'], ...byRule])) tally.list('applied', line);
  return tally;
}

/** The workflows and GitLab files of a corpus that has folders for them, else all files below the folder. */
function filesOf(corpus) {
  const folders = ['workflow', 'gitlab'].map((name) => path.join(corpus, name)).filter(existsSync);
  return (folders.length > 0 ? folders : [corpus]).flatMap(filesBelow);
}

function settle({ settleFixes, Document, Source, services, lintText }, { file, kind }, text) {
  return settleFixes(text, 'unsafe', (current) => ({
    document: new Document(new Source(file, current), kind, services),
    findings: lintText(file, current).findings,
  }));
}

/** `{ what, gains? }` for each thing that is wrong: in words, and the rule that reports more often than before. */
function damageAfter(engine, place, before, { text, isSettled }) {
  const damage = damageOf(engine, place, before, text).map((what) => ({ what }));
  if (!isSettled) damage.push({ what: 'changes again and again' });
  const more = gained(countByRule(engine, place.file, before), countByRule(engine, place.file, text));
  return [...damage, ...more.map((rule) => ({ what: `gains ${rule}`, gains: rule }))];
}

/** The same file with other line ends and a byte order mark must be fixed to the same text. */
async function damageOfVariants(engine, place, text, settled) {
  const damage = [];
  for (const [name, change] of Object.entries(VARIANTS)) {
    if (change(text) === text) continue;
    const result = await settle(engine, place, change(text));
    if (result.text !== change(settled.text)) damage.push({ what: `is fixed otherwise with ${name}` });
  }
  return damage;
}

/** Each fix of each finding alone, the second choices of a finding, too. */
function damageOfEach(engine, place, text, tally) {
  const { findings } = engine.lintText(place.file, text);
  const before = countByRule(engine, place.file, text);
  const damage = [];
  for (const { ruleId, range, fixes, suppressed } of findings) {
    for (const { title, edits } of suppressed ? [] : fixes) {
      const after = engine.applyEdits(text, edits);
      const counts = countByRule(engine, place.file, after);
      const at = `${ruleId} on ${range.start.line}, alone (${title}):`;
      tally.count(place.kind, 'alone');
      for (const what of damageOf(engine, place, text, after)) damage.push({ what: `${at} ${what}` });
      for (const rule of gained(before, counts)) damage.push({ what: `${at} gains ${rule}`, gains: rule });
      if ((counts.get(ruleId) ?? 0) >= before.get(ruleId)) damage.push({ what: `${at} leaves its finding` });
    }
  }
  return damage;
}

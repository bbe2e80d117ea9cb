// Scores the engine against actionlint's own test cases:
// `node test/conformance/actionlint.mjs [cases folder] [--misses] [--extra] [kind…]`. A rule of ours stands for the kinds
// that its `equivalents` name. Recall counts the findings of every profile; on the files that actionlint finds good, what
// the default profile says of those kinds counts as extra. Cases that need ShellCheck or Pyflakes, and projects of
// several files (the table holds their names only), are left out.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadEngine, sharedFolder } from './engine.mjs';

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith('--'));
const [first, ...others] = args.filter((arg) => !arg.startsWith('--'));
const isFolder = first !== undefined && existsSync(path.join(first, 'actionlint_cases.json'));
const folder = isFolder || first === undefined ? (first ?? sharedFolder('cases')) : sharedFolder('cases');
const only = new Set(isFolder || first === undefined ? others : [first, ...others]);
const table = path.join(folder, 'actionlint_cases.json');
if (!existsSync(table)) {
  console.log(`skipped: there is no ${table}`);
  process.exit(0);
}
const { rules, lintText } = await loadEngine();
const disagreements = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'disagreements.json'), 'utf8'),
).filter(({ suite }) => suite === 'actionlint');

const kindsOf = new Map(rules.map((rule) => [rule.id, rule.equivalents?.actionlint ?? []]));
const covered = new Set([...kindsOf.values()].flat());
const cases = JSON.parse(readFileSync(table, 'utf8'))
  .filter((entry) => !entry.needs_tool)
  .map((entry) => ({ ...entry, local: path.join(folder, 'files/actionlint', entry.file) }))
  .filter(({ local, set }) => set !== 'projects' && existsSync(local) && statSync(local).isFile());

/** The findings of one file in a profile, of the rules that stand for a kind. */
function findingsOf(local, profile) {
  const place = `.github/workflows/${path.basename(local)}`;
  return lintText(place, readFileSync(local, 'utf8'), { config: { profile } })
    .findings.filter(({ ruleId }) => kindsOf.get(ruleId)?.length > 0)
    .map((finding) => ({ finding, taken: false }));
}

/** True when the list of intended disagreements names the case, and the kind where it names one. */
function isIntended(file, kind, line) {
  return disagreements.some(
    (entry) =>
      (entry.case === undefined || entry.case === file || entry.case === `${file}:${line}`) &&
      entry.rule === kind,
  );
}

const scores = new Map();
function scoreOf(kind) {
  if (!scores.has(kind))
    scores.set(kind, { expected: 0, found: 0, intended: 0, onLine: 0, onColumn: 0, extra: 0 });
  return scores.get(kind);
}

for (const entry of cases) {
  const lines = readFileSync(entry.local, 'utf8').split('\n');
  const file = entry.file.replace(/^testdata\//, '');
  const ours = findingsOf(entry.local, 'audit');
  for (const { line, col, kind: given, message } of entry.expected) {
    const kind = given ?? /\[([a-z-]+)\]$/.exec(message)?.[1] ?? 'expression';
    if (only.size > 0 && !only.has(kind)) continue;
    const score = scoreOf(kind);
    score.expected++;
    // One kind holds both what outsiders may inject and what is no sound expression; our rules are told apart.
    const isInjection = message.includes('potentially untrusted');
    const candidates = ours.filter(
      ({ finding, taken }) =>
        !taken &&
        kindsOf.get(finding.ruleId).includes(kind) &&
        (kind !== 'expression' || isInjection === (finding.ruleId === 'template-injection')),
    );
    const starts = (finding) => finding.range.start;
    const hit =
      candidates.find(({ finding }) => starts(finding).line === line && starts(finding).column === col) ??
      candidates.find(({ finding }) => starts(finding).line === line) ??
      candidates.find(({ finding: { range } }) => range.start.line <= line && line <= range.end.line);
    if (hit) {
      hit.taken = true;
      score.found++;
      if (starts(hit.finding).line === line) score.onLine++;
      if (starts(hit.finding).line === line && starts(hit.finding).column === col) score.onColumn++;
    } else if (isIntended(file, kind, line)) {
      score.intended++;
    } else if (flags.includes('--misses')) {
      console.log(`miss  [${kind}] ${file}:${line}:${col} ${message}\n        ${lines[line - 1] ?? ''}`);
    }
  }
  const unwanted =
    entry.expected.length === 0 ? findingsOf(entry.local, 'default') : flags.includes('--all') ? ours : [];
  for (const { finding, taken } of unwanted) {
    const kinds = kindsOf.get(finding.ruleId).filter((kind) => only.size === 0 || only.has(kind));
    if (taken || kinds.length === 0) continue;
    const { line } = finding.range.start;
    if (kinds.every((kind) => isIntended(file, kind, line))) continue;
    if (entry.expected.length === 0) scoreOf(kinds[0]).extra++;
    if (flags.includes('--extra'))
      console.log(`extra ${finding.ruleId} ${file}:${line} ${finding.message}\n        ${lines[line - 1]}`);
  }
}

const total = { expected: 0, found: 0, intended: 0, onLine: 0, onColumn: 0, extra: 0 };
console.log(
  'kind                        expected  recall  intended  on line  on column  extra on good files',
);
for (const [kind, score] of [...scores].sort(([a], [b]) => (a < b ? -1 : 1))) {
  for (const key of Object.keys(total)) total[key] += score[key];
  print(covered.has(kind) ? kind : `${kind} (not covered)`, score);
}
print('actionlint, all', total);

function print(name, { expected, found, intended, onLine, onColumn, extra }) {
  const percent = (part, whole) => (whole === 0 ? '-' : `${Math.round((100 * part) / whole)} %`);
  console.log(
    [
      name.padEnd(29),
      String(expected).padStart(6),
      percent(found, expected).padStart(8),
      String(intended).padStart(9),
      percent(onLine, found).padStart(8),
      percent(onColumn, found).padStart(10),
      String(extra).padStart(7),
    ].join(' '),
  );
}

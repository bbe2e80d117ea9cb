// Compares our fixes with zizmor's on its own test cases: `node test/conformance/zizmor-fixes.mjs [cases folder]`, with
// `--differences` to see them. Of each input the findings of the case's audit are fixed, as far as the case's `--fix`
// allows. Equal: the same bytes. Same effect: the same YAML data.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { loadDisagreements } from './disagreements.mjs';
import { loadEngine, sharedFolder } from './engine.mjs';

const flags = process.argv.slice(2).filter((arg) => arg.startsWith('--'));
const folder = process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? sharedFolder('cases');
const table = path.join(folder, 'zizmor_fix_cases.json');
if (!existsSync(table)) {
  console.log(`skipped: there is no ${table}`);
  process.exit(0);
}
const { rules, lintText, classify, Document, settleFixes, Source, services } = await loadEngine();
const disagreements = loadDisagreements('zizmor-fixes');
const cases = JSON.parse(readFileSync(table, 'utf8')).filter((entry) => inputOf(entry) !== undefined);

function inputOf(entry) {
  const copied = entry.copied_from && path.join(folder, entry.copied_from);
  const text =
    entry.inline_source ?? (copied && existsSync(copied) ? readFileSync(copied, 'utf8') : undefined);
  return entry.crlf ? text?.replace(/\r?\n/g, '\r\n') : text;
}

/** The text after a unified diff; line ends stay those of the text. */
function patched(text, diff) {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const result = [];
  let at = 0;
  for (const line of diff.split(/\r?\n/)) {
    const head = /^@@ -(\d+)/.exec(line);
    if (head) {
      const start = Number(head[1]) - 1;
      result.push(...lines.slice(at, start));
      at = start;
    } else if (line.startsWith('-')) at++;
    else if (line.startsWith('+')) result.push(line.slice(1));
    else if (at < lines.length) result.push(lines[at++]);
  }
  return [...result, ...lines.slice(at)].join(eol);
}

async function fixedByUs(entry, text) {
  const covers = new Set(
    rules.filter((rule) => rule.equivalents?.zizmor?.includes(entry.audit)).map(({ id }) => id),
  );
  const file = entry.diff_file;
  const kind = classify(file, text);
  if (!kind) return text;
  const safety = entry.args.includes('--fix=safe') ? 'safe' : 'unsafe';
  const settled = await settleFixes(text, safety, (current) => ({
    document: new Document(new Source(file, current), kind, services),
    findings: lintText(file, current, { config: { profile: 'audit' } }).findings.filter(({ ruleId }) =>
      covers.has(ruleId),
    ),
  }));
  return settled.text;
}

function sameData(a, b) {
  try {
    return JSON.stringify(sorted(parse(a))) === JSON.stringify(sorted(parse(b)));
  } catch {
    return false;
  }
}

/** The same data with the keys of every map in order. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function linesThatDiffer(before, after) {
  const old = before.split('\n');
  return after.split('\n').filter((line) => !old.includes(line));
}

const scores = new Map();
for (const entry of cases) {
  const text = inputOf(entry);
  const wanted = patched(text, entry.expected_diff);
  const ours = await fixedByUs(entry, text);
  const key = `${entry.audit}${entry.online ? ' (online)' : ''}`;
  if (!scores.has(key)) scores.set(key, { cases: 0, equal: 0, effect: 0, excused: 0, none: 0 });
  const score = scores.get(key);
  score.cases++;
  if (ours === wanted) score.equal++;
  if (ours !== text && sameData(ours, wanted)) score.effect++;
  else if (disagreements.excuses({ kind: 'fix', rule: entry.audit, case: entry.id })) score.excused++;
  else if (ours === text) score.none++;
  if (ours !== wanted && flags.includes('--differences')) {
    console.log(`${entry.id} (${entry.args.join(' ')})${ours === text ? ': not fixed' : ''}`);
    for (const line of linesThatDiffer(ours, wanted)) console.log(`  zizmor ${line}`);
    for (const line of linesThatDiffer(wanted, ours)) console.log(`  ours   ${line}`);
  }
}

const total = { cases: 0, equal: 0, effect: 0, excused: 0, none: 0 };
console.log('audit                            cases  equal  same effect  excused  not fixed');
for (const [audit, score] of [...scores].sort(([a], [b]) => (a < b ? -1 : 1))) {
  for (const key of Object.keys(total)) total[key] += score[key];
  print(audit, score);
}
print('all', total);
for (const { rule, case: name } of disagreements.unused())
  console.log(`stale disagreement: ${rule} ${name ?? ''}`);

function print(name, { cases: count, equal, effect, excused, none }) {
  console.log(
    [
      name.padEnd(32),
      String(count).padStart(5),
      String(equal).padStart(6),
      String(effect).padStart(12),
      String(excused).padStart(8),
      String(none).padStart(10),
    ].join(' '),
  );
}

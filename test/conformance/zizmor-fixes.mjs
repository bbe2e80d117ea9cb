// Compares our fixes with zizmor's on its own test cases. Of each input the findings of the case's audit are fixed, as
// far as the case's `--fix` allows. Equal: the same bytes. Fixed: the same YAML data.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { readJson } from './engine.mjs';
import { newTally } from './tally.mjs';

export const suite = {
  name: 'zizmor-fixes',
  table: 'zizmor_fix_cases.json',
  about:
    'The inputs of zizmor’s tests of its fixes. The findings of the case’s audit are fixed by us, as far as the case ' +
    'allows unsafe fixes; the fix agrees if the result holds the same YAML data as zizmor’s (comments and blank lines ' +
    'may differ).',
};

export async function score(folder, engine, options) {
  const tally = newTally('zizmor-fixes', options, ['equal']);
  for (const entry of readJson(path.join(folder, suite.table))) {
    const text = inputOf(folder, entry);
    if (text === undefined) continue;
    const wanted = patched(text, entry.expected_diff);
    const ours = await fixedByUs(engine, entry, text);
    const rule = entry.audit;
    tally.count(rule, 'fixes');
    tally.count(rule, 'equal', ours === wanted);
    if (ours !== text && sameData(ours, wanted)) tally.count(rule, 'fixed');
    else tally.differ({ kind: 'fix', rule, case: entry.id }, ours === text ? 'not fixed' : 'fixed otherwise');
    if (ours === wanted) continue;
    tally.list('differences', `${entry.id} (${entry.args.join(' ')})`);
    for (const line of linesThatDiffer(ours, wanted)) tally.list('differences', `  zizmor ${line}`);
    for (const line of linesThatDiffer(wanted, ours)) tally.list('differences', `  ours   ${line}`);
  }
  return tally;
}

function inputOf(folder, entry) {
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

async function fixedByUs(engine, entry, text) {
  const { rules, lintText, classify, Document, settleFixes, Source, services } = engine;
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

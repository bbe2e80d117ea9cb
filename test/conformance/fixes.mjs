// Applies every fix of every rule to copies in memory of real files and says what breaks:
// `node test/conformance/fixes.mjs [folder]`. A file must still parse, keep its comments, gain no finding of the default
// profile, and not change again on a second run.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadEngine, sharedFolder } from './engine.mjs';

const folder = process.argv[2] ?? path.join(sharedFolder('corpus'), 'workflow');
if (!existsSync(folder)) {
  console.log(`skipped: there is no ${folder}`);
  process.exit(0);
}
const { lintText, classify, Document, settleFixes, Source, services } = await loadEngine();

function filesBelow(target) {
  if (statSync(target).isFile()) return [target];
  return readdirSync(target).flatMap((name) => filesBelow(path.join(target, name)));
}

async function fixAll(file, kind, before) {
  const { text, isSettled } = await settleFixes(before, 'unsafe', (current) => ({
    document: new Document(new Source(file, current), kind, services),
    findings: lintText(file, current).findings,
  }));
  return isSettled ? text : undefined;
}

/** Comments outside scripts, roughly: what follows ` #` or a `#` at the start of a line. */
function comments(text) {
  return [...text.matchAll(/(?:^|\s)(#[^\n]*)/g)].map((match) => match[1].trim()).sort();
}

function countByRule(file, text) {
  const counts = new Map();
  for (const { ruleId } of lintText(file, text, { config: { profile: 'default' } }).findings)
    counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  return counts;
}

let files = 0;
let changed = 0;
const broken = [];
for (const file of filesBelow(folder)) {
  const text = readFileSync(file, 'utf8');
  const kind = classify(file, text);
  if (!kind) continue;
  files++;
  const fixed = await fixAll(file, kind, text);
  if (fixed === text) continue;
  changed++;
  if (fixed === undefined) {
    broken.push(`${file}: changes again and again`);
    continue;
  }
  const before = new Document(new Source(file, text), kind, services).tree.problems.length;
  const after = new Document(new Source(file, fixed), kind, services).tree.problems.length;
  if (after > before) broken.push(`${file}: no longer parses`);
  const kept = comments(fixed);
  const lost = comments(text).filter(
    (comment) =>
      !kept.some((other) => other.endsWith(comment.slice(1).trimStart())) &&
      !comment.includes('${{') &&
      // A pin says its own version.
      !/^#\s*(?:tag=)?v?\d[\w.]*$/.test(comment),
  );
  if (lost.length > 0) broken.push(`${file}: lost ${JSON.stringify(lost[0])}`);
  if (text.includes('\r\n') && /[^\r]\n/.test(fixed)) broken.push(`${file}: mixes line ends`);
  const old = countByRule(file, text);
  for (const [rule, count] of countByRule(file, fixed)) {
    if (count > (old.get(rule) ?? 0)) broken.push(`${file}: gains ${rule}`);
  }
}
for (const line of broken) console.log(line);
console.log(`${files} files, ${changed} changed, ${broken.length} broken`);
process.exitCode = broken.length > 0 ? 1 : 0;

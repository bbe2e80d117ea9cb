// Scores the engine against sisakulint's vulnerable and safe workflows:
// `node test/conformance/sisaku.mjs [cases folder] [--misses] [--all]`.
// A pair is told apart when a rule reports in the vulnerable file and not in the safe twin, in the default or strict
// profile. Where rules of ours name the peer's rule that the pair is about, only those count.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadEngine, sharedFolder } from './engine.mjs';

const flags = process.argv.slice(2).filter((arg) => arg.startsWith('--'));
const folder = process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? sharedFolder('cases');
const table = path.join(folder, 'sisaku_pairs.json');
if (!existsSync(table)) {
  console.log(`skipped: there is no ${table}`);
  process.exit(0);
}
const { rules, lintText } = await loadEngine();
const peers = new Map(rules.map((rule) => [rule.id, rule.equivalents?.sisakulint ?? []]));
const known = [...new Set([...peers.values()].flat())];
const disagreements = readDisagreements();

const pairs = new Map();
for (const entry of JSON.parse(readFileSync(table, 'utf8')).files) {
  const file = path.join(folder, 'files/sisakulint', entry.file);
  if (!existsSync(file)) continue;
  const pair = pairs.get(entry.stem) ?? {};
  pair[entry.label] = file;
  pairs.set(entry.stem, pair);
}

const score = { pairs: 0, apart: 0, byEquivalent: 0, agreed: 0, alone: 0, found: 0 };
for (const [stem, { vulnerable, safe }] of [...pairs].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const bad = vulnerable ? rulesIn(vulnerable) : new Map();
  const good = safe ? rulesIn(safe) : new Map();
  const only = [...bad.keys()].filter((rule) => !good.has(rule));
  const more = [...bad].filter(([rule, count]) => good.has(rule) && count > good.get(rule));
  if (!vulnerable) continue;
  if (!safe) {
    score.alone++;
    score.found += bad.size > 0;
    if (bad.size === 0 && flags.includes('--misses')) console.log(`nothing found  ${stem}`);
    if (flags.includes('--all')) console.log(`alone  ${stem}: ${list(bad)}`);
    continue;
  }
  score.pairs++;
  const apart = only.length > 0;
  score.apart += apart;
  const mapped = known.filter((rule) => stem.startsWith(rule) || rule.startsWith(stem));
  const equivalents = [...peers].filter(([, names]) => names.some((name) => mapped.includes(name)));
  score.byEquivalent += only.some(
    (rule) => equivalents.length === 0 || equivalents.some(([id]) => id === rule),
  );
  const agreed = disagreements.find((entry) => entry.case === stem);
  score.agreed += !apart && agreed !== undefined;
  if ((!apart && flags.includes('--misses')) || flags.includes('--all'))
    console.log(
      `${apart ? 'apart' : agreed ? 'agreed' : 'MISS '}  ${stem}: only [${only.join(', ')}] more [${more.map(([rule]) => rule).join(', ')}] safe [${list(good)}]`,
    );
}
const percent = (part, whole) =>
  `${part}/${whole} (${whole === 0 ? '-' : Math.round((100 * part) / whole)} %)`;
console.log(`pairs told apart                   ${percent(score.apart, score.pairs)}`);
console.log(`  by the rule that covers the peer ${percent(score.byEquivalent, score.pairs)}`);
console.log(`  not, as intended                 ${score.agreed}`);
console.log(`vulnerable without a twin, found   ${percent(score.found, score.alone)}`);

/** How often each rule reports in a file, in the default or strict profile. */
function rulesIn(file) {
  const counts = new Map();
  const name = `.github/workflows/${path.basename(file)}`;
  for (const finding of lintText(name, readFileSync(file, 'utf8'), { config: { profile: 'strict' } })
    .findings) {
    if (!finding.suppressed) counts.set(finding.ruleId, (counts.get(finding.ruleId) ?? 0) + 1);
  }
  return counts;
}

function list(counts) {
  return [...counts].map(([rule, count]) => `${rule} ${count}`).join(', ');
}

function readDisagreements() {
  const file = path.join(import.meta.dirname, 'disagreements.json');
  if (!existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8')).filter(({ suite }) => suite === 'sisakulint');
}

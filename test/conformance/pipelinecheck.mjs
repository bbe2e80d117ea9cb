// Scores the rules against pipeline-check's own pairs, one safe and one unsafe file per rule:
// `node test/conformance/pipelinecheck.mjs [cases folder] [--misses] [--extra] [GHA-001…]`. A rule of ours stands for the
// rules that its `equivalents` name; the safe file must have none of those findings.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadEngine, sharedFolder } from './engine.mjs';

const flags = process.argv.slice(2).filter((arg) => arg.startsWith('--'));
const operands = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const only = operands.filter((arg) => /^[A-Z]+-\d+$/.test(arg));
const folder = operands.find((arg) => !only.includes(arg)) ?? sharedFolder('cases');
const table = path.join(folder, 'pipelinecheck_pairs.json');
if (!existsSync(table)) {
  console.log(`skipped: there is no ${table}`);
  process.exit(0);
}

/** Where a file of a provider stands in a repository: kinds are told apart by their path. */
const PLACES = {
  github: (name) => `.github/workflows/${name}`,
  gitlab: (name) => `ci/${name}.gitlab-ci.yml`,
  dockerfile: (name) => `${name}.Dockerfile`,
  cloudformation: (name) => name,
};
const PROFILES = ['default', 'strict', 'audit'];
const { rules, lintText, classify } = await loadEngine();
const { rules: titles, files } = JSON.parse(readFileSync(table, 'utf8'));

const peers = new Map(rules.map((rule) => [rule.id, rule.equivalents?.['pipeline-check'] ?? []]));
const covered = new Set([...peers.values()].flat());
const foreign = new Map();
const totals = Object.fromEntries(PROFILES.map((profile) => [profile, { found: 0, clean: 0 }]));
const count = { unsafe: 0, safe: 0, noisy: 0 };

for (const entry of files) {
  if (only.length > 0 && !only.includes(entry.rule)) continue;
  const local = path.join(folder, 'files/pipeline-check', entry.file);
  const place = PLACES[entry.provider]?.(path.basename(entry.file));
  const text = existsSync(local) ? readFileSync(local, 'utf8') : undefined;
  if (text === undefined || place === undefined || classify(place, text) === null) {
    foreign.set(entry.provider, (foreign.get(entry.provider) ?? 0) + 1);
    continue;
  }
  const { findings } = lintText(place, text, { config: { profile: 'audit' } });
  const open = findings.filter(({ suppressed }) => !suppressed);
  const hits = open.filter(({ ruleId }) => peers.get(ruleId)?.includes(entry.rule));
  const unsafe = entry.label === 'unsafe';
  count[unsafe ? 'unsafe' : 'safe']++;
  for (const [rank, profile] of PROFILES.entries()) {
    const some = hits.some((finding) => PROFILES.indexOf(finding.profile) <= rank);
    if (unsafe && some) totals[profile].found++;
    if (!unsafe && !some) totals[profile].clean++;
  }
  const strict = hits.filter(({ profile }) => profile !== 'audit');
  if (unsafe && strict.length === 0 && flags.includes('--misses')) {
    const why = covered.has(entry.rule) ? (hits.length > 0 ? 'only in audit' : 'silent') : 'no rule';
    console.log(`miss   ${entry.rule} ${titles[entry.rule]?.title ?? ''} (${why}) ${local}`);
  }
  if (unsafe) continue;
  const noise = open.filter(
    ({ profile, severity }) => profile === 'default' && severity !== 'low' && severity !== 'info',
  );
  if (noise.length > 0) count.noisy++;
  if (!flags.includes('--extra')) continue;
  for (const { range, ruleId, message } of strict)
    console.log(`extra  ${entry.rule} ${local}:${range.start.line} ${ruleId}: ${message}`);
  for (const { range, ruleId, message } of noise)
    console.log(`noise  ${entry.rule} ${local}:${range.start.line} ${ruleId}: ${message}`);
}

const percent = (part, whole) => `${part} of ${whole} (${whole ? Math.round((100 * part) / whole) : 100} %)`;
console.log('profile  unsafe found           safe clean');
for (const profile of PROFILES) {
  const { found, clean } = totals[profile];
  console.log(
    `${profile.padEnd(8)} ${percent(found, count.unsafe).padEnd(22)} ${percent(clean, count.safe)}`,
  );
}
console.log(`safe files with a default finding of medium or more: ${percent(count.noisy, count.safe)}`);
for (const [provider, number] of foreign) console.log(`not our kind: ${provider}, ${number} files`);
const missing = Object.keys(titles).filter((rule) => !covered.has(rule));
console.log(`rules without an equivalent (${missing.length}): ${missing.join(' ')}`);

// Scores the rules against glsec's own cases: node test/conformance/glsec.mjs CASES_FOLDER [--misses] [GL011…]
// A case counts as agreed when our rules that name its rule as equivalent report as often as it expects.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '../..');
const [folder, ...options] = process.argv.slice(2);
const table = path.join(folder ?? '', 'glsec_cases.json');
if (!folder || !existsSync(table)) {
  console.error(
    'usage: node test/conformance/glsec.mjs CASES_FOLDER (with glsec_cases.json in it) [--misses] [RULE…]',
  );
  process.exit(2);
}
const { lintText } = await engine();
const only = options.filter((option) => !option.startsWith('--'));
const { rules, cases } = JSON.parse(readFileSync(table, 'utf8'));
const { rules: ours } = await import(path.join(root, 'dist/conformance/lint.mjs'));
const equivalents = new Map(ours.map((rule) => [rule.id, rule.equivalents?.glsec ?? []]));
const scores = new Map();

for (const { rule, yaml, expected_count: expected, relation, test } of cases) {
  if (only.length > 0 && !only.includes(rule)) continue;
  const findings = lintText('.gitlab-ci.yml', yaml).findings.filter(({ ruleId }) =>
    equivalents.get(ruleId)?.includes(rule),
  );
  const got = findings.length;
  const agreed =
    relation === '==' ? got === expected : relation === '>=' ? got >= expected : got > 0 === expected > 0;
  const score = scores.get(rule) ?? { cases: 0, agreed: 0, unsafe: 0, found: 0, safe: 0, quiet: 0 };
  scores.set(rule, score);
  score.cases++;
  score.agreed += agreed;
  if (expected > 0) {
    score.unsafe++;
    score.found += got > 0;
  } else {
    score.safe++;
    score.quiet += got === 0;
  }
  if (!agreed && options.includes('--misses')) {
    console.log(`\n${rule} ${test}: expected ${relation} ${expected}, got ${got}\n${yaml}`);
    for (const { range, ruleId, message } of findings)
      console.log(`  ${range.start.line}: ${ruleId}: ${message}`);
  }
}

const covered = new Set([...equivalents.values()].flat());
for (const [rule, score] of [...scores].sort(([a], [b]) => a.localeCompare(b)))
  line(rule, score, covered.has(rule) ? '' : '(no rule)');
line(
  'all',
  [...scores.values()].reduce((sum, score) =>
    Object.fromEntries(Object.keys(sum).map((key) => [key, sum[key] + score[key]])),
  ),
  '',
);
console.log(
  `without an equivalent: ${Object.keys(rules)
    .filter((rule) => !covered.has(rule))
    .sort()
    .join(' ')}`,
);

function line(name, { cases: all, agreed, unsafe, found, safe, quiet }, note) {
  console.log(
    `${name.padEnd(6)} agreed ${agreed}/${all}  found ${found}/${unsafe}  quiet ${quiet}/${safe} ${note}`,
  );
}

/** The engine with its test harness as one file, since Node does not run TypeScript. */
async function engine() {
  const outfile = path.join(root, 'dist/conformance/lint.mjs');
  await build({
    stdin: {
      contents:
        "export * from './test/support/lint.ts'; export { rules } from './rules/registry.generated.ts';",
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  return import(outfile);
}

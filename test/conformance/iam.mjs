// Scores the IAM rules against labelled policies (`iam_cases.json` of the shared cases; give its path, or it is looked
// for beside the repository). Usage: node test/conformance/iam.mjs [cases.json] [--misses] [--extra]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const file = process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? '../shared/cases/iam_cases.json';
const cases = readCases(file);
if (!cases) {
  console.log(`skipped: ${file} is not there`);
  process.exit(0);
}

/** Names of the shared cases' own vocabulary, by the rule and the words of its message. */
const OWN = {
  'wildcard-resource': ['wildcard-resource', 'codebuild-role-logs-star'],
  'service-wildcard': ['service-wildcard'],
  'audit-tampering': ['audit-tamper'],
  'codebuild-build-override': ['codebuild-startbuild-override'],
  'build-role-registry-admin': ['ecr-build-role-overprivileged'],
  'star-only-action': ['action-requires-star-resource'],
  'unscoped-bearer-token': ['sts-bearer-token-unscoped'],
  'service-principal-unbound': ['confused-deputy-service-trust'],
  'codebuild-credential-import': ['codebuild-source-credential-overwrite'],
  'public-principal': ['trust-any-principal', 'public-resource-policy'],
  'privilege-escalation': ['PRIVILEGE_ESCALATION'],
  'artifact-bucket-open-network': ['s3-artifact-no-network-isolation', 's3-no-secure-transport-deny'],
  'oidc-unchecked-audience': ['oidc-missing-aud'],
};

const engine = await load();
const types = { identity: 'identity', trust: 'trust', scp: 'scp', rcp: 'rcp' };
const tally = new Map();
const misses = [];

for (const one of cases) {
  const text = typeof one.policy === 'string' ? one.policy : JSON.stringify(one.policy, null, 2);
  const [context] = one.context.split(':');
  const report = engine.lintPolicy(text, types[context] ?? 'resource');
  const found = report.findings.flatMap((finding) => codesOf(finding).map((code) => ({ code, finding })));
  const verdict = judge(one, found, report.findings);
  const key = `${one.id.replace(/-?\d+$/, '')} ${context} ${one.expected.match}`;
  const entry = tally.get(key) ?? { right: 0, all: 0 };
  entry.all++;
  if (verdict === undefined) entry.right++;
  else misses.push(`${one.id} ${verdict}`);
  tally.set(key, entry);
}

for (const [key, { right, all }] of [...tally].sort())
  console.log(`${String(right).padStart(4)} of ${String(all).padEnd(4)} ${key}`);
const covered = new Set(engine.rules.flatMap((rule) => rule.equivalents?.['access-analyzer'] ?? []));
const asked = new Set(
  cases
    .filter((one) => one.expected.vocabulary === 'access-analyzer')
    .flatMap((one) => one.expected.codes ?? []),
);
const missing = [...asked].filter((code) => !covered.has(code));
console.log(
  `access-analyzer codes of these cases that a rule covers: ${asked.size - missing.length} of ${asked.size}`,
);
if (process.argv.includes('--misses')) {
  console.log(`codes without a rule: ${missing.join(' ')}`);
  console.log(misses.join('\n'));
}

function codesOf({ ruleId, message }) {
  const rule = engine.rules.find((candidate) => candidate.id === ruleId);
  const own = OWN[ruleId] ?? [];
  return [
    ruleId,
    ...own,
    ...gradeOf(ruleId, message),
    ...(rule?.equivalents?.['access-analyzer'] ?? []),
    ...(rule?.equivalents?.parliament ?? []),
  ];
}

/** The grades of subjects have names of their own in the cases. */
function gradeOf(ruleId, message) {
  const grades = {
    'oidc-wide-subject': [
      [/any owner/, ['oidc-sub-any', 'oidc-sub-any-repo', 'oidc-sub-any-org']],
      [/owners whose name/, ['oidc-sub-org-prefix-wildcard']],
      [/of the owner/, ['oidc-sub-org-wide']],
      [/repository whose name/, ['oidc-sub-repo-prefix-wildcard']],
      [/Every branch/, ['oidc-sub-any-ref']],
      [/pull requests can/, ['oidc-sub-pull-request']],
    ],
    'oidc-dead-subject': [
      [/to the letter/, ['oidc-sub-wildcard-never-matches']],
      [/No token/, ['oidc-sub-bad-prefix']],
    ],
    'oidc-unbound-subject': [
      [/also holds/, ['oidc-vacuous-operator']],
      [/excludes/, ['oidc-sub-negated']],
      [/can take this role/, ['oidc-missing-sub']],
    ],
  };
  return (grades[ruleId] ?? []).flatMap(([pattern, codes]) => (pattern.test(message) ? codes : []));
}

/** Undefined when the case is met, else what is wrong. */
function judge({ expected }, found, findings) {
  const has = (code) => found.some((hit) => hit.code === code.replace(/:.*/, ''));
  const lacking = (expected.codes ?? []).filter((code) => !has(code));
  switch (expected.match) {
    case 'must_not': {
      const wrong = (expected.must_not ?? []).filter(has);
      return wrong.length > 0 ? `says ${wrong.join(', ')}` : undefined;
    }
    case 'none_of_product_security': {
      const loud = findings.filter(({ severity }) => ['critical', 'high', 'medium'].includes(severity));
      return loud.length > 0 ? `says ${loud.map(({ ruleId }) => ruleId).join(', ')}` : undefined;
    }
    case 'exact':
      if (lacking.length > 0)
        return `lacks ${lacking.join(', ')}, says ${findings.map(({ ruleId }) => ruleId).join(', ')}`;
      return findings.length > new Set(expected.codes).size
        ? `also says ${findings.map(({ ruleId }) => ruleId).join(', ')}`
        : undefined;
    default:
      return lacking.length > 0 ? `lacks ${lacking.join(', ')}` : undefined;
  }
}

function readCases(from) {
  try {
    return JSON.parse(readFileSync(from, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The engine, bundled for this run. */
async function load() {
  const folder = mkdtempSync(path.join(tmpdir(), 'pipewarden-'));
  const bundle = path.join(folder, 'engine.cjs');
  const contents = `
    import { rules } from './rules/registry.generated.ts';
    import { DEFAULT_CONFIG } from './server/core/config/config.ts';
    import { Document } from './server/core/document.ts';
    import { lint } from './server/core/lint.ts';
    import { Registry } from './server/core/registry.ts';
    import { Source } from './server/core/text/source.ts';
    const registry = new Registry(rules);
    export { rules };
    export function lintPolicy(text, policyType) {
      const document = new Document(new Source('policy.json', text), 'iam-policy', {}, { policyType });
      return lint(document, { registry, config: { ...DEFAULT_CONFIG, profile: 'audit' }, fixes: false });
    }`;
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    outfile: bundle,
    logLevel: 'error',
    define: { PIPEWARDEN_VERSION: '"test"' },
  });
  const engine = await import(pathToFileURL(bundle));
  rmSync(folder, { recursive: true });
  return engine;
}

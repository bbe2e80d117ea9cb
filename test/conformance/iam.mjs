// Scores the IAM rules against labelled policies: codes of Access Analyzer and of the cases' own vocabulary that must be
// reported, must not be, or must be all there is.
import path from 'node:path';
import { readJson } from './engine.mjs';
import { newTally } from './tally.mjs';

export const suite = {
  name: 'iam',
  table: 'iam_cases.json',
  about:
    'Labelled policies: with codes of IAM Access Analyzer or of the cases’ own vocabulary that must be reported, that ' +
    'must not be, or that must be all there is. Every profile counts.',
};

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

const TYPES = { identity: 'identity', trust: 'trust', scp: 'scp', rcp: 'rcp' };

export function score(folder, engine, options) {
  const tally = newTally('iam', options, ['negatives', 'clean']);
  const registry = new engine.Registry(engine.rules);
  const rules = new Map(engine.rules.map((rule) => [rule.id, rule]));
  const config = { ...engine.DEFAULT_CONFIG, profile: 'audit' };
  for (const { id, policy, context, expected } of readJson(path.join(folder, suite.table))) {
    const text = typeof policy === 'string' ? policy : JSON.stringify(policy, null, 2);
    const [type] = context.split(':');
    const source = new engine.Source('policy.json', text);
    const document = new engine.Document(source, 'iam-policy', {}, { policyType: TYPES[type] ?? 'resource' });
    const { findings } = engine.lint(document, { registry, config, fixes: false });
    const { lacking, wrong } = judge(rules, expected, findings);
    const rule = `${type}, ${expected.match}`;
    if (expected.codes?.length > 0) {
      tally.count(rule, 'expected');
      if (lacking.length === 0) tally.count(rule, 'found');
      else tally.differ({ kind: 'miss', rule, case: id }, `lacks ${lacking.join(', ')}`);
    } else {
      tally.count(rule, 'negatives');
      tally.count(rule, 'clean', wrong.length === 0);
    }
    if (wrong.length > 0) tally.differ({ kind: 'extra', rule, case: id }, `says ${wrong.join(', ')}`);
  }
  return tally;
}

/** The codes of the cases that a finding stands for. */
function codesOf(rules, { ruleId, message }) {
  const rule = rules.get(ruleId);
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

/** The codes that a case asks for and has not, and what is said there and should not be. */
function judge(rules, expected, findings) {
  const said = new Set(findings.flatMap((finding) => codesOf(rules, finding)));
  const lacking = (expected.codes ?? []).filter((code) => !said.has(code.replace(/:.*/, '')));
  switch (expected.match) {
    case 'must_not':
      return {
        lacking,
        wrong: (expected.must_not ?? []).filter((code) => said.has(code.replace(/:.*/, ''))),
      };
    case 'none_of_product_security':
      return {
        lacking,
        wrong: findings
          .filter(({ severity }) => severity !== 'low' && severity !== 'info')
          .map(({ ruleId }) => ruleId),
      };
    case 'exact': {
      const isMore = findings.length > new Set(expected.codes).size;
      return { lacking, wrong: isMore ? findings.map(({ ruleId }) => ruleId) : [] };
    }
    default:
      return { lacking, wrong: [] };
  }
}

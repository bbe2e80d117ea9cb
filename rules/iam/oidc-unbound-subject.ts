import { roleOf, usesAsRelated } from '../../server/core/model/policy/github-role.ts';
import {
  bindingTests,
  isGitHub,
  type OidcTrust,
  oidcTrusts,
  tenancyClaims,
} from '../../server/core/model/policy/oidc.ts';
import { isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'oidc-unbound-subject',
  summary: 'A role trusts every customer of a shared OpenID Connect provider',
  severity: 'critical',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-6'],
  cwe: [284, 863],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-062', 'IAM-008'],
    'access-analyzer': ['MISSING_GITHUB_REPO_CONDITION_KEY', 'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL'],
    checkov: ['CKV_AWS_358', 'CKV_AWS_393'],
  },
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html',
    'https://docs.github.com/en/actions/concepts/security/openid-connect',
  ],
  docs: `
    ## What it does
    Reports a trust policy for an OpenID Connect provider that many customers share (GitHub, GitLab, Buildkite, HCP
    Terraform, Cognito, Google) without a condition on whose token it is. A condition that holds when the claim is
    missing (\`…IfExists\`, \`ForAllValues:\`), or that only excludes (\`StringNotLike\`), is none.

    For a provider with one customer, it reports a trust without any condition on the provider's claims.

    ## Why is this bad?
    The provider signs tokens for all its customers. Without a condition on the subject, a workflow in any repository of
    GitHub can take the role.

    ## Example
    \`\`\`json bad trust-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } }
        }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good trust-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": "repo:example-org/shop:environment:production"
            }
          }
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      for (const trust of oidcTrusts(ctx.document, policy)) {
        if (trust.statement.opaqueCondition) continue;
        const problem = problemOf(trust);
        if (!problem) continue;
        const related = usesAsRelated(roleOf(ctx.document, policy));
        ctx.report({ ...problem, related, sid: trust.statement.sid?.text });
      }
    },
  },
});

function problemOf(trust: OidcTrust): { span: Span; message: string; severity?: 'high' } | undefined {
  const { provider, principal, tests } = trust;
  const claims = tenancyClaims(provider);
  if (!claims) {
    if (tests.length > 0) return undefined;
    return {
      span: principal.value.node.span,
      message: `Any token of \`${provider}\` can take this role; add a condition on its \`sub\` and \`aud\`.`,
      severity: 'high',
    };
  }
  if (bindingTests(trust, claims).some((test) => test.values.some(({ text }) => !isStar(text))))
    return undefined;
  const weak = tests.find((test) => claims.includes(test.claim));
  if (!weak) {
    const who = isGitHub(provider) ? 'Any repository on GitHub' : `Any customer of \`${provider}\``;
    return {
      span: principal.value.node.span,
      message: `${who} can take this role; add a condition on \`${provider}:${claims[0]}\`.`,
    };
  }
  if (weak.values.some(({ text }) => isStar(text)) && bindingTests(trust, claims).length > 0)
    return undefined;
  const how = /Not/.test(weak.base)
    ? 'only excludes some subjects'
    : weak.base === 'Null'
      ? 'only asks whether the claim is there'
      : 'also holds when the claim is missing';
  return {
    span: weak.operator.span,
    message: `\`${weak.operator.text}\` ${how}, so strangers pass; use \`StringEquals\` with the exact value.`,
    severity: 'high',
  };
}

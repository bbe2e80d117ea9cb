import { isGitHub, oidcTrusts } from '../../server/core/model/policy/oidc.ts';
import { isBinding } from '../../server/core/model/policy/permissions.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'oidc-unchecked-audience',
  summary: 'A trust policy for GitHub or GitLab does not check whom the token is for',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [863],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['IAM-008'],
    'access-analyzer': ['FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE', 'CONFIRM_AUDIENCE_CLAIM_TYPE'],
  },
  docs: `
    ## What it does
    Reports a trust policy for GitHub or GitLab tokens that has no condition on the audience (\`aud\`), or one that also
    holds when the claim is missing or that uses a set qualifier on this single value.

    ## Why is this bad?
    A workflow asks for tokens for many services. One that was made for another service, and leaked there, should not
    open this role.

    ## Example
    \`\`\`json bad trust-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": { "token.actions.githubusercontent.com:sub": "repo:example-org/shop:ref:refs/heads/main" }
          }
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
              "token.actions.githubusercontent.com:sub": "repo:example-org/shop:ref:refs/heads/main"
            }
          }
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      for (const { statement, provider, principal, tests } of oidcTrusts(ctx.document, policy)) {
        if (statement.opaqueCondition || tests.length === 0) continue;
        const audience = tests.find((test) => test.claim === 'aud');
        if (!audience && !isGitHub(provider) && !/gitlab/.test(provider)) continue;
        if (!audience) {
          ctx.report({
            span: principal.value.node.span,
            message: `The token's audience is not checked; add a condition on \`${provider}:aud\`.`,
            sid: statement.sid?.text,
          });
        } else if (!isBinding(audience) || audience.qualifier) {
          ctx.report({
            span: audience.operator.span,
            message: `\`${audience.operator.text}\` does not check the single audience of a token; use \`StringEquals\`.`,
            sid: statement.sid?.text,
          });
        }
      }
    },
  },
});

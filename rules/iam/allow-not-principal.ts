import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'allow-not-principal',
  summary: 'A statement allows everyone but a few',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [284, 732],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'access-analyzer': ['ALLOW_WITH_NOT_PRINCIPAL', 'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL'],
    parliament: ['NOTPRINCIPAL_WITH_ALLOW'],
    checkov: ['CKV_AWS_54'],
  },
  docs: `
    ## What it does
    Reports \`NotPrincipal\` in a statement that allows.

    ## Why is this bad?
    It gives access to everyone in the world except those listed, callers without an AWS account included.

    ## Example
    \`\`\`json bad bucket-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "NotPrincipal": { "AWS": "arn:aws:iam::111122223333:user/mallory" },
          "Action": "s3:GetObject",
          "Resource": "arn:aws:s3:::example-artifacts/*"
        }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good bucket-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "AWS": "arn:aws:iam::111122223333:role/build" },
          "Action": "s3:GetObject",
          "Resource": "arn:aws:s3:::example-artifacts/*"
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      for (const { effect, principals, sid } of policy.statements) {
        if (effect !== 'Allow' || !principals?.negated) continue;
        ctx.report({
          span: principals.pair.key.span,
          message:
            '`NotPrincipal` allows everyone who is not listed; name those who need access in `Principal`.',
          sid: sid?.text,
        });
      }
    },
  },
});

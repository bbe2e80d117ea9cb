import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'allow-not-resource',
  summary: 'A statement allows all resources but a few',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-5'],
  cwe: [732],
  since: '0.1.0',
  fix: 'none',
  equivalents: { parliament: ['NOTRESOURCE_WITH_ALLOW'], checkov: ['CKV_AWS_355'] },
  docs: `
    ## What it does
    Reports \`NotResource\` in a statement that allows.

    ## Why is this bad?
    It gives the actions on every resource that is not listed, those of other projects and future ones included.

    ## Example
    \`\`\`json bad deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "s3:PutObject", "NotResource": "arn:aws:s3:::example-payroll/*" }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::example-artifacts/*" }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity' && policy.type !== 'resource') return;
      for (const { effect, resources, sid } of policy.statements) {
        if (effect !== 'Allow' || !resources?.negated) continue;
        ctx.report({
          span: resources.pair.key.span,
          message:
            '`NotResource` allows every resource that is not listed; name the needed ones in `Resource`.',
          sid: sid?.text,
        });
      }
    },
  },
});

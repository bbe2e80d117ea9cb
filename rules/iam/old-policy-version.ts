import { isScalar } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'old-policy-version',
  summary: 'A policy is of the version of 2008',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-2'],
  cwe: [1104],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { parliament: ['OLD_VERSION'], 'cfn-lint': ['W2511'] },
  docs: `
    ## What it does
    Reports policies of version \`2008-10-17\`, which AWS's own consoles still write.

    ## Why is this bad?
    In that version variables such as \`\${aws:username}\` are plain text, so a statement copied from the documentation means
    something else.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2008-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*" }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*" }
      ]
    }
    \`\`\`

    ## Fix safety
    Text of the form \`\${…}\` becomes a variable, so the policy may mean something else than before.
  `,
  check: {
    policy(ctx, { version }) {
      if (!isScalar(version) || version.tag || !version.text.startsWith('2008-10-17')) return;
      const span = version.map.span(0, version.text.length);
      ctx.report({
        span: version.span,
        message: 'In a policy of version 2008-10-17 variables are plain text; use `2012-10-17`.',
        fixes: () => [
          {
            title: 'Set the version to 2012-10-17',
            safety: 'unsafe',
            edits: [{ span, newText: '2012-10-17' }],
          },
        ],
      });
    },
  },
});

import { insertMember } from '../../server/core/edit/json.ts';
import type { Fix } from '../../server/core/finding.ts';
import { isMap, isScalar, pairOf } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'policy-version',
  summary: 'A policy has no version, or one that does not exist',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [1104],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    'access-analyzer': ['MISSING_VERSION', 'INVALID_VERSION'],
    parliament: ['NO_VERSION', 'INVALID_VERSION'],
  },
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html'],
  docs: `
    ## What it does
    Reports a policy whose \`Version\` is missing, or is neither \`2012-10-17\` nor \`2008-10-17\`.

    ## Why is this bad?
    Without a version a policy counts as one of 2008, in which variables such as \`\${aws:username}\` are plain text: a
    statement that should give each user a folder of their own then gives a folder of that literal name, and one that should
    deny, does not.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2012-10-18",
      "Statement": [{ "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*" }]
    }
    \`\`\`
    Use instead:
    \`\`\`json good policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*" }]
    }
    \`\`\`

    ## Fix safety
    Under \`2012-10-17\` text of the form \`\${…}\` becomes a variable, so the policy may mean something else than before.
  `,
  check: {
    policy(ctx, policy) {
      if (policy.bare || !isMap(policy.node)) return;
      const written = policy.version;
      if (!written) {
        const statement = pairOf(policy.node, 'Statement');
        if (pairOf(policy.node, 'Version') || !statement) return;
        const { node } = policy;
        ctx.report({
          span: statement.key.span,
          message:
            'The policy has no `Version`, so it is read as one of 2008; add `"Version": "2012-10-17"`.',
          ...(policy.owner && { profile: 'strict' as const }),
          fixes: () => [
            node.flow
              ? {
                  title: 'Add the version 2012-10-17',
                  safety: 'unsafe',
                  edits: [insertMember(ctx.source, node, 'Version', '2012-10-17', 'first')],
                }
              : undefined,
          ],
        });
        return;
      }
      if (!isScalar(written) || written.tag || /^20(?:12|08)-10-17/.test(written.text)) return;
      const span = written.map.span(0, written.text.length);
      const fix: Fix = {
        title: 'Set the version to 2012-10-17',
        safety: 'unsafe',
        edits: [{ span, newText: '2012-10-17' }],
      };
      ctx.report({
        span: written.span,
        message: `\`${written.text}\` is no policy version, so AWS rejects the policy; use \`2012-10-17\`.`,
        severity: 'medium',
        fixes: () => [fix],
      });
    },
  },
});

import { insertMember } from '../../server/core/edit/json.ts';
import type { Fix } from '../../server/core/finding.ts';
import { isMap, isScalar, pairOf } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'policy-version',
  summary: 'A policy has no version, an old one or one that does not exist',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [1104],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    'access-analyzer': ['MISSING_VERSION', 'INVALID_VERSION'],
    parliament: ['NO_VERSION', 'INVALID_VERSION', 'OLD_VERSION'],
    'cfn-lint': ['W2511'],
  },
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html'],
  docs: `
    ## What it does
    Reports a policy whose \`Version\` is missing or not \`2012-10-17\`. The strict profile also reports \`2008-10-17\` in resource
    policies, which AWS's own consoles still write.

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
      if (!isScalar(written) || written.tag || written.text.startsWith('2012-10-17')) return;
      const isOld = written.text.startsWith('2008-10-17');
      const span = written.map.span(0, written.text.length);
      const fix: Fix = {
        title: 'Set the version to 2012-10-17',
        safety: 'unsafe',
        edits: [{ span, newText: '2012-10-17' }],
      };
      ctx.report({
        span: written.span,
        message: isOld
          ? 'In a policy of version 2008-10-17 variables are plain text; use `2012-10-17`.'
          : `\`${written.text}\` is no policy version, so AWS rejects the policy; use \`2012-10-17\`.`,
        severity: isOld ? 'low' : 'medium',
        ...(isOld && { profile: 'strict' as const }),
        fixes: () => [fix],
      });
    },
  },
});

import {
  fewOf,
  isBuildRole,
  isEveryAction,
  starResource,
} from '../../server/core/model/policy/permissions.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'wildcard-action',
  summary: 'A policy allows every action of every service',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-5'],
  cwe: [250, 732],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['IAM-002'],
    checkov: ['CKV_AWS_1', 'CKV_AWS_49', 'CKV_AWS_62', 'CKV_AWS_63', 'CKV2_AWS_40'],
  },
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
  docs: `
    ## What it does
    Reports \`"Action": "*"\` in a statement that allows. On \`"Resource": "*"\` the policy makes an administrator; on
    fewer resources it still allows to delete them and to change who has access.

    Policies that only limit (boundaries, service control policies) are not reported, nor are resource policies, where
    the resource bounds the damage.

    ## Why is this bad?
    Whoever controls one step of a build that runs with such a role, a dependency's install script for instance, controls
    the account.

    ## Example
    \`\`\`json bad deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }]
    }
    \`\`\`
    Use instead:
    \`\`\`json good deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["s3:PutObject", "s3:DeleteObject"],
          "Resource": "arn:aws:s3:::example-site/*"
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      for (const statement of policy.statements) {
        if (statement.effect !== 'Allow' || !statement.actions || statement.actions.negated) continue;
        const star = statement.actions.values.find(({ text }) => isEveryAction(text));
        if (!star) continue;
        const everywhere = starResource(statement) !== undefined;
        const resources =
          statement.resources?.values.filter(({ known }) => known).map(({ text }) => text) ?? [];
        const where = everywhere
          ? 'every resource'
          : resources.length > 0
            ? fewOf(resources, 1)
            : 'these resources';
        const limited = statement.condition !== undefined;
        ctx.report({
          span: star.node.span,
          message: `This allows every action on ${where}; list the actions that ${isBuildRole(policy) ? 'the build' : 'its user'} needs.`,
          severity: everywhere ? (limited ? 'medium' : 'high') : 'medium',
          ...(!everywhere && { profile: 'strict' as const }),
          sid: statement.sid?.text,
        });
      }
    },
  },
});

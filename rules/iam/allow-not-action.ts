import { isEveryAction, starResource } from '../../server/core/model/policy/permissions.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'allow-not-action',
  summary: 'A statement allows all actions but a few',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-5'],
  cwe: [250, 732],
  since: '0.1.0',
  fix: 'none',
  equivalents: { checkov: ['CKV_AWS_49'] },
  docs: `
    ## What it does
    Reports \`NotAction\` in a statement that allows. On \`"Resource": "*"\` it gives everything else in the account.

    Policies that only limit what others give (boundaries, service control policies) may well be written that way and are
    not reported.

    ## Why is this bad?
    \`NotAction\` with \`Allow\` gives every action that is not listed, also those of services that AWS will only launch next
    year. Lists of exceptions always miss some, such as \`sts:AssumeRole\` or \`organizations:LeaveOrganization\`.

    ## Example
    \`\`\`json bad deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" }]
    }
    \`\`\`
    Use instead:
    \`\`\`json good deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": ["ecs:UpdateService", "ecs:DescribeServices"], "Resource": "*" }]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity' && policy.type !== 'resource') return;
      for (const {
        effect,
        actions,
        resources,
        condition,
        principals,
        sid,
        ...statement
      } of policy.statements) {
        if (effect !== 'Allow' || !actions?.negated) continue;
        // All but everything is nothing.
        if (actions.values.some(({ text }) => isEveryAction(text))) continue;
        const everywhere =
          starResource({ effect, actions, resources, condition, principals, sid, ...statement }) !==
          undefined;
        ctx.report({
          span: actions.pair.key.span,
          message:
            '`NotAction` allows every action that is not listed, future ones too; list the needed ones in `Action`.',
          severity: everywhere && !condition ? 'high' : 'medium',
          sid: sid?.text,
        });
      }
    },
  },
});

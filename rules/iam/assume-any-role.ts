import { starResource, valueAllowing } from '../../server/core/model/policy/permissions.ts';
import type { PolicyElement } from '../../server/core/model/policy/policy.ts';
import type { PolicyValue } from '../../server/core/model/policy/value.ts';
import { isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'assume-any-role',
  summary: 'A policy allows to take any role',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-5'],
  cwe: [269],
  since: '0.1.0',
  fix: 'none',
  equivalents: { checkov: ['CKV_AWS_107'], parliament: ['PRIVILEGE_ESCALATION'] },
  docs: `
    ## What it does
    Reports \`sts:AssumeRole\` on \`"Resource": "*"\`, or on all roles of an account, where no condition narrows it.

    ## Why is this bad?
    Every role that trusts the account as a whole can then be taken, also those with more permissions, and also roles of
    other accounts that trust this one.

    ## Example
    \`\`\`json bad build-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" }]
    }
    \`\`\`
    Use instead:
    \`\`\`json good build-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/shop-deploy" }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      for (const statement of policy.statements) {
        if (statement.condition || statement.actions?.negated) continue;
        const action = valueAllowing(statement, 'sts:assumerole');
        // A star for all services says more than this already.
        if (!action || !/^sts:/i.test(action.text)) continue;
        const roles = starResource(statement) ?? allRoles(statement.resources);
        if (!roles) continue;
        ctx.report({
          span: roles.node.span,
          message: `This allows to take ${isStar(roles.text) ? 'any role that trusts the account' : 'every role of the account'}; name the roles.`,
          sid: statement.sid?.text,
        });
      }
    },
  },
});

function allRoles(resources: PolicyElement | undefined): PolicyValue | undefined {
  if (resources?.negated) return undefined;
  return resources?.values.find(({ text }) => /^arn:[^:]*:iam::[^:]*:(?:role\/)?\*+$/.test(text));
}

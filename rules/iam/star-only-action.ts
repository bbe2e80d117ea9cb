import { actionsMatching, fewOf, isStarLike } from '../../server/core/model/policy/permissions.ts';
import { hasWildcard } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'star-only-action',
  summary: 'An action that knows no resources is limited to some',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'none',
  equivalents: { parliament: ['RESOURCE_MISMATCH'], 'cfn-lint': ['I3510'] },
  docs: `
    ## What it does
    Reports statements that allow only actions without resource types, such as \`ecr:GetAuthorizationToken\`, and name
    resources for them.

    ## Why is this bad?
    Such actions work on \`"Resource": "*"\` alone, so the statement gives nothing. When the build then fails, the usual repair
    is a \`*\` for all actions of the statement.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "ecr:GetAuthorizationToken",
          "Resource": "arn:aws:ecr:us-east-1:111122223333:repository/shop"
        }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*" }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      for (const { effect, actions, resources, sid } of policy.statements) {
        if (effect !== 'Allow' || !actions || actions.negated || !resources || resources.negated) continue;
        const [first] = resources.values;
        // An ARN that is a parameter may turn out to be a star, and the partition alone says nothing.
        if (!first || !resources.values.every(({ text }) => /^arn:/.test(text) && !isStarLike(text)))
          continue;
        const named = actions.values.filter(({ text, known }) => known && !hasWildcard(text));
        if (named.length === 0 || named.length !== actions.values.length) continue;
        const facts = named.map(({ text }) => actionsMatching(text)[0]?.action);
        if (!facts.every((fact) => fact && !fact.hasResources)) continue;
        ctx.report({
          span: first.node.span,
          message: `${fewOf(named.map(({ text }) => text))} can only be allowed on \`*\`; this statement gives nothing.`,
          // Of other actions AWS's own list is now and then behind.
          ...(!named.some(({ text }) => CERTAIN.has(text.toLowerCase())) && { profile: 'strict' as const }),
          sid: sid?.text,
        });
      }
    },
  },
});

const CERTAIN = new Set([
  'ecr:getauthorizationtoken',
  'sts:getservicebearertoken',
  'ec2:describeinstances',
  'ec2:describenetworkinterfaces',
  'xray:puttracesegments',
]);

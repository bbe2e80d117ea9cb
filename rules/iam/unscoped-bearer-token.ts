import { testsOn, valueAllowing } from '../../server/core/model/policy/permissions.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unscoped-bearer-token',
  summary: 'A policy allows bearer tokens for any service',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-2', 'CICD-SEC-6'],
  cwe: [732],
  since: '0.1.0',
  fix: 'none',
  equivalents: {},
  docs: `
    ## What it does
    Reports \`sts:GetServiceBearerToken\` without a condition on \`sts:AWSServiceName\`.

    ## Why is this bad?
    A build that logs in to CodeArtifact needs such a token for that service only. Without the condition it gets one for any
    service that takes them.

    ## Example
    \`\`\`json bad build-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "sts:GetServiceBearerToken", "Resource": "*" }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good build-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "sts:GetServiceBearerToken",
          "Resource": "*",
          "Condition": { "StringEquals": { "sts:AWSServiceName": "codeartifact.amazonaws.com" } }
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      for (const statement of policy.statements) {
        const action = statement.actions?.negated
          ? undefined
          : valueAllowing(statement, 'sts:getservicebearertoken');
        if (!action || !/^sts:get/i.test(action.text) || testsOn(statement, 'sts:awsservicename').length > 0)
          continue;
        ctx.report({
          span: action.node.span,
          message: 'This gives tokens for any service; add a condition on `sts:AWSServiceName`.',
          sid: statement.sid?.text,
        });
      }
    },
  },
});

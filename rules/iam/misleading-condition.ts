import { defineRule } from '../../server/core/rule.ts';

/** The checks of Access Analyzer that this rule covers. */
const CODES = new Set([
  'UNTRUSTWORTHY_CONDITION_KEY',
  'WILDCARD_USAGE_TOO_PERMISSIVE',
  'VARIABLE_USAGE_TOO_PERMISSIVE',
  'RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY',
  'RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY',
  'RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK',
  'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
  'PRIVATE_IP_ADDRESS',
  'PRIVATE_NOT_IP_ADDRESS',
  'PRIVATE_IP_ADDRESS_SUBSET',
  'PRIVATE_NOT_IP_ADDRESS_SUBSET',
  'WILDCARD_WITHOUT_LIKE_OPERATOR',
  'STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS',
  'S3_PREFIX_IN_NEGATIVE_CONTEXT',
  'DYNAMODB_ATTRIBUTES_WITHOUT_SELECT',
  'MISSING_PAIRED_CONDITION_KEYS',
  'DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
  'ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
]);

export default defineRule({
  id: 'misleading-condition',
  summary: 'A condition keeps out less than it seems to',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [863],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'access-analyzer': [...CODES],
    parliament: ['SINGLE_VALUE_CONDITION_TOO_PERMISSIVE', 'MISMATCHED_TYPE_BUT_USABLE'],
  },
  docs: `
    ## What it does
    Reports tests that do not do what they look like: \`ForAllValues:\` on a key with one value (it holds when the key is
    missing), private addresses in \`aws:SourceIp\`, wildcards under \`StringEquals\`, \`aws:VpcSourceIp\` without the VPC, and the
    like. \`StringLike\` on an ARN is reported in the strict profile.

    ## Why is this bad?
    Who reads the policy believes that the door is shut.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "ssm:GetParameter",
          "Resource": "arn:aws:ssm:us-east-1:111122223333:parameter/build/*",
          "Condition": { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-exampleorg1" } }
        }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "ssm:GetParameter",
          "Resource": "arn:aws:ssm:us-east-1:111122223333:parameter/build/*",
          "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-exampleorg1" } }
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policyProblem(ctx, problem) {
      if (!CODES.has(problem.code)) return;
      const { span, message, sid } = problem;
      ctx.report({
        span,
        message,
        sid,
        ...(problem.code === 'STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS' && {
          profile: 'strict' as const,
        }),
      });
    },
  },
});

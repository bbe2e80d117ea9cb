import { reporting } from '../../server/core/model/policy/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

/** The checks of Access Analyzer that this rule covers. */
const CODES = new Set([
  'INVALID_REGION',
  'INVALID_KMS_KEY_VALUE',
  'INVALID_SERVICE_PRINCIPAL_FORMAT',
  'INVALID_CONDITION_OPERATOR',
  'INVALID_CONDITION_KEY_FORMAT',
  'INVALID_GLOBAL_CONDITION_KEY',
  'UNSUPPORTED_GLOBAL_CONDITION_KEY',
  'DEPRECATED_GLOBAL_CONDITION_KEY',
  'INVALID_CONDITION_DATA_TYPE',
  'INVALID_CONDITION_MULTIPLE_BOOLEAN',
  'DUPLICATE_KEYS_WITH_DIFFERENT_CASE',
  'NULL_WITH_IF_EXISTS',
  'NULL_WITH_QUALIFIER',
  'INVALID_VARIABLE_FOR_OPERATOR',
  'TYPE_MISMATCH',
  'TYPE_MISMATCH_BOOLEAN',
  'TYPE_MISMATCH_DATE',
  'TYPE_MISMATCH_IP_RANGE',
  'TYPE_MISMATCH_NUMBER',
  'TYPE_MISMATCH_STRING',
  'MISSING_TAG_KEY_IN_CONDITION',
  'MISSING_QUALIFIER',
  'INVALID_VPC_FORMAT',
  'INVALID_VPCE_FORMAT',
]);

export default defineRule({
  id: 'malformed-condition',
  summary: 'A condition has an operator, key or value that AWS does not take',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    'access-analyzer': [...CODES],
    parliament: ['UNKNOWN_OPERATOR', 'MISMATCHED_TYPE', 'MISMATCHED_TYPE_OPERATION_TO_NULL'],
  },
  docs: `
    ## What it does
    Reports operators, condition keys and values in a condition that AWS does not know or that do not go together.

    ## Why is this bad?
    Such a condition makes AWS reject the policy, or never holds: then an \`Allow\` gives nothing, and a \`Deny\` forbids nothing.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Deny",
          "Action": "s3:PutObject",
          "Resource": "*",
          "Condition": { "StringNotEqual": { "aws:PrincipalOrgId": "o-exampleorg1" } }
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
          "Effect": "Deny",
          "Action": "s3:PutObject",
          "Resource": "*",
          "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-exampleorg1" } }
        }
      ]
    }
    \`\`\`

    ## Fix safety
    The condition starts to count, so the policy may allow less or more than before.
  `,
  check: { policyProblem: reporting(CODES) },
});

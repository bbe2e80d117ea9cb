import { reporting } from '../../server/core/model/policy/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

/** The checks of Access Analyzer that this rule covers. */
const CODES = new Set([
  'MISSING_PRINCIPAL',
  'INVALID_PRINCIPAL_FORMAT',
  'INVALID_PRINCIPAL_KEY',
  'UNSUPPORTED_PRINCIPAL',
  'SCP_SYNTAX_ERROR_PRINCIPAL',
  'RCP_SYNTAX_ERROR_PRINCIPAL',
  'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
  'INVALID_ROLE_REFERENCE',
  'INVALID_USER_REFERENCE',
  'FEDERATED_PRINCIPAL_NOT_SUPPORTED',
  'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
  'MISMATCHED_ACTION_FOR_PRINCIPAL',
]);

export default defineRule({
  id: 'malformed-principal',
  summary: 'A principal is none that AWS takes',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    'access-analyzer': [...CODES],
    parliament: ['UNKNOWN_PRINCIPAL', 'UNKNOWN_FEDERATION_SOURCE'],
  },
  docs: `
    ## What it does
    Reports principals in policies that take none, missing ones in policies that need them, keys and forms that AWS does not
    know, wildcards inside a name, ids of deleted users and roles, and actions that do not go with the principal.

    ## Why is this bad?
    AWS rejects the policy when it is deployed, or keeps the id of somebody who is gone. Part wildcards are taken to the
    letter, and what then works is \`*\`.

    ## Example
    \`\`\`json bad bucket-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "AWS": "arn:aws:iam::111122223333:role/build-*" },
          "Action": "s3:GetObject",
          "Resource": "arn:aws:s3:::example-artifacts/*"
        }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good bucket-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
          "Action": "s3:GetObject",
          "Resource": "arn:aws:s3:::example-artifacts/*",
          "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/build-*" } }
        }
      ]
    }
    \`\`\`

    ## Fix safety
    The fix writes the key of the principal as AWS does; who is meant does not change, but the statement starts to count.
  `,
  check: { policyProblem: reporting(CODES) },
});

import { reporting } from '../../server/core/model/policy/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

/** The checks of Access Analyzer that this rule covers. */
const CODES = new Set([
  'MISSING_ARN_REGION',
  'MISSING_ARN_ACCOUNT',
  'INVALID_ARN_PREFIX',
  'MISSING_ARN_FIELD',
  'INVALID_PARTITION',
  'INVALID_ARN_SERVICE_CASE',
  'INVALID_SERVICE',
  'INVALID_ARN_REGION',
  'INVALID_ARN_ACCOUNT',
  'ARN_REGION_NOT_ALLOWED',
  'ARN_ACCOUNT_NOT_ALLOWED',
]);

export default defineRule({
  id: 'malformed-arn',
  summary: 'An ARN matches nothing because of its form',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    'access-analyzer': [...CODES],
    parliament: ['INVALID_ARN'],
  },
  docs: `
    ## What it does
    Reports resources that are no ARN, ARNs with missing or impossible parts, and regions or account ids in ARNs of services
    that have none there. Parts that a template fills in are left alone.

    ## Why is this bad?
    A statement that matches nothing allows nothing, or, worse, denies nothing.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:us-east-1:111122223333:example-artifacts/*" }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::example-artifacts/*" }
      ]
    }
    \`\`\`

    ## Fix safety
    The statement matches resources after the fix that it did not match before.
  `,
  check: { policyProblem: reporting(CODES) },
});

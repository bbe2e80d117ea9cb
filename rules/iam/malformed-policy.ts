import { reporting } from '../../server/core/model/policy/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

/** The checks of Access Analyzer that this rule covers. */
const CODES = new Set([
  'UNSUPPORTED_ACTION_IN_POLICY',
  'DATA_TYPE_MISMATCH',
  'INVALID_EFFECT',
  'INVALID_POLICY_ELEMENT',
  'MISSING_ACTION',
  'MISSING_EFFECT',
  'MISSING_RESOURCE',
  'MISSING_STATEMENT',
  'UNIQUE_SIDS_REQUIRED',
  'UNSUPPORTED_ELEMENT_COMBINATION',
  'UNSUPPORTED_SID',
  'RCP_SYNTAX_ERROR_ALLOW',
  'RCP_SYNTAX_ERROR_NOTACTION',
  'RCP_SYNTAX_ERROR_ACTION',
  'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
  'MISSING_ACTION_FOR_CONDITION_KEY',
  'MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY',
]);

export default defineRule({
  id: 'malformed-policy',
  summary: 'AWS rejects a policy with this element, or takes it for another',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    'access-analyzer': [...CODES],
    parliament: ['MALFORMED', 'INVALID_SID', 'DUPLICATE_SID'],
    'cfn-lint': ['E3510', 'E3512', 'E3513', 'E3530'],
  },
  docs: `
    ## What it does
    Reports what the grammar of policies does not have: unknown elements, effects other than \`Allow\` and \`Deny\`, missing
    elements, \`Action\` beside \`NotAction\`, repeated or forbidden ids, values of the wrong type, and what trust policies and
    resource control policies do not take.

    ## Why is this bad?
    AWS says so only when the policy is deployed, in the middle of a release; and a hurried repair is how wildcards get in.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "allow", "Actions": "s3:GetObject", "Resource": "arn:aws:s3:::example-artifacts/*" }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-artifacts/*" }
      ]
    }
    \`\`\`

    ## Fix safety
    A fix that only changes letter case of the effect or strips an id is safe. One that renames an element is not: the
    element takes effect from then on.
  `,
  check: { policyProblem: reporting(CODES) },
});

import { reporting } from '../../server/core/model/policy/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

/** The checks of Access Analyzer that this rule covers. */
const CODES = new Set([
  'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
  'IRRELEVANT_CONDITION_KEY_IN_POLICY',
  'REDUNDANT_ACTION',
  'REDUNDANT_RESOURCE',
  'REDUNDANT_STATEMENT',
  'REDUNDANT_CONDITION_VALUE_NUM',
  'REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION',
  'REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION',
  'EQUIVALENT_TO_NULL_FALSE',
  'EQUIVALENT_TO_NULL_TRUE',
  'EMPTY_ARRAY_ACTION',
  'EMPTY_ARRAY_RESOURCE',
  'EMPTY_ARRAY_PRINCIPAL',
  'EMPTY_ARRAY_CONDITION',
  'EMPTY_ARRAY_CONDITION_FORALLVALUES',
  'EMPTY_ARRAY_CONDITION_FORANYVALUE',
  'EMPTY_ARRAY_CONDITION_IFEXISTS',
  'EMPTY_OBJECT_CONDITION',
  'EMPTY_OBJECT_PRINCIPAL',
  'EMPTY_SID_VALUE',
  'IMPROVE_IP_RANGE',
  'INVALID_DATE_VALUE',
  'UNIQUE_SIDS_RECOMMENDED',
  'WILDCARD_IN_SERVICE_NAME',
]);

export default defineRule({
  id: 'redundant-policy-part',
  summary: 'A part of a policy changes nothing',
  severity: 'info',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-2'],
  cwe: [1164],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'access-analyzer': [...CODES],
  },
  docs: `
    ## What it does
    Reports entries that another entry of the list covers, statements that repeat another, empty lists and objects, and tests
    that always or never hold.

    ## Why is this bad?
    A policy that says things twice is harder to review, and a wildcard that makes the entries beside it pointless is often
    one that was not meant to stay.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "arn:aws:s3:::example-artifacts/*" }
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
  `,
  check: { policyProblem: reporting(CODES) },
});

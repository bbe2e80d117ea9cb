import { reporting } from '../../server/core/model/policy/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

/** The checks of Access Analyzer that this rule covers. */
const CODES = new Set([
  'MISSING_BRACE_IN_VARIABLE',
  'MISSING_QUOTE_IN_VARIABLE',
  'EMPTY_VARIABLE',
  'UNSUPPORTED_SPACE_IN_VARIABLE',
  'VARIABLE_UNSUPPORTED_IN_ELEMENT',
  'VARIABLE_UNSUPPORTED_IN_VERSION',
]);

export default defineRule({
  id: 'malformed-variable',
  summary: 'A policy variable is taken as plain text',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'access-analyzer': [...CODES],
  },
  docs: `
    ## What it does
    Reports policy variables (\`\${aws:username}\`) that are not closed, have no name, or stand where AWS takes them as text: in
    actions and principals, and in policies of version 2008-10-17. Templates are left alone: there \`\${…}\` is their own.

    ## Why is this bad?
    A statement meant for each user's own folder then matches a folder of that literal name, so it allows or denies nothing.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-homes/\${aws:username/*" }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-homes/\${aws:username}/*" }
      ]
    }
    \`\`\`
  `,
  check: { policyProblem: reporting(CODES) },
});

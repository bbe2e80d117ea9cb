import { reporting } from '../../server/core/model/policy/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

/** The checks of Access Analyzer that this rule covers. */
const CODES = new Set([
  'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
  'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA',
  'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA',
  'POLICY_SIZE_EXCEEDS_SCP_QUOTA',
  'POLICY_SIZE_EXCEEDS_RCP_QUOTA',
]);

export default defineRule({
  id: 'oversized-policy',
  summary: 'A policy is larger than AWS takes',
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
    Reports policies with more characters than AWS's quotas: 10,240 for those of users and roles, 2,048 for trust policies,
    5,120 for service and resource control policies, 20,480 for resource policies. White space counts in control policies
    only.

    ## Why is this bad?
    AWS rejects the policy when it is deployed. What is then shortened in a hurry is shortened with wildcards.

    ## Example
    \`\`\`json bad trust.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": ["arn:aws:iam::111122223310:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223311:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223312:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223313:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223314:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223315:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223316:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223317:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223318:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223319:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223320:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223321:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223322:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223323:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223324:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223325:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223326:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223327:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223328:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223329:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223330:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223331:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223332:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223333:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223334:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223335:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223336:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223337:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223338:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223339:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223340:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223341:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223342:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223343:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223344:role/a-role-with-a-rather-long-name", "arn:aws:iam::111122223345:role/a-role-with-a-rather-long-name"] }, "Action": "sts:AssumeRole" }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good trust.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "sts:AssumeRole" }
      ]
    }
    \`\`\`
  `,
  check: { policyProblem: reporting(CODES) },
});

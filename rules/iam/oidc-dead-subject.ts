import type { Fix } from '../../server/core/finding.ts';
import {
  gradeGitHubSubject,
  gradeGitLabSubject,
  isGitHub,
  oidcTrusts,
} from '../../server/core/model/policy/oidc.ts';
import { hasWildcard } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'oidc-dead-subject',
  summary: 'A subject of a trust policy matches no token',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [863],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { 'access-analyzer': ['WILDCARD_WITHOUT_LIKE_OPERATOR'] },
  docs: `
    ## What it does
    Reports values of \`sub\` that no token of GitHub or GitLab has: \`*\` under \`StringEquals\`, which takes it to the
    letter; \`REPO:\` for \`repo:\`; a repository without the \`:ref:…\`, \`:environment:…\` or \`:pull_request\` after it.

    ## Why is this bad?
    The role cannot be taken. People who meet that often widen the condition until it works, in the end to \`*\`.

    ## Example
    \`\`\`json bad trust-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": "repo:example-org/shop:ref:refs/tags/v*"
            }
          }
        }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good trust-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
            "StringLike": { "token.actions.githubusercontent.com:sub": "repo:example-org/shop:ref:refs/tags/v*" }
          }
        }
      ]
    }
    \`\`\`

    ## Fix safety
    The fix makes \`StringEquals\` a \`StringLike\`, where the subject is the operator's only key. That opens the role to
    what the pattern matches, which is what was meant, but a person should look.
  `,
  check: {
    policy(ctx, policy) {
      for (const { statement, provider, tests } of oidcTrusts(ctx.document, policy)) {
        const grade = isGitHub(provider)
          ? gradeGitHubSubject
          : /gitlab/.test(provider)
            ? gradeGitLabSubject
            : undefined;
        if (!grade) continue;
        for (const test of tests) {
          if (test.claim !== 'sub' || /Not/.test(test.base)) continue;
          const exact = test.base === 'StringEquals';
          for (const { text, node } of test.values) {
            if (exact && hasWildcard(text)) {
              const alone = statement.tests.filter((other) => other.operator === test.operator).length === 1;
              ctx.report({
                span: node.span,
                message:
                  '`StringEquals` takes the wildcard to the letter, so no token matches; use `StringLike`.',
                fixes: () => [
                  alone
                    ? likeFix(test.operator.map.span(0, test.operator.text.length), test.operator.text)
                    : undefined,
                ],
                sid: statement.sid?.text,
              });
            } else if (grade(text) === 'nothing') {
              const form = isGitHub(provider)
                ? 'repo:OWNER/NAME:ref:refs/heads/BRANCH'
                : 'project_path:GROUP/PROJECT:ref_type:branch:ref:NAME';
              ctx.report({
                span: node.span,
                message: `No token has this subject, so the role cannot be taken; write \`${form}\`.`,
                sid: statement.sid?.text,
              });
            }
          }
        }
      }
    },
  },
});

function likeFix(span: Fix['edits'][number]['span'], operator: string): Fix {
  return {
    title: 'Use StringLike',
    safety: 'unsafe',
    edits: [{ span, newText: operator.replace('StringEquals', 'StringLike') }],
  };
}

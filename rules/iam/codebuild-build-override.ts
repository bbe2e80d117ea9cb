import {
  coversAction,
  isEveryAction,
  splitAction,
  valueAllowing,
} from '../../server/core/model/policy/permissions.ts';
import type { Policy } from '../../server/core/model/policy/policy.ts';
import { isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'codebuild-build-override',
  summary: 'Whoever may start a build may also replace what it runs',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-4', 'CICD-SEC-2'],
  cwe: [269],
  since: '0.1.0',
  fix: 'none',
  equivalents: {},
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/action-context-keys.html'],
  docs: `
    ## What it does
    Reports \`codebuild:StartBuild\` and \`StartBuildBatch\` where no statement denies, and no condition excludes, a build with a
    buildspec of the caller's own (\`Null\` on \`codebuild:source.buildspec\`).

    ## Why is this bad?
    StartBuild takes another buildspec, image, source or role for this one build. So the permission to start a build is the
    permission to run any commands with the project's role.

    ## Example
    \`\`\`json bad deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "codebuild:StartBuild",
          "Resource": "arn:aws:codebuild:us-east-1:111122223333:project/shop"
        }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "codebuild:StartBuild",
          "Resource": "arn:aws:codebuild:us-east-1:111122223333:project/shop"
        },
        {
          "Effect": "Deny",
          "Action": "codebuild:StartBuild",
          "Resource": "*",
          "Condition": { "Null": { "codebuild:source.buildspec": "false" } }
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity' || excludesOverrides(policy)) return;
      for (const statement of policy.statements) {
        if (statement.actions?.negated || statement.tests.some(({ key }) => /^codebuild:/i.test(key.text)))
          continue;
        const action = STARTS.map((name) => valueAllowing(statement, name)).find(
          (value) => value !== undefined,
        );
        // Whole services are another rule's matter.
        if (!action || isEveryAction(action.text) || isStar(splitAction(action.text)?.name ?? '*')) continue;
        ctx.report({
          span: action.node.span,
          message:
            'This also allows a buildspec of the own; deny it with `Null` on `codebuild:source.buildspec`.',
          sid: statement.sid?.text,
        });
      }
    },
  },
});

const STARTS = ['codebuild:startbuild', 'codebuild:startbuildbatch'];

function excludesOverrides({ statements }: Policy): boolean {
  return statements.some(
    ({ effect, actions, tests }) =>
      effect === 'Deny' &&
      actions?.values.some(({ text }) => coversAction(text, STARTS[0]!)) &&
      tests.some(({ base, key }) => base === 'Null' && /^codebuild:source/i.test(key.text)),
  );
}

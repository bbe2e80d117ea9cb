import { coversAction, isBinding, testsOn } from '../../server/core/model/policy/permissions.ts';
import type { PolicyElement, Statement } from '../../server/core/model/policy/policy.ts';
import type { PolicyValue } from '../../server/core/model/policy/value.ts';
import { isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'pass-role-any',
  summary: 'Any role may be passed to a service',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-5'],
  cwe: [269],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['IAM-004'],
    'access-analyzer': [
      'PASS_ROLE_WITH_STAR_IN_RESOURCE',
      'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
      'PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
      'PASS_ROLE_WITH_NOT_RESOURCE',
      'PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE',
      'PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE',
    ],
    checkov: ['CKV_AWS_110', 'CKV_AWS_286'],
  },
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html'],
  docs: `
    ## What it does
    Reports \`iam:PassRole\` on \`"Resource": "*"\`, on \`role/*\`, or with \`NotResource\`, where no \`iam:PassedToService\`
    condition says to which service. The strict profile also reports wildcards in \`Action\` that cover it.

    ## Why is this bad?
    Whoever may pass any role to a service that runs code (Lambda, EC2, CodeBuild, CloudFormation) runs code with the
    strongest role of the account.

    ## Example
    \`\`\`json bad deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*" }]
    }
    \`\`\`
    Use instead:
    \`\`\`json good deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "iam:PassRole",
          "Resource": "arn:aws:iam::111122223333:role/shop-task",
          "Condition": { "StringEquals": { "iam:PassedToService": "ecs-tasks.amazonaws.com" } }
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      for (const statement of policy.statements) {
        if (statement.effect !== 'Allow' || statement.opaqueCondition) continue;
        const action = passingAction(statement.actions);
        const roles = action && anyRole(statement.resources);
        if (!action || !roles) continue;
        if (isBoundToService(statement)) continue;
        const explicit = action.text.toLowerCase() === PASS_ROLE;
        ctx.report({
          span: roles.node.span,
          message:
            'Any role may be passed to any service; name the roles and add an `iam:PassedToService` condition.',
          severity: explicit ? 'high' : 'medium',
          related: [{ span: action.node.span, message: 'allowed by this' }],
          // Wildcards that happen to cover it are other rules' matter in the default profile.
          ...(!explicit && { profile: 'strict' as const }),
          sid: statement.sid?.text,
        });
      }
    },
  },
});

const PASS_ROLE = 'iam:passrole';

/** The value of `Action` that covers PassRole; the first of `NotAction` where that leaves it allowed. */
function passingAction(actions: PolicyElement | undefined): PolicyValue | undefined {
  const covering = actions?.values.find(({ text }) => coversAction(text, PASS_ROLE));
  if (!actions?.negated) return covering;
  return covering || actions.values.some(({ known }) => !known) ? undefined : actions.values[0];
}

function anyRole(resources: PolicyElement | undefined): PolicyValue | undefined {
  if (resources?.negated) return resources.values[0];
  return resources?.values.find(
    ({ text }) => isStar(text) || /^arn:[^:]*:(?:iam|\*)?:[^:]*:[^:]*:(?:role\/\*+|\*+)$/.test(text),
  );
}

function isBoundToService(statement: Statement): boolean {
  return testsOn(statement, 'iam:passedtoservice').some(
    (test) => (isBinding(test) || test.ifExists) && test.values.some(({ text }) => !isStar(text)),
  );
}

import { coversAction, testsOn } from '../../server/core/model/policy/permissions.ts';
import { isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'service-linked-role-any',
  summary: 'A policy allows to create the service-linked role of any service',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-2'],
  cwe: [269],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'access-analyzer': [
      'CREATE_SLR_WITH_NOT_RESOURCE',
      'CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE',
      'CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE',
      'CREATE_SLR_WITH_STAR_IN_RESOURCE',
      'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE',
      'CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
    ],
  },
  docs: `
    ## What it does
    Reports \`iam:CreateServiceLinkedRole\`, alone or under a wildcard, on \`"Resource": "*"\` or with \`NotResource\`, without an
    \`iam:AWSServiceName\` condition.

    ## Why is this bad?
    A service-linked role gives a service of AWS access to the account, also one that the organisation does not use and does
    not watch.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*" }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "iam:CreateServiceLinkedRole",
          "Resource": "*",
          "Condition": { "StringEquals": { "iam:AWSServiceName": "ecs.amazonaws.com" } }
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      for (const statement of policy.statements) {
        const { effect, actions, resources, sid } = statement;
        if (effect !== 'Allow' || !actions || statement.opaqueCondition) continue;
        const covering = actions.values.find(({ text }) => coversAction(text, 'iam:createservicelinkedrole'));
        const action = actions.negated ? (covering ? undefined : actions.values[0]) : covering;
        const anywhere = resources?.negated || resources?.values.some(({ text }) => isStar(text));
        if (!action?.known || !anywhere) continue;
        const names = testsOn(statement, 'iam:awsservicename').flatMap(({ values }) => values);
        if (names.length > 0 && !names.some(({ text }) => text.startsWith('*'))) continue;
        ctx.report({
          span: action.node.span,
          message:
            'This allows the service-linked role of any service; add an `iam:AWSServiceName` condition.',
          sid: sid?.text,
        });
      }
    },
  },
});

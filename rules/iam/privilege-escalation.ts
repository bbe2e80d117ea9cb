import {
  coversAction,
  isBinding,
  isEveryAction,
  isStarLike,
  testsOn,
} from '../../server/core/model/policy/permissions.ts';
import type { Policy, Statement } from '../../server/core/model/policy/policy.ts';
import type { PolicyValue } from '../../server/core/model/policy/value.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'privilege-escalation',
  summary: 'A policy allows to gain more permissions than it gives',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-2', 'CICD-SEC-5'],
  cwe: [269],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    parliament: ['PRIVILEGE_ESCALATION', 'PERMISSIONS_MANAGEMENT_ACTIONS'],
    checkov: ['CKV_AWS_110', 'CKV_AWS_286'],
  },
  references: ['https://pathfinding.cloud'],
  docs: `
    ## What it does
    Looks at all statements of a policy together and reports combinations with which their holder can become somebody else:
    changing policies or keys of users and roles, or passing a role to a service that runs code. It is said once per policy,
    at the action that completes the combination. What is denied without a condition, or bound to one role, is left out;
    administrators are not reported again.

    ## Why is this bad?
    The list of allowed actions then says little: a build with \`iam:PassRole\` and \`codebuild:CreateProject\` on every role
    does whatever the strongest role may.

    ## Example
    \`\`\`json bad build-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": ["iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"], "Resource": "*" }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good build-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "iam:PassRole",
          "Resource": "arn:aws:iam::111122223333:role/shop-build",
          "Condition": { "StringEquals": { "iam:PassedToService": "codebuild.amazonaws.com" } }
        },
        {
          "Effect": "Allow",
          "Action": ["codebuild:CreateProject", "codebuild:StartBuild"],
          "Resource": "arn:aws:codebuild:us-east-1:111122223333:project/shop"
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity' || isAdmin(policy)) return;
      for (const { path, words } of PATHS) {
        const used = path.map((action) => permission(policy, action));
        if (!used.every((one) => one !== undefined)) continue;
        const { value, statement } = used.at(-1)!;
        const [first] = used;
        ctx.report({
          span: value.node.span,
          message: `${path.map((action) => `\`${action}\``).join(' and ')} ${words}; limit the resources.`,
          related: used.length > 1 ? [{ span: first!.value.node.span, message: 'together with this' }] : [],
          sid: statement.sid?.text,
        });
        return;
      }
    },
  },
});

interface Permission {
  readonly value: PolicyValue;
  readonly statement: Statement;
}

const PASS = 'iam:PassRole';
const OWN_POLICY = 'lets its holder widen permissions';
const OTHERS = 'lets its holder act as another user';
const CODE = 'lets its holder run code with the role';
const paths = (words: string, ...list: readonly (readonly string[])[]) =>
  list.map((path) => ({ path, words }));

/** Combinations of actions, in the order they are looked for. After Rhino Security Labs and pathfinding.cloud. */
const PATHS = [
  ...paths(
    OWN_POLICY,
    ...[
      'CreatePolicyVersion',
      'SetDefaultPolicyVersion',
      'AttachUserPolicy',
      'AttachGroupPolicy',
      'AttachRolePolicy',
      'PutUserPolicy',
      'PutGroupPolicy',
      'PutRolePolicy',
      'AddUserToGroup',
      'UpdateAssumeRolePolicy',
    ].map((name) => [`iam:${name}`]),
  ),
  ...paths(
    OTHERS,
    ...['CreateAccessKey', 'CreateLoginProfile', 'UpdateLoginProfile'].map((name) => [`iam:${name}`]),
  ),
  ...paths(
    CODE,
    [PASS, 'ec2:RunInstances'],
    [PASS, 'ec2:RequestSpotInstances'],
    [PASS, 'lambda:CreateFunction', 'lambda:InvokeFunction'],
    [PASS, 'lambda:CreateFunction', 'lambda:CreateEventSourceMapping'],
    [PASS, 'lambda:CreateFunction', 'lambda:AddPermission'],
    [PASS, 'glue:CreateDevEndpoint'],
    [PASS, 'glue:CreateJob', 'glue:StartJobRun'],
    [PASS, 'glue:CreateJob', 'glue:CreateTrigger'],
    [PASS, 'glue:UpdateJob', 'glue:StartJobRun'],
    [PASS, 'glue:UpdateJob', 'glue:CreateTrigger'],
    [PASS, 'cloudformation:CreateStack'],
    [PASS, 'cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances'],
    [PASS, 'cloudformation:UpdateStackSet'],
    [PASS, 'datapipeline:CreatePipeline', 'datapipeline:PutPipelineDefinition'],
    [PASS, 'codebuild:CreateProject', 'codebuild:StartBuild'],
    [PASS, 'codebuild:CreateProject', 'codebuild:StartBuildBatch'],
    [PASS, 'ecs:RegisterTaskDefinition', 'ecs:RunTask'],
    [PASS, 'ecs:RegisterTaskDefinition', 'ecs:StartTask'],
    [PASS, 'ecs:RegisterTaskDefinition', 'ecs:CreateService'],
    [PASS, 'sagemaker:CreateNotebookInstance'],
    [PASS, 'sagemaker:CreateTrainingJob'],
    [PASS, 'sagemaker:CreateProcessingJob'],
    [PASS, 'apprunner:CreateService'],
    ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'],
    ['cloudformation:UpdateStack'],
    ['lambda:UpdateFunctionCode'],
    ['glue:UpdateDevEndpoint'],
    ['apprunner:UpdateService'],
    ['ecs:ExecuteCommand', 'ecs:DescribeTasks'],
    ['ssm:SendCommand'],
    ['ssm:StartSession'],
    ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
    ['ec2-instance-connect:SendSSHPublicKey', 'ec2:DescribeInstances'],
    ['sagemaker:CreatePresignedNotebookInstanceUrl'],
  ),
];

function isAdmin({ statements }: Policy): boolean {
  return statements.some(
    ({ effect, actions, resources, condition }) =>
      effect === 'Allow' &&
      !condition &&
      !actions?.negated &&
      actions?.values.some(({ text }) => isEveryAction(text)) &&
      resources?.values.some(({ text }) => isStarLike(text)),
  );
}

/** The statement that gives an action on more than one's own user or one role, if none takes it back. */
function permission(policy: Policy, action: string): Permission | undefined {
  if (isDenied(policy, action)) return undefined;
  for (const statement of policy.statements) {
    const { effect, actions, resources } = statement;
    if (effect !== 'Allow' || !actions || actions.negated || statement.opaqueCondition) continue;
    const value = actions.values.find(({ text, known }) => known && coversAction(text, action));
    if (
      !value ||
      !resources ||
      (!resources.negated && !resources.values.some(({ text }) => isStarLike(text)))
    )
      continue;
    if (action === PASS && testsOn(statement, 'iam:passedtoservice').some(isBinding)) continue;
    if (statement.tests.length > 0 && action !== PASS && statement.tests.some((test) => isBinding(test)))
      continue;
    return { value, statement };
  }
  return undefined;
}

function isDenied({ statements }: Policy, action: string): boolean {
  return statements.some(
    ({ effect, actions, resources, condition }) =>
      effect === 'Deny' &&
      !condition &&
      !actions?.negated &&
      actions?.values.some(({ text }) => coversAction(text, action)) &&
      resources?.values.some(({ text }) => isStarLike(text)),
  );
}

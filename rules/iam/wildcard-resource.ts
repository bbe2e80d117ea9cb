import {
  actionsMatching,
  fewOf,
  isEveryAction,
  splitAction,
  starResource,
} from '../../server/core/model/policy/permissions.ts';
import type { Statement } from '../../server/core/model/policy/policy.ts';
import { isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'wildcard-resource',
  summary: 'Actions that change things are allowed on every resource',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-5'],
  cwe: [732],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['IAM-006'],
    parliament: ['RESOURCE_STAR'],
    checkov: ['CKV_AWS_355', 'CKV_AWS_356', 'CKV_AWS_290'],
  },
  docs: `
    ## What it does
    Reports \`"Resource": "*"\` in a statement that allows actions which write or change permissions and which can be
    limited to resources. Actions that know no resources (\`ecr:GetAuthorizationToken\`), that only read, and statements
    with a condition on the resource's tags, account or service are not reported.

    The default profile reports actions that let a build change code, access, secrets or data of others; the strict
    profile all that write, log streams included.

    ## Why is this bad?
    One compromised step can then change or delete what belongs to every other project in the account.

    ## Example
    \`\`\`json bad deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": ["s3:PutObject", "s3:DeleteObject"], "Resource": "*" }]
    }
    \`\`\`
    Use instead:
    \`\`\`json good deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": ["s3:PutObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::example-site/*" }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      for (const statement of policy.statements) {
        const star = starResource(statement);
        if (statement.effect !== 'Allow' || !star || !statement.actions || statement.actions.negated)
          continue;
        if (statement.opaqueCondition || isLimited(statement)) continue;
        const writing = writingActions(statement);
        if (writing.length === 0) continue;
        const grave = writing.filter((action) => action.grave);
        ctx.report({
          span: star.node.span,
          message: `${fewOf((grave.length > 0 ? grave : writing).map(({ text }) => text))} can be limited to resources; name them instead of \`*\`.`,
          severity: grave.length > 0 ? 'medium' : 'low',
          ...(grave.length === 0 && { profile: 'strict' as const }),
          sid: statement.sid?.text,
        });
      }
    },
  },
});

interface Writing {
  readonly text: string;
  readonly grave: boolean;
}

/** The entries of `Action` that write and can be limited to resources; a pattern counts for the actions it covers. */
function writingActions(statement: Statement): readonly Writing[] {
  return (statement.actions?.values ?? []).flatMap(({ text, known }) => {
    const parts = splitAction(text);
    // A star for a whole service, or for all services, is another rule's matter; so is passing roles.
    if (!known || !parts || isEveryAction(text) || isStar(parts.name) || parts.service === 'sts') return [];
    const names = actionsMatching(text)
      .filter(
        ({ action }) => action.hasResources && (action.level === 'write' || action.level === 'permissions'),
      )
      .map(({ service, action }) => `${service}:${action.name}`.toLowerCase())
      .filter((name) => !ELSEWHERE.has(name));
    return names.length > 0 ? [{ text, grave: names.some((name) => GRAVE.has(name)) }] : [];
  });
}

/** Said by other rules, or usual on every resource although AWS lists a kind of resource for them. */
const ELSEWHERE = new Set(['iam:passrole', 'iam:createservicelinkedrole', 'cloudwatch:putmetricdata']);

/** True when a condition says which resources are meant, or through which service they may be reached. */
function isLimited(statement: Statement): boolean {
  return statement.tests.some(({ key, values }) => {
    const name = key.text.toLowerCase();
    if (values.length > 0 && values.every(({ text }) => isStar(text))) return false;
    if (name.startsWith('aws:'))
      return /^aws:(?:resource|requesttag|tagkeys|calledvia|principaltag|viaawsservice)/.test(name);
    return true;
  });
}

/** Actions that give code execution, access, secrets or other people's data away when they are allowed everywhere. */
const GRAVE = new Set(
  `
  iam:AddUserToGroup iam:AttachGroupPolicy iam:AttachRolePolicy iam:AttachUserPolicy iam:CreateAccessKey
  iam:CreateLoginProfile iam:CreatePolicyVersion iam:CreateServiceSpecificCredential iam:DeleteRolePermissionsBoundary
  iam:DeleteUserPermissionsBoundary iam:PutGroupPolicy iam:PutRolePolicy iam:PutUserPolicy
  iam:PutRolePermissionsBoundary iam:SetDefaultPolicyVersion iam:UpdateAssumeRolePolicy iam:UpdateLoginProfile
  s3:BypassGovernanceRetention s3:DeleteBucket s3:DeleteBucketPolicy s3:DeleteObject s3:DeleteObjectVersion
  s3:PutBucketAcl s3:PutBucketPolicy s3:PutBucketPublicAccessBlock s3:PutObject s3:PutObjectAcl
  lambda:AddPermission lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration lambda:PublishLayerVersion
  kms:CreateGrant kms:DisableKey kms:PutKeyPolicy kms:ScheduleKeyDeletion
  secretsmanager:DeleteSecret secretsmanager:PutResourcePolicy secretsmanager:PutSecretValue
  secretsmanager:UpdateSecret ssm:PutParameter ssm:SendCommand ssm:StartSession
  ecr:BatchDeleteImage ecr:DeleteRepository ecr:PutImage ecr:SetRepositoryPolicy
  codebuild:CreateProject codebuild:StartBuild codebuild:StartBuildBatch codebuild:UpdateProject
  codebuild:UpdateWebhook codebuild:PutResourcePolicy codebuild:UpdateProjectVisibility
  codepipeline:PutApprovalResult codepipeline:UpdatePipeline codecommit:GitPush
  codeartifact:PublishPackageVersion codeartifact:PutDomainPermissionsPolicy
  codeartifact:PutRepositoryPermissionsPolicy
  cloudformation:CreateStack cloudformation:UpdateStack cloudformation:DeleteStack
  cloudformation:ExecuteChangeSet cloudformation:SetStackPolicy
  dynamodb:DeleteTable rds:DeleteDBInstance rds:DeleteDBCluster
  sns:AddPermission sqs:AddPermission
  `
    .trim()
    .toLowerCase()
    .split(/\s+/),
);

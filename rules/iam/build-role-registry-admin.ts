import {
  actionsMatching,
  coversAction,
  fewOf,
  isBuildRole,
  isEveryAction,
  splitAction,
} from '../../server/core/model/policy/permissions.ts';
import type { Policy } from '../../server/core/model/policy/policy.ts';
import { isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'build-role-registry-admin',
  summary: 'A build role may do more in the registry than pull and push images',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-9'],
  cwe: [732],
  since: '0.1.0',
  fix: 'none',
  equivalents: {},
  docs: `
    ## What it does
    Reports actions of Amazon ECR in the policies of a build role that neither pull nor push an image: those that list and
    describe repositories, delete images, and change policies or the mutability of tags. A policy counts as a build role's
    when CodeBuild or CodePipeline may assume its role; in the strict profile also when it allows
    \`ecr:GetAuthorizationToken\`, as builds need. Actions that only read are in the \`strict\` profile, too.

    ## Why is this bad?
    Code that runs in the build can then replace images that are in production, hide traces by deleting them, or open the
    repository to others; and a list of all repositories tells it where to go next.

    ## Example
    \`\`\`yaml bad build-role.yml
    AWSTemplateFormatVersion: '2010-09-09'
    Resources:
      BuildRole:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: '2012-10-17'
            Statement:
              - { Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }
          Policies:
            - PolicyName: build
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [ecr:BatchGetImage, ecr:SetRepositoryPolicy]
                    Resource: !Sub arn:aws:ecr:*:\${AWS::AccountId}:repository/shop
    \`\`\`
    Use instead:
    \`\`\`yaml good build-role.yml
    AWSTemplateFormatVersion: '2010-09-09'
    Resources:
      BuildRole:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: '2012-10-17'
            Statement:
              - { Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }
          Policies:
            - PolicyName: build
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
                    Resource: !Sub arn:aws:ecr:*:\${AWS::AccountId}:repository/shop
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      const certain = isBuildRole(policy);
      if (!certain && !logsIn(policy)) return;
      for (const { effect, actions, sid } of policy.statements) {
        if (effect !== 'Allow' || !actions || actions.negated) continue;
        const beyond = actions.values.flatMap((value) => {
          const parts = splitAction(value.text);
          if (!value.known || parts?.service !== 'ecr' || isEveryAction(value.text)) return [];
          // On every resource the star is reported as such.
          if (isStar(parts.name) && certain) return [];
          const names = actionsMatching(value.text).map(({ action }) => `ecr:${action.name}`);
          const more = names.filter((name) => !NEEDED.has(name));
          return more.length > 0
            ? [{ value, name: more.length === names.length ? more[0]! : value.text, more }]
            : [];
        });
        if (beyond.length === 0) continue;
        const grave = beyond.some(({ more }) => more.some((name) => !/:(?:Describe|List|Get)/.test(name)));
        ctx.report({
          span: beyond[0]!.value.node.span,
          message: `A build needs no ${fewOf(beyond.map(({ name }) => name))}; keep what pulls and pushes images.`,
          severity: grave ? 'medium' : 'low',
          ...(!(certain && grave) && { profile: 'strict' as const }),
          sid: sid?.text,
        });
      }
    },
  },
});

const NEEDED = new Set([
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:GetAuthorizationToken',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
]);

function logsIn({ statements }: Policy): boolean {
  return statements.some(
    ({ effect, actions }) =>
      effect === 'Allow' &&
      !actions?.negated &&
      actions?.values.some(({ text }) => coversAction(text, 'ecr:getauthorizationtoken')),
  );
}

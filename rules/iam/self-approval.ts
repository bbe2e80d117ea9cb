import { isBuildRole, valueAllowing } from '../../server/core/model/policy/permissions.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'self-approval',
  summary: 'A build role may answer the manual approvals of a pipeline',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-2'],
  cwe: [269, 862],
  since: '0.1.0',
  fix: 'none',
  equivalents: {},
  docs: `
    ## What it does
    Reports \`codepipeline:PutApprovalResult\` in the policies of a role that CodeBuild or CodePipeline run with.

    ## Why is this bad?
    A manual approval is there so that a person looks before code goes to production. A build that may answer it approves
    itself, and so does everything that a build downloads and runs.

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
              - Effect: Allow
                Principal: { Service: codebuild.amazonaws.com }
                Action: sts:AssumeRole
          Policies:
            - PolicyName: build
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: codepipeline:PutApprovalResult
                    Resource: !Sub arn:aws:codepipeline:*:\${AWS::AccountId}:shop/*
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
              - Effect: Allow
                Principal: { Service: codebuild.amazonaws.com }
                Action: sts:AssumeRole
          Policies:
            - PolicyName: build
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: codepipeline:GetPipelineState
                    Resource: !Sub arn:aws:codepipeline:*:\${AWS::AccountId}:shop
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity' || !isBuildRole(policy)) return;
      for (const statement of policy.statements) {
        const action = statement.actions?.negated
          ? undefined
          : valueAllowing(statement, 'codepipeline:putapprovalresult');
        if (!action || !/^codepipeline:.*[a-z]/i.test(action.text)) continue;
        ctx.report({
          span: action.node.span,
          message: 'A build with this role can approve its own pipeline; leave approvals to people.',
          sid: statement.sid?.text,
        });
      }
    },
  },
});

import { scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'github-token-source',
  summary: 'A pipeline fetches its source with a personal GitHub token',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6', 'CICD-SEC-8'],
  cwe: [522],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['CP-004'] },
  references: ['https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html'],
  docs: `
    ## What it does
    Reports source actions of the provider \`GitHub\` (version 1), which take an \`OAuthToken\`.

    ## Why is this bad?
    The token belongs to a person, reaches all repositories of theirs, does not expire, and stands in the pipeline's
    settings. A connection is limited to the repositories it was made for and holds no token that could be read.

    ## Example
    \`\`\`yaml bad template.yml
    Parameters:
      Token: { Type: String, NoEcho: true }
    Resources:
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          Stages:
            - Name: Source
              Actions:
                - Name: Repository
                  ActionTypeId: { Category: Source, Owner: ThirdParty, Provider: GitHub, Version: '1' }
                  Configuration: { Owner: example, Repo: app, Branch: main, OAuthToken: !Ref Token }
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Parameters:
      ConnectionArn: { Type: String }
    Resources:
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          Stages:
            - Name: Source
              Actions:
                - Name: Repository
                  ActionTypeId: { Category: Source, Owner: AWS, Provider: CodeStarSourceConnection, Version: '1' }
                  Configuration:
                    ConnectionArn: !Ref ConnectionArn
                    FullRepositoryId: example/app
                    BranchName: main
    \`\`\`
  `,
  check: {
    codepipeline(ctx, { stages }) {
      for (const { actions } of stages) {
        for (const { category, owner, provider, node } of actions) {
          if (category !== 'Source' || owner !== 'ThirdParty' || provider !== 'GitHub') continue;
          const place = scalarAt(node, 'ActionTypeId', 'Provider') ?? valueAt(node, 'ActionTypeId') ?? node;
          ctx.report({
            span: place.span,
            message:
              "This source needs a person's GitHub token; use a connection (CodeStarSourceConnection) instead.",
          });
        }
      }
    },
  },
});

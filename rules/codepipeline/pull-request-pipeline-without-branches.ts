import type { CodePipeline } from '../../server/core/model/codepipeline.ts';
import { itemsOf, type MapNode, valueAt } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'pull-request-pipeline-without-branches',
  summary: 'Pull requests against any branch start a pipeline',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [862],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['CP-007'] },
  references: ['https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html'],
  docs: `
    ## What it does
    Reports \`PullRequest\` triggers of a CodePipeline that name no branches, or all of them.

    ## Why is this bad?
    The code of every pull request passes through the pipeline with the roles of its actions. Where the pipeline also
    deploys, code that nobody has reviewed is deployed.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          Triggers:
            - ProviderType: CodeStarSourceConnection
              GitConfiguration:
                SourceActionName: Repository
                PullRequest:
                  - Events: [OPEN, UPDATED]
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          Triggers:
            - ProviderType: CodeStarSourceConnection
              GitConfiguration:
                SourceActionName: Repository
                Push:
                  - Branches: { Includes: [main] }
    \`\`\`
  `,
  check: { codepipeline: check },
});

function check(ctx: Context, { triggers, stages }: CodePipeline): void {
  const deploys = stages.some(({ actions }) => actions.some(({ category }) => category === 'Deploy'));
  for (const { pullRequests } of triggers) {
    for (const filter of pullRequests) {
      if (isNarrow(filter) || isClosedOnly(filter)) continue;
      ctx.report({
        span: filter.pairs[0]?.span ?? filter.span,
        message:
          'Pull requests against any branch start this pipeline; name the branches, and keep deployments out of it.',
        severity: deploys ? 'high' : 'medium',
      });
    }
  }
}

function isNarrow(filter: MapNode): boolean {
  const includes = itemsOf(valueAt(filter, 'Branches', 'Includes'));
  return includes.length > 0 && includes.every((item) => item.kind !== 'scalar' || !/^\*+$/.test(item.text));
}

function isClosedOnly(filter: MapNode): boolean {
  const events = itemsOf(valueAt(filter, 'Events'));
  return events.length > 0 && events.every((event) => event.kind === 'scalar' && event.text === 'CLOSED');
}

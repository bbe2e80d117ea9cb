import {
  type CodePipeline,
  type PipelineAction,
  type PipelineStage,
  settingsOf,
} from '../../server/core/model/codepipeline.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'production-without-approval',
  summary: 'A pipeline deploys to production without approval or condition',
  severity: 'medium',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [862],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['CP-001', 'CP-005'] },
  references: ['https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html'],
  docs: `
    ## What it does
    Reports a stage of a CodePipeline that is named after production and deploys, where no approval stands before it,
    in the stage itself or in an earlier one, and the stage has no entry condition.

    ## Why is this bad?
    One push, by a developer or with a stolen token, reaches production with nobody looking at it.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          Stages:
            - Name: Production
              Actions:
                - Name: Deploy
                  ActionTypeId: { Category: Deploy, Owner: AWS, Provider: ECS, Version: '1' }
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          Stages:
            - Name: Approval
              Actions:
                - Name: Owner
                  ActionTypeId: { Category: Approval, Owner: AWS, Provider: Manual, Version: '1' }
            - Name: Production
              Actions:
                - Name: Deploy
                  ActionTypeId: { Category: Deploy, Owner: AWS, Provider: ECS, Version: '1' }
    \`\`\`
  `,
  check: { codepipeline: check },
});

function check(ctx: Context, { stages }: CodePipeline): void {
  for (const [i, stage] of stages.entries()) {
    const deploys = stage.actions.filter(isDeployment);
    const first = deploys[0];
    if (!first || stage.hasEntryConditions || !isProduction(stage, deploys)) continue;
    const before = stages.slice(0, i).some(({ actions }) => actions.some(isApproval));
    const order = Math.min(...deploys.map(({ runOrder }) => runOrder));
    if (before || stage.actions.some((action) => isApproval(action) && action.runOrder < order)) continue;
    ctx.report({
      span: (stage.name ?? first.name ?? stage.node).span,
      message:
        'This stage deploys to production with no approval before it; add a manual approval or an entry condition.',
    });
    return;
  }
}

function isApproval({ category }: PipelineAction): boolean {
  return category === 'Approval';
}

/** A change set that is only made changes nothing yet. */
function isDeployment(action: PipelineAction): boolean {
  if (action.category !== 'Deploy') return false;
  const mode = settingsOf(action).get('ActionMode')?.text;
  return mode === undefined || !/^CHANGE_SET_REPLACE$/.test(mode);
}

function isProduction({ name }: PipelineStage, deploys: readonly PipelineAction[]): boolean {
  return (
    PRODUCTION.test(name?.text ?? '') || deploys.some((action) => PRODUCTION.test(action.name?.text ?? ''))
  );
}

/** `Production`, `DeployProd`, `prod-eu`, but neither `product` nor `preprod` nor `non-prod`. */
const PRODUCTION =
  /(?<!(?:[Pp]re|PRE|[Nn]on|NON|[Nn]ot)[-_ ]?)(?:[Pp]rod(?:uction)?(?![a-z])|PROD(?:UCTION)?(?![A-Za-z]))|(?<![A-Za-z])(?:prd|PRD|[Ll]ive)(?![A-Za-z])/;

import type { Step } from '../../server/core/model/github/step.ts';
import { liveJobs } from '../../server/core/model/github/workflow.ts';
import { interpolationsOf } from '../../server/core/parse/expression.ts';
import { flowingContexts } from '../../server/core/parse/expression-query.ts';
import { isScalar, pairsOf, type ScalarNode, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'secret-in-output',
  summary: 'A secret leaves its job as an output',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [200, 522],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-055', 'TAINT-009'] },
  docs: `
    ## What it does
    Reports outputs of jobs and of reusable workflows that hold \`secrets.…\`, directly or by a step that writes one into
    \`$GITHUB_OUTPUT\`.

    ## Why is this bad?
    Outputs are kept with the run and handed to jobs that were never given the secret, such as those outside of the
    environment that guards it. Where the runner notices, it drops the output instead, and the job behind it gets nothing.
    Let each job read the secrets it needs itself.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      prepare:
        runs-on: ubuntu-latest
        environment: production
        outputs:
          key: \${{ secrets.DEPLOY_KEY }}
        steps:
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      prepare:
        runs-on: ubuntu-latest
        environment: production
        outputs:
          version: \${{ steps.version.outputs.version }}
        steps:
          - id: version
            run: echo "version=$(make version)" >> "$GITHUB_OUTPUT"
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const { event, config } of workflow.triggers.list) {
        if (event !== 'workflow_call') continue;
        for (const { value } of pairsOf(valueAt(config, 'outputs'))) check(ctx, scalarAt(value, 'value'), []);
      }
      for (const { node, steps } of liveJobs(workflow)) {
        for (const { value } of pairsOf(valueAt(node, 'outputs')))
          if (isScalar(value)) check(ctx, value, steps);
      }
    },
  },
});

function check(ctx: Context, value: ScalarNode | undefined, steps: readonly Step[]): void {
  if (!value?.text.includes('${{')) return;
  for (const { expression } of interpolationsOf(value)) {
    const paths = expression ? flowingContexts(expression).map(({ parts }) => parts) : [];
    const direct = paths.some(([head]) => head === 'secrets');
    const producer = paths
      .flatMap(([head, id]) =>
        head === 'steps' ? steps.filter((step) => step.id?.text.toLowerCase() === id) : [],
      )
      .find(printsSecret);
    if (!direct && !producer) continue;
    ctx.report({
      span: value.span,
      message: 'This hands a secret to jobs that were not given it; let each job read its own secrets.',
      ...(producer && { related: [{ span: producer.node.span, message: 'this step writes it' }] }),
    });
    return;
  }
}

/** True when the step prints one of its secrets into its outputs. */
function printsSecret({ run, env }: Step): boolean {
  if (!run?.text.includes('GITHUB_OUTPUT')) return false;
  const names = (env?.entries ?? [])
    .filter(({ value }) => value !== undefined && /\bsecrets\.(?!github_token)\w/i.test(value.text))
    .map(({ name }) => name.text);
  return run.text
    .split('\n')
    .some(
      (line) =>
        line.includes('GITHUB_OUTPUT') &&
        (/\bsecrets\.(?!github_token)\w/i.test(line) ||
          names.some((name) => line.includes(`$${name}`) || line.includes(`\${${name}`))),
    );
}

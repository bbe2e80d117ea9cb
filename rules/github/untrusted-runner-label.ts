import type { Step } from '../../server/core/model/github/step.ts';
import { originOf } from '../../server/core/model/github/taint.ts';
import { liveJobs } from '../../server/core/model/github/workflow.ts';
import { isChosenByOutsider, variablesIn } from '../../server/core/model/gitlab/untrusted.ts';
import { interpolationsOf } from '../../server/core/parse/expression.ts';
import { flowingContexts } from '../../server/core/parse/expression-query.ts';
import { isScalar, itemsOf, type ScalarNode, scalarsIn, valueAt } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

const MESSAGE =
  'Whoever writes this text chooses the machine that runs the job; pick from a fixed list of labels.';

export default defineRule({
  id: 'untrusted-runner-label',
  summary: 'Someone else chooses the runner of a job',
  severity: 'high',
  confidence: 'medium',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-7'],
  cwe: [807, 829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-036', 'GL-032'] },
  docs: `
    ## What it does
    Reports \`runs-on\` and GitLab \`tags\` made of text that others write: fields of the event, names of branches, inputs of a
    dispatch or of a caller. Text of outsiders is in the \`default\` profile. Choices from a fixed list are left alone.

    ## Why is this bad?
    Whoever names the runner can send the job to the machine that signs releases or sits in the production network, and the
    job's steps run there. Map the text to labels that are written down (a \`choice\` input, \`case\`, a matrix).

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on:
      workflow_call:
        inputs:
          runner:
            type: string
    permissions: {}
    jobs:
      build:
        runs-on: \${{ inputs.runner }}
        steps:
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on:
      workflow_dispatch:
        inputs:
          runner:
            type: choice
            options: [ubuntu-latest, windows-latest]
    permissions: {}
    jobs:
      build:
        runs-on: \${{ inputs.runner }}
        steps:
          - run: make
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) {
        if (!job.runsOn || !ctx.source.slice(job.runsOn.span).includes('${{')) continue;
        // An expression at the job reads the same contexts as one in its first step.
        const [step] = job.steps;
        if (!step) continue;
        for (const label of scalarsIn(job.runsOn.value)) checkLabel(ctx, label, step);
      }
    },
    gitlab(ctx, { root, jobs }) {
      const places = [root, valueAt(root, 'default'), ...jobs.map(({ node }) => node)];
      for (const place of places) {
        for (const tag of itemsOf(valueAt(place, 'tags')).filter(isScalar)) {
          if (variablesIn(tag.text).some(({ name }) => isChosenByOutsider(name)))
            ctx.report({ span: tag.span, message: MESSAGE, profile: 'default' });
        }
      }
    },
  },
});

function checkLabel(ctx: Context, label: ScalarNode, step: Step): void {
  for (const { expression } of interpolationsOf(label)) {
    const origins = expression ? flowingContexts(expression).map((context) => originOf(context, step)) : [];
    const outsider = origins.some(({ by }) => by === 'outsider');
    if (!outsider && !origins.some(({ by }) => by === 'caller' || by === 'insider')) continue;
    ctx.report({
      span: label.span,
      message: MESSAGE,
      ...(outsider ? { profile: 'default' } : { severity: 'low' }),
    });
    return;
  }
}

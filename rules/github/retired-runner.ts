import { matrixValuesOf } from '../../server/core/model/github/matrix.ts';
import { type Job, liveJobs, runnerLabels } from '../../server/core/model/github/workflow.ts';
import { interpolationsOf } from '../../server/core/parse/expression.ts';
import { contextOf } from '../../server/core/parse/expression-query.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

/** When an image was taken away, by its label. Repository actions/runner-images, announcements (read 2026-11). */
const RETIRED: Readonly<Record<string, string | undefined>> = {
  'macos-10.15': 'August 2022',
  'macos-11': 'June 2024',
  'macos-12': 'December 2024',
  'macos-13': 'December 2025',
  'ubuntu-16.04': 'September 2021',
  'ubuntu-18.04': 'April 2023',
  'ubuntu-20.04': 'April 2025',
  'windows-2016': 'April 2022',
  'windows-2019': 'June 2025',
};

export default defineRule({
  id: 'retired-runner',
  summary: 'A job asks for a hosted runner that is no more',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-7'],
  cwe: [1104],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-068'] },
  docs: `
    ## What it does
    Reports labels of hosted runners in \`runs-on\`, directly or out of the matrix, that GitHub has retired.

    ## Why is this bad?
    No security update reached the image since, and by now the job waits for a runner that never comes, or runs on a machine
    of your own that was given the label.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-20.04
        steps:
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-24.04
        steps:
          - run: make
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) {
        const labels = runnerLabels(job);
        if (labels.some(({ text }) => text.trim() === 'self-hosted')) continue;
        for (const label of labels.flatMap((found) => valuesOf(found, job))) {
          const since = RETIRED[label.text.trim().toLowerCase()];
          if (since)
            ctx.report({
              span: label.span,
              message: `GitHub retired \`${label.text.trim()}\` in ${since}; take a later image.`,
            });
        }
      }
    },
  },
});

/** The label itself, or the values of the matrix that it names. */
function valuesOf(label: ScalarNode, { matrix }: Job): readonly ScalarNode[] {
  if (!label.text.includes('${{')) return [label];
  const expression = interpolationsOf(label)[0]?.expression;
  const context = expression && contextOf(expression);
  if (!matrix || context?.parts[0] !== 'matrix') return [];
  return matrixValuesOf(matrix, context.parts.slice(1)) ?? [];
}

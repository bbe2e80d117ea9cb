import { insertLines } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import type { PipelineJob } from '../../server/core/model/pipeline.ts';
import { pairOf } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Source } from '../../server/core/text/source.ts';

/** Minutes that the fix allows: enough for most builds, short of an hour. */
const MINUTES = 30;

export default defineRule({
  id: 'unlimited-job-time',
  summary: 'A job has no time limit of its own',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-7'],
  cwe: [400],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { 'pipeline-check': ['GHA-015', 'GL-015'], sisakulint: ['missing-timeout-minutes'] },
  docs: `
    ## What it does
    Reports files with jobs that have no \`timeout-minutes\` (GitHub) or \`timeout\` (GitLab), once, at the first of them. Jobs in
    which every step has a limit are left alone.

    ## Why is this bad?
    A job that hangs, or that somebody keeps alive, runs for up to six hours on GitHub, with its credentials, on your bill,
    and holds a runner that others wait for. Take a little more than the job takes on a slow day.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        timeout-minutes: 30
        steps:
          - run: make
    \`\`\`

    ## Fix safety
    Unsafe: a job that takes longer than the limit of the fix is cancelled.
  `,
  check: {
    pipeline(ctx, { jobs }) {
      const unlimited = jobs.filter((job) => !isLimited(job));
      const [first, ...others] = unlimited;
      if (!first) return;
      const key = first.github ? 'timeout-minutes' : 'timeout';
      // Whoever sets limits sets them for a whole file: one finding says it, not one for each job.
      ctx.report({
        span: first.name.span,
        message:
          others.length > 0
            ? `A job that hangs runs for hours; set \`${key}\` here and for ${others.length} more.`
            : `A job that hangs runs for hours; set \`${key}\`.`,
        related: others.slice(0, MAX_RELATED).map(({ name }) => ({
          span: name.span,
          message: 'this job has no limit either',
        })),
        fixes: () => [limitJobs(ctx.source, unlimited)],
      });
    },
  },
});

/** How many further jobs the finding names. */
const MAX_RELATED = 20;

function isLimited({ github, gitlab }: PipelineJob): boolean {
  if (!github) return !gitlab?.lacks('timeout');
  const { node, steps } = github;
  return (
    pairOf(node, 'timeout-minutes') !== undefined ||
    (steps.length > 0 && steps.every((step) => pairOf(step.node, 'timeout-minutes')))
  );
}

function limitJobs(source: Source, jobs: readonly PipelineJob[]): Fix | undefined {
  const edits = jobs.flatMap(({ github }) =>
    github?.runsOn
      ? (insertLines(source, github.node, [`timeout-minutes: ${MINUTES}`], { after: github.runsOn }) ?? [])
      : [],
  );
  const title =
    jobs.length > 1 ? `Limit each job to ${MINUTES} minutes` : `Limit the job to ${MINUTES} minutes`;
  return edits.length > 0 ? { title, safety: 'unsafe', edits } : undefined;
}

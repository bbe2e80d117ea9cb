import { insertLines } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import type { Job } from '../../server/core/model/github/workflow.ts';
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
    Reports jobs without \`timeout-minutes\` (GitHub) or \`timeout\` (GitLab). Jobs in which every step has a limit are left
    alone.

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
      for (const { name, github, gitlab } of jobs) {
        const limited = github
          ? pairOf(github.node, 'timeout-minutes') ||
            (github.steps.length > 0 && github.steps.every(({ node }) => pairOf(node, 'timeout-minutes')))
          : !gitlab?.lacks('timeout');
        if (limited) continue;
        ctx.report({
          span: name.span,
          message: `A job that hangs runs for hours; set \`${github ? 'timeout-minutes' : 'timeout'}\`.`,
          fixes: () => [github ? limitJob(ctx.source, github) : undefined],
        });
      }
    },
  },
});

function limitJob(source: Source, job: Job): Fix | undefined {
  if (!job.runsOn) return undefined;
  const edit = insertLines(source, job.node, [`timeout-minutes: ${MINUTES}`], { after: job.runsOn });
  return edit && { title: `Limit the job to ${MINUTES} minutes`, safety: 'unsafe', edits: [edit] };
}

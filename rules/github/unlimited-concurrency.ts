import { insertLines } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import { isReusableOnly } from '../../server/core/model/github/triggers.ts';
import { liveJobs, type Workflow } from '../../server/core/model/github/workflow.ts';
import { isScalar } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unlimited-concurrency',
  summary: 'Runs of a workflow pile up instead of replacing each other',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-7'],
  cwe: [770, 362],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { zizmor: ['concurrency-limits'] },
  references: [
    'https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency',
  ],
  docs: `
    ## What it does
    Reports workflows where neither the workflow nor every job has a \`concurrency\` map, and \`concurrency\` that is only the
    name of a group, so that it does not say whether running jobs are cancelled. Workflows that only others call are left
    alone.

    ## Why is this bad?
    Two runs at once race for what they share: a cache, a deployment, a release. Each push starts one more, which anyone
    who can open pull requests can use to take all runners.

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
    concurrency:
      group: \${{ github.workflow }}-\${{ github.ref }}
      cancel-in-progress: true
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make
    \`\`\`

    ## Fix safety
    The fix lets a new run of the same branch cancel the one before it. It is unsafe: a run that was cut short may leave
    half of its work behind.
  `,
  check: {
    workflow(ctx, workflow) {
      const { triggers, concurrency } = workflow;
      if (!triggers.pair || isReusableOnly(triggers)) return;
      if (concurrency) {
        if (isScalar(concurrency.value)) ctx.report({ span: concurrency.span, message: VAGUE });
        return;
      }
      const jobs = liveJobs(workflow).filter(({ uses }) => !uses);
      const vague = jobs.filter((job) => isScalar(job.concurrency?.value));
      const bare = jobs.filter((job) => !job.concurrency);
      if (vague.length > 0) {
        const related = vague.map((job) => ({
          span: job.concurrency!.span,
          message: 'this is only a group',
        }));
        ctx.report({ span: triggers.pair.key.span, message: VAGUE, related });
      }
      if (bare.length > 0) {
        ctx.report({
          span: triggers.pair.key.span,
          message: 'Each of these events starts one more run beside those that run; set `concurrency`.',
          fixes: () => [vague.length === 0 && bare.length === jobs.length ? fixOf(ctx, workflow) : undefined],
        });
      }
    },
  },
});

const VAGUE = 'This does not say what happens to a run in progress; set `cancel-in-progress`.';

function fixOf(ctx: Context, { node, triggers }: Workflow): Fix | undefined {
  const lines = [
    'concurrency:',
    '  group: ${{ github.workflow }}-${{ github.ref }}',
    '  cancel-in-progress: true',
  ];
  const edit = insertLines(ctx.source, node, lines, { after: triggers.pair! });
  return edit && { title: 'Let a new run cancel the one before it', safety: 'unsafe', edits: [edit] };
}

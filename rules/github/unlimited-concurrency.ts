import { indentOf, indentUnit, insertLines } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import { isReusableOnly } from '../../server/core/model/github/triggers.ts';
import { liveJobs, type Workflow } from '../../server/core/model/github/workflow.ts';
import { isScalar, type Pair } from '../../server/core/parse/tree.ts';
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
    half of its work behind. For a lone group, the safe fix writes out what GitHub does with it today.
  `,
  check: {
    workflow(ctx, workflow) {
      const { triggers, concurrency } = workflow;
      if (!triggers.pair || isReusableOnly(triggers)) return;
      if (concurrency) {
        if (isScalar(concurrency.value))
          ctx.report({ span: concurrency.span, message: VAGUE, fixes: () => [spellOut(ctx, concurrency)] });
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
        const fixes = () => [spellOut(ctx, vague[0]!.concurrency!)];
        ctx.report({ span: triggers.pair.key.span, message: VAGUE, related, fixes });
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

/** A group as a map that says what happens today: a run in progress goes on. */
function spellOut(ctx: Context, pair: Pair): Fix | undefined {
  const { source } = ctx;
  const indent = indentOf(source, pair);
  const group = pair.value;
  if (!isScalar(group) || indent === undefined || pair.merged || group.alias || group.anchor)
    return undefined;
  const written = source.slice(group.span);
  const between = source.text.slice(pair.key.span.end, group.span.start);
  if (written.includes('\n') || !/^[ \t]*:[ \t]+$/.test(between)) return undefined;
  const lead = source.eol + indent + indentUnit(source);
  const span = { start: pair.key.span.end, end: group.span.end };
  const newText = `:${lead}group: ${written}${lead}cancel-in-progress: false`;
  return { title: 'Say that a run in progress goes on', safety: 'safe', edits: [{ span, newText }] };
}

function fixOf(ctx: Context, { node, triggers }: Workflow): Fix | undefined {
  const lines = [
    'concurrency:',
    '  group: ${{ github.workflow }}-${{ github.ref }}',
    '  cancel-in-progress: true',
  ];
  const edit = insertLines(ctx.source, node, lines, { after: triggers.pair! });
  return edit && { title: 'Let a new run cancel the one before it', safety: 'unsafe', edits: [edit] };
}

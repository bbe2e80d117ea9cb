import { eventsOf } from '../../server/core/model/github/events.ts';
import { filterOf, triggerOf } from '../../server/core/model/github/triggers.ts';
import type { Job } from '../../server/core/model/github/workflow.ts';
import { commandsOf, type PipelineJob } from '../../server/core/model/pipeline.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

const REQUESTS: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'issue_comment',
  'workflow_run',
  'check_suite',
]);
/** Those of them that run with the repository's rights for strangers too. */
const PRIVILEGED: ReadonlySet<string> = new Set([
  'pull_request_target',
  'issue_comment',
  'workflow_run',
  'check_suite',
]);
/** What a file says that merges or approves at all. */
const SIGNS = /\bgh\s+(?:pr|api)\b|auto-?merge|merge-dependabot|approve/;
const HINT = /\bgh\s+(?:pr|api)\b/;
const MERGE =
  /^gh\s+pr\s+(?:merge(?:\s|$)|review\s(?:.*\s)?(?:--approve|-a)(?:\s|$))|^gh\s+api\s(?:.*\s)?\S*pulls\/\S+\/merge(?:\s|$)/;
const MERGERS: ReadonlySet<string> = new Set([
  'ahmadnassri/action-dependabot-auto-merge',
  'alexwilson/enable-github-automerge-action',
  'fastify/github-action-merge-dependabot',
  'hmarr/auto-approve-action',
  'juliangruber/approve-pull-request-action',
  'pascalgn/automerge-action',
  'peter-evans/enable-pull-request-automerge',
]);
/** What tells one pull request from another: its author, where it comes from, what was done to it. */
const GUARD =
  /github\.(?:actor|triggering_actor)|\buser\.(?:login|id|type)|sender\.|author_association|head\.repo|head_repository|head_ref|head_branch|head\.ref|labels?\b|dependabot|renovate|review\.state/i;

export default defineRule({
  id: 'unreviewed-merge',
  summary: 'A workflow merges pull requests that nobody has looked at',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [862, 441],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-097'] },
  docs: `
    ## What it does
    Reports \`gh pr merge\`, \`gh pr review --approve\` and actions that merge or approve, in jobs that a pull request, a comment or the end of
    another workflow starts. It is in the \`default\` profile where everyone's pull requests get that far: no condition on the
    author, the head repository or a label, on an event that gives a stranger's pull request the rights to it.

    ## Why is this bad?
    The workflow's token is the deputy: it may merge where the author of the pull request may not. Whoever makes the
    condition hold, by a name, a title, a label or a bot's branch that they push to, gets code into the protected branch.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: pull_request_target
    permissions:
      contents: write
      pull-requests: write
    jobs:
      merge:
        runs-on: ubuntu-latest
        steps:
          - run: gh pr merge --auto --squash "$URL"
            env:
              URL: \${{ github.event.pull_request.html_url }}
              GH_TOKEN: \${{ github.token }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: pull_request_target
    permissions:
      pull-requests: write
    jobs:
      label:
        runs-on: ubuntu-latest
        steps:
          - run: gh pr edit --add-label triage "$URL"
            env:
              URL: \${{ github.event.pull_request.html_url }}
              GH_TOKEN: \${{ github.token }}
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (!SIGNS.test(ctx.source.text)) return;
      for (const job of pipeline.jobs) {
        const merges = mergesIn(job);
        if (merges.length === 0 || !job.github) continue;
        if (!eventsOf(job.github).some((event) => REQUESTS.has(event))) continue;
        const guarded = !isOpen(job.github) || GUARD.test(ctx.source.slice(job.github.node.span));
        for (const span of merges) report(ctx, span, guarded);
      }
    },
  },
});

function mergesIn(job: PipelineJob): readonly Span[] {
  const spans = job.actions.flatMap(({ name, span }) => (MERGERS.has(name) ? [span] : []));
  for (const { line, span } of commandsOf(job, HINT)) if (MERGE.test(line.text)) spans.push(span);
  return spans;
}

/** True when a stranger's pull request starts the job, with the rights to merge, and no other job looks at it first. */
function isOpen(job: Job): boolean {
  if (job.needs.length > 0 || !eventsOf(job).some((event) => PRIVILEGED.has(event))) return false;
  const types = filterOf(triggerOf(job.workflow.triggers, 'pull_request_target'), 'types');
  return !types?.every((type) => type === 'labeled');
}

function report(ctx: Context, span: Span, guarded: boolean): void {
  ctx.report({
    span,
    message: guarded
      ? 'This merges or approves without a look by a person; make sure that nobody else can meet the condition.'
      : "This merges or approves anyone's pull request; let people review it, or ask who its author is.",
    ...(!guarded && { profile: 'default', severity: 'high' }),
  });
}

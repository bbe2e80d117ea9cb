import type { Condition } from '../../server/core/model/github/condition.ts';
import { stepEvents } from '../../server/core/model/github/events.ts';
import { runsCheckout } from '../../server/core/model/github/execution.ts';
import { gatedCheckoutOf } from '../../server/core/model/github/gate.ts';
import { fetchedHead } from '../../server/core/model/github/head.ts';
import type { Step } from '../../server/core/model/github/step.ts';
import { liveJobs, liveSteps } from '../../server/core/model/github/workflow.ts';
import { truthOf } from '../../server/core/parse/expression-query.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'untrusted-checkout',
  summary: 'A privileged workflow checks out code that anyone can propose',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [829, 94],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    zizmor: ['dangerous-triggers'],
    poutine: ['untrusted_checkout_exec'],
    'pipeline-check': ['GHA-002', 'GHA-010', 'GHA-032', 'GHA-044', 'GHA-046', 'GHA-058'],
    sisakulint: ['untrusted-checkout', 'cache-poisoning-poisonable-step'],
  },
  references: [
    'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
    'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target',
  ],
  docs: `
    ## What it does
    Reports steps that fetch the head of a pull request (\`actions/checkout\` with the head's ref, commit or repository,
    \`gh pr checkout\`, \`git fetch … pull/N/head\`) in a workflow that runs with the privileges of the base repository:
    on \`pull_request_target\`, \`workflow_run\`, \`issue_comment\` and the like.

    It is in the \`default\` profile when a later step runs a build tool, a script or an action of the checked out tree,
    and no condition keeps strangers out (same repository, trusted authors); in \`strict\` otherwise. A label or a protected environment is no such condition by itself: the head can change after
    the label was set.

    ## Why is this bad?
    The next \`npm install\`, \`make\` or local action runs the stranger's code with the repository's secrets, its
    caches and, often, a token that can write.

    ## Example
    \`\`\`yaml bad .github/workflows/preview.yml
    on: pull_request_target
    permissions: {}
    jobs:
      preview:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
            with:
              ref: \${{ github.event.pull_request.head.sha }}
          - run: npm ci && npm run build
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/preview.yml
    on: pull_request
    permissions: {}
    jobs:
      preview:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
            with:
              ref: \${{ github.event.pull_request.head.sha }}
          - run: npm ci && npm run build
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      const events = workflow.triggers.list.map(({ event }) => event);
      if (!events.some((event) => FROM_OUTSIDE.has(event))) return;
      for (const job of liveJobs(workflow)) {
        const steps = liveSteps(job);
        for (const step of steps) {
          const head = fetchedHead(step);
          // A branch that can change after somebody's word is reported as that.
          if (!head || gatedCheckoutOf(job, step)) continue;
          const event = stepEvents(step).find(
            (candidate) => FROM_OUTSIDE.has(candidate) && names(candidate, head.by),
          );
          if (event) report(ctx, step, head.place, event, steps);
        }
      }
    },
  },
});

/** Events that an outsider causes and that run with the base repository's privileges. */
const FROM_OUTSIDE: ReadonlySet<string> = new Set([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
]);

/** True when the payload of `event` fills the fields that `text` fetches by; on other events they are empty. */
function names(event: string, text: string): boolean {
  if (/\bpull_request\.|head_ref\b/i.test(text)) return event === 'pull_request_target';
  return !text.includes('workflow_run.') || event === 'workflow_run';
}

function report(ctx: Context, step: Step, place: Span, event: string, steps: readonly Step[]): void {
  const runs = runsCheckout(step, steps);
  const guarded = [step.condition, step.job?.condition].some(isGuard);
  ctx.report({
    span: place,
    message: runs
      ? `On \`${event}\` this fetches a stranger's code, which later runs next to secrets; use \`pull_request\`.`
      : `On \`${event}\` this fetches a stranger's code next to secrets; make sure that nothing of it ever runs.`,
    ...(guarded
      ? { severity: 'low', confidence: 'low', profile: 'strict' }
      : !runs && { severity: 'medium', confidence: 'medium', profile: 'strict' }),
  });
}

/** True when the condition lets only the repository's own branches, or people it trusts, through. */
function isGuard(condition: Condition | undefined): boolean {
  if (!condition?.expression) return false;
  // It guards if it cannot hold for a pull request from a fork, by a stranger.
  const fork = (path: string) => STRANGER[path];
  return truthOf(condition.expression, fork) === false;
}

/** What a stranger's pull request looks like to a condition. */
const STRANGER: Readonly<Record<string, string | boolean>> = {
  'github.event.pull_request.head.repo.fork': true,
  'github.event.pull_request.author_association': 'NONE',
  'github.event.comment.author_association': 'NONE',
  'github.event.issue.author_association': 'NONE',
  'github.event.review.author_association': 'NONE',
  'github.event.pull_request.head.repo.full_name': 'stranger/fork',
  'github.event.pull_request.head.repo.owner.login': 'stranger',
  'github.event.pull_request.head.user.login': 'stranger',
  'github.event.pull_request.user.login': 'stranger',
  'github.event.comment.user.login': 'stranger',
  'github.event.workflow_run.head_repository.full_name': 'stranger/fork',
  'github.event.workflow_run.head_repository.owner.login': 'stranger',
  'github.event.workflow_run.event': 'pull_request',
  'github.repository': 'owner/repository',
  'github.repository_owner': 'owner',
  'github.event.repository.full_name': 'owner/repository',
  'github.event.repository.owner.login': 'owner',
};

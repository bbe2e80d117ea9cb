import type { Condition } from '../../server/core/model/github/condition.ts';
import { stepEvents } from '../../server/core/model/github/events.ts';
import { runsCheckout } from '../../server/core/model/github/execution.ts';
import { gatedCheckoutOf } from '../../server/core/model/github/gate.ts';
import { headIn, headInVariable } from '../../server/core/model/github/head.ts';
import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import { liveJobs, liveSteps } from '../../server/core/model/github/workflow.ts';
import { interpolationsOf } from '../../server/core/parse/expression.ts';
import { contextsIn, truthOf } from '../../server/core/parse/expression-query.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
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

/** The text that names the head in a step that fetches it, and the field of the event that stands behind it. */
function fetchedHead(step: Step): { readonly place: Span; readonly by: string } | undefined {
  if (isAction(step.uses, 'actions/checkout')) {
    for (const name of ['ref', 'repository']) {
      const value = inputOf(step, name);
      const by = value && namedHead(value, step);
      if (by) return { place: value.span, by };
    }
    return undefined;
  }
  if (!step.run) return undefined;
  const { text, map } = step.run;
  const match = FETCHES_HEAD.exec(text);
  if (match) return { place: map.span(match.index, match.index + match[0].length), by: match[0] };
  for (const fetch of text.includes('$') ? text.matchAll(FETCHES) : []) {
    for (const [, name] of fetch[0].matchAll(/\$\{?(\w{1,80})/g)) {
      const by = headInVariable(name!, step);
      if (by) return { place: map.span(fetch.index, fetch.index + fetch[0].length), by };
    }
  }
  return undefined;
}

/** Commands that bring commits into the workspace; a branch that is made here brings none. */
const FETCHES =
  /\bgit (?:-C \S{1,80} )?(?:fetch|pull|checkout|switch|clone)\b(?!\s+(?:-[bBcC]|--orphan|--create)\b)[^\n;&|]{0,300}/g;

const FETCHES_HEAD =
  /\bgh pr checkout\b[^\n]{0,200}|\bgit (?:-C \S{1,80} )?(?:fetch|pull|checkout|clone)\b[^\n]{0,300}?(?:\bpull\/(?:\$\{\{[^}\n]{1,120}\}\}|\S{1,120})\/(?:head|merge)\b|github\.head_ref|github\.event\.pull_request\.head\.|github\.event\.workflow_run\.head_|\$\{?GITHUB_HEAD_REF\b)/;

/** The field by which a value names the head of a pull request, or the text of an output whose name says so. */
function namedHead(value: ScalarNode, step: Step): string | undefined {
  if (/^refs\/pull\//.test(value.text)) return value.text.includes('${{') ? value.text : undefined;
  const head = headIn(value, step);
  if (head || !isComment(step)) return head;
  return interpolationsOf(value)
    .flatMap(({ expression }) => (expression ? contextsIn(expression) : []))
    .find(({ path }) =>
      /^(?:steps|needs)\..*(?:head|pr|pull)[\w-]*?_?(?:sha|ref|branch|commit|repo)/.test(path),
    )?.path;
}

function isComment(step: Step): boolean {
  return stepEvents(step).includes('issue_comment');
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

import { replaceScalar } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import type { Condition } from '../../server/core/model/github/condition.ts';
import { eventsOf, isPrivilegedEvent } from '../../server/core/model/github/events.ts';
import type { Job } from '../../server/core/model/github/workflow.ts';
import type { BinaryExpression, Expression } from '../../server/core/parse/expression-ast.ts';
import { partsOf } from '../../server/core/parse/expression-ast.ts';
import { contextOf } from '../../server/core/parse/expression-query.ts';
import type { Context } from '../../server/core/rule.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'bot-actor-condition',
  summary: 'A condition trusts the actor to be a bot',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [290, 863],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    'pipeline-check': ['GHA-063'],
    zizmor: ['bot-conditions'],
    poutine: ['confused_deputy_auto_merge'],
    sisakulint: ['bot-conditions'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context'],
  docs: `
    ## What it does
    Reports \`if:\` conditions of jobs and steps that compare \`github.actor\`, \`github.triggering_actor\` or the sender of the
    event with the name or number of a bot.

    It is in the \`default\` profile where anyone can start the workflow with the repository's privileges
    (\`pull_request_target\`, \`workflow_run\`, \`issue_comment\` and the like), in \`strict\` otherwise.

    ## Why is this bad?
    The actor is whoever caused the latest event, not the author of the pull request. An attacker opens a pull request, has
    Dependabot touch it (\`@dependabot recreate\`), and the condition holds for the attacker's code.

    ## Example
    \`\`\`yaml bad .github/workflows/merge.yml
    on: pull_request_target
    permissions: {}
    jobs:
      merge:
        if: github.actor == 'dependabot[bot]'
        runs-on: ubuntu-latest
        steps:
          - run: gh pr merge --auto "$URL"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/merge.yml
    on: pull_request_target
    permissions: {}
    jobs:
      merge:
        if: github.event.pull_request.user.login == 'dependabot[bot]'
        runs-on: ubuntu-latest
        steps:
          - run: gh pr merge --auto "$URL"
    \`\`\`

    ## Fix safety
    The fix asks for the author instead of the actor. It is unsafe: the author stays the bot when somebody else pushes to
    its branch.
  `,
  check: {
    condition(ctx, { condition, job }) {
      if (!condition.expression || !/actor|sender/i.test(condition.node.text)) return;
      const found = findComparison(condition.expression, true);
      if (!found) return;
      const { start, end } = found.comparison.span;
      const risky = job !== undefined && eventsOf(job).some(isPrivilegedEvent);
      // Elsewhere the sender of an event is who the event is about: the app that sets a status, for one.
      if (!risky && contextOf(found.context)?.path.startsWith('github.event.sender.')) return;
      ctx.report({
        span: condition.node.map.span(start, end),
        message: 'The actor is whoever acted last, not the author; compare the author of the event instead.',
        confidence: found.dominates ? 'high' : 'medium',
        ...(!risky && { severity: 'medium', profile: 'strict' }),
        fixes: () => [fixOf(ctx, condition, found.context, job)],
      });
    },
  },
});

interface Found {
  readonly comparison: BinaryExpression;
  readonly context: Expression;
  /** True when the comparison alone can make the condition hold. */
  readonly dominates: boolean;
}

function findComparison(expression: Expression, dominates: boolean): Found | undefined {
  if (expression.kind === 'binary' && expression.operator === '==') {
    for (const [context, literal] of [
      [expression.left, expression.right],
      [expression.right, expression.left],
    ] as const) {
      if (literal.kind === 'literal' && isBot(contextOf(context)?.path, String(literal.value)))
        return { comparison: expression, context, dominates };
    }
  }
  const below = dominates && expression.kind === 'binary' && expression.operator !== '&&';
  for (const part of partsOf(expression)) {
    const found = findComparison(part, below);
    if (found) return found;
  }
  return undefined;
}

const NAMES: ReadonlySet<string> = new Set([
  'github.actor',
  'github.triggering_actor',
  'github.event.pull_request.sender.login',
  'github.event.sender.login',
]);
const NUMBERS: ReadonlySet<string> = new Set([
  'github.actor_id',
  'github.event.pull_request.sender.id',
  'github.event.sender.id',
]);
/** The user numbers of github-actions, Renovate and Dependabot, as GitHub's user interface gives them (2026-11). */
const BOT_NUMBERS: ReadonlySet<string> = new Set(['29110', '49699333', '27856297', '29139614']);

function isBot(path: string | undefined, literal: string): boolean {
  if (path === undefined) return false;
  return NAMES.has(path)
    ? literal.toLowerCase().endsWith('[bot]')
    : NUMBERS.has(path) && BOT_NUMBERS.has(literal);
}

/** Where the author stands in the payload of an event. */
const AUTHORS: Readonly<Record<string, string>> = {
  discussion: 'discussion.user',
  discussion_comment: 'comment.user',
  issue_comment: 'comment.user',
  issues: 'issue.user',
  pull_request: 'pull_request.user',
  pull_request_review: 'review.user',
  pull_request_review_comment: 'comment.user',
  pull_request_target: 'pull_request.user',
  release: 'release.author',
};

/** Only where one event starts the workflow, so that the author's place is known. */
function fixOf(
  ctx: Context,
  condition: Condition,
  context: Expression,
  job: Job | undefined,
): Fix | undefined {
  const events = job?.workflow.triggers.list ?? [];
  const author = events.length === 1 ? AUTHORS[events[0]!.event] : undefined;
  const path = contextOf(context)?.path;
  if (!author || !path) return undefined;
  const field = `github.event.${author}.${NUMBERS.has(path) ? 'id' : 'login'}`;
  const { start, end } = context.span;
  const { node } = condition;
  const title = `Compare ${field}`;
  if (node.style === 'literal' || node.style === 'folded')
    return { title, safety: 'unsafe', edits: [{ span: node.map.span(start, end), newText: field }] };
  const edit = replaceScalar(ctx.source, node, node.text.slice(0, start) + field + node.text.slice(end));
  return edit && { title, safety: 'unsafe', edits: [edit] };
}

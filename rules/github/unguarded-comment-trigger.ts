import { eventsOf } from '../../server/core/model/github/events.ts';
import { triggerOf } from '../../server/core/model/github/triggers.ts';
import { type Job, liveJobs } from '../../server/core/model/github/workflow.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Source } from '../../server/core/text/source.ts';

const COMMENTS: ReadonlySet<string> = new Set([
  'issue_comment',
  'discussion_comment',
  'pull_request_review_comment',
]);
/** Fields, calls and actions by which a job finds out who the author is. */
const ASKS =
  /author_association|comment\.user\.(?:login|id)|github\.(?:actor|triggering_actor|actor_id)\b|sender\.(?:login|id)|collaborators?\b|getMembershipForUser|get-user-permission|check-user-permission|actions-cool\/check|TheModdingInquisition\/actions-team-membership|prince-chrismc\/check-actor-permissions|permission-check|team-membership|orgs\/[^\s]+\/members/i;

export default defineRule({
  id: 'unguarded-comment-trigger',
  summary: 'Anyone who can comment starts this job',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [862, 285],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-013'] },
  docs: `
    ## What it does
    Reports jobs that run on comments (\`issue_comment\`, \`discussion_comment\`, \`pull_request_review_comment\`) and look, in
    no condition and no command, at who wrote the comment.

    ## Why is this bad?
    Everyone with an account can comment in a public repository, as often as they like. The job runs with the repository's
    token and secrets, at a moment and with a text of their choice. Ask for the author's association
    (\`github.event.comment.author_association\`) first, or ask the API for the permission of the author.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: issue_comment
    permissions:
      issues: write
    jobs:
      answer:
        if: contains(github.event.comment.body, '/deploy')
        runs-on: ubuntu-latest
        steps:
          - run: ./answer.sh
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: issue_comment
    permissions:
      issues: write
    jobs:
      answer:
        if: contains(fromJSON('["OWNER", "MEMBER"]'), github.event.comment.author_association)
        runs-on: ubuntu-latest
        steps:
          - run: ./answer.sh
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      if (!workflow.triggers.list.some(({ event }) => COMMENTS.has(event))) return;
      const guards = new Set(workflow.jobs.filter((job) => asks(ctx.source, job)).map(({ id }) => id.text));
      for (const job of liveJobs(workflow)) {
        const event = eventsOf(job).find((candidate) => COMMENTS.has(candidate));
        if (!event || guards.has(job.id.text) || job.needs.some(({ text }) => guards.has(text))) continue;
        const trigger = triggerOf(workflow.triggers, event);
        ctx.report({
          span: job.id.span,
          message: `Anyone can start this job by \`${event}\`; check who wrote the comment in its \`if\`.`,
          ...(trigger && { related: [{ span: trigger.node.span, message: 'started by this event' }] }),
        });
      }
    },
  },
});

function asks(source: Source, job: Job): boolean {
  return ASKS.test(source.slice(job.node.span));
}

import { agentIn, mentionsAgent } from '../../server/core/model/agent.ts';
import { eventsOf } from '../../server/core/model/github/events.ts';
import { grants, tokenPower } from '../../server/core/model/github/permissions.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Scopes that change code or what is made of it; comments and labels are what such bots are for. */
const STRONG = ['contents', 'packages', 'actions', 'deployments'];

export default defineRule({
  id: 'privileged-agent',
  summary: 'An AI agent runs with a token that can write to the repository',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4', 'CICD-SEC-5'],
  cwe: [250, 1427],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-103', 'GHA-106', 'GHA-058'] },
  docs: `
    ## What it does
    Reports jobs that run an AI agent, as a command or an action, while their token may write contents, packages, actions or
    deployments; and, on the events that anyone can cause with the repository's privileges, anything at all. Jobs that wait
    for an environment are left alone, as are those without \`permissions\`, which other rules report.

    ## Why is this bad?
    What the agent reads can turn it. With such a token it can push code, publish packages or start workflows. Give the
    agent's job a token that can only read, and write its result in a second job that looks at it first.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: issue_comment
    permissions:
      contents: write
    jobs:
      fix:
        if: github.event.comment.author_association == 'OWNER'
        runs-on: ubuntu-latest
        steps:
          - run: aider --message "Do what the last comment asks for"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: issue_comment
    permissions:
      contents: read
    jobs:
      fix:
        if: github.event.comment.author_association == 'OWNER'
        runs-on: ubuntu-latest
        steps:
          - run: aider --message "Do what the last comment asks for"
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (!mentionsAgent(ctx.source)) return;
      for (const job of pipeline.jobs) {
        const permissions = job.github?.effectivePermissions;
        if (job.hasEnvironment || !job.github || !permissions || tokenPower(permissions) !== 'write')
          continue;
        const strong = STRONG.some((scope) => grants(permissions, scope, 'write'));
        const open = eventsOf(job.github).some(
          (event) => event === 'pull_request_target' || event === 'issue_comment' || event === 'issues',
        );
        if (!strong && !open) continue;
        const agent = agentIn(job, () => true);
        if (agent)
          ctx.report({
            span: agent,
            message:
              'This AI agent runs with a token that can write; let it only read, and write in another job.',
            ...(strong && open && { severity: 'high' }),
          });
      }
    },
  },
});

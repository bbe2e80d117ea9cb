import { isAgentCommand, UNBOUND_HINT, unboundOption } from '../../server/core/model/agent.ts';
import { eventsOf, isPrivilegedEvent } from '../../server/core/model/github/events.ts';
import { commandsOf } from '../../server/core/model/pipeline.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unbound-agent',
  summary: 'An AI agent may do anything without asking',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-5'],
  cwe: [250, 1427],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-058'] },
  docs: `
    ## What it does
    Reports agents that are started with an option that switches every question off: \`--dangerously-skip-permissions\`,
    \`--yolo\`, \`--trust-all-tools\`, \`--full-auto\`, \`--allowedTools '*'\` and the like. Where outsiders can start the job it is
    in the \`default\` profile and high.

    ## Why is this bad?
    An agent reads issues, diffs and web pages, and may take what it reads for orders. The questions it asks, or a list of
    tools it may use, are all that stands between such an order and the job's shell, token and secrets.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: issues
    permissions:
      issues: write
    jobs:
      triage:
        runs-on: ubuntu-latest
        steps:
          - run: claude -p "Triage the newest issue" --dangerously-skip-permissions
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: issues
    permissions:
      issues: write
    jobs:
      triage:
        runs-on: ubuntu-latest
        steps:
          - run: claude -p "Triage the newest issue" --allowedTools "Read,Grep"
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (!UNBOUND_HINT.test(ctx.source.text)) return;
      for (const job of pipeline.jobs) {
        for (const { script, line } of commandsOf(job, UNBOUND_HINT)) {
          const option = isAgentCommand(line) ? unboundOption(line) : undefined;
          if (!option) continue;
          const open = job.github !== undefined && eventsOf(job.github).some(isPrivilegedEvent);
          const from = line.span.start + line.text.indexOf(option);
          ctx.report({
            span: script.spanOf({ from, to: from + option.length }),
            message:
              'With this the agent may run anything it reads somewhere; list the tools it needs instead.',
            ...(open && { severity: 'high', profile: 'default' }),
          });
        }
      }
    },
  },
});

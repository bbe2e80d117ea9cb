import {
  hasWideTool,
  isAgentCommand,
  UNBOUND_HINT,
  UNBOUND_INPUT,
  unboundOption,
  wideToolOption,
} from '../../server/core/model/agent.ts';
import { eventsOf, isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import { inputsOf } from '../../server/core/model/github/step.ts';
import { actionName } from '../../server/core/model/github/uses.ts';
import { runnerLabels } from '../../server/core/model/github/workflow.ts';
import { commandsOf } from '../../server/core/model/pipeline.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';
import { agentAction } from '../data/agent-actions.ts';

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
  equivalents: {
    'pipeline-check': ['GHA-058'],
    sisakulint: ['ai-action-unsafe-sandbox', 'ai-action-excessive-tools'],
  },
  references: [
    'https://github.com/anthropics/claude-code-action/blob/main/docs/security.md',
    'https://github.com/openai/codex-action/blob/main/docs/security.md',
  ],
  docs: `
    ## What it does
    Reports AI agents that are started with an option that switches every question off, on the command line or in an
    input of an action (\`anthropics/claude-code-action\`, \`openai/codex-action\`, \`google-github-actions/run-gemini-cli\`):
    \`--dangerously-skip-permissions\`, \`--yolo\`, \`--full-auto\`, \`--allowedTools '*'\`, \`safety-strategy: unsafe\`,
    \`sandbox: danger-full-access\` and the like. Where outsiders can start the job it is in the \`default\` profile and
    high; there, actions that may run any command or write files (\`--allowedTools Bash,Write\`) are reported too.

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
          report(ctx, script.spanOf({ from, to: from + option.length }), UNASKED, open);
        }
      }
    },
    step(ctx, step) {
      const action = step.uses?.kind === 'repository' ? agentAction(actionName(step.uses)) : undefined;
      if (!action) return;
      const open = stepEvents(step).some(isPrivilegedEvent);
      for (const { name, value } of inputsOf(step)) {
        const input = name.text.toLowerCase();
        if (action.options.includes(input)) {
          const bare = UNBOUND_INPUT.exec(value.text);
          // On Windows the actions have no sandbox to offer.
          if (bare && !(step.job && runnerLabels(step.job).some(({ text }) => /^windows/i.test(text))))
            report(ctx, place(value, bare), UNASKED, open);
          const tools = open && wideToolOption(value.text);
          if (tools) report(ctx, place(value, tools), TOOLS, open);
        } else if (open && action.tools.includes(input) && hasWideTool(value.text)) {
          report(ctx, value.map.span(0, value.text.length), TOOLS, open);
        }
      }
    },
  },
});

const UNASKED = 'With this the AI agent runs any command without asking; list only the tools it needs.';
const TOOLS =
  'Outsiders can start this AI agent, and it may write files or run any command; allow only what it needs.';

function place(value: ScalarNode, match: RegExpExecArray): Span {
  return value.map.span(match.index, match.index + match[0].length);
}

function report(ctx: Context, span: Span, message: string, open: boolean): void {
  ctx.report({ span, message, ...(open && { severity: 'high', profile: 'default' }) });
}

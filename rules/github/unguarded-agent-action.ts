import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import { inputsOf } from '../../server/core/model/github/step.ts';
import { actionName } from '../../server/core/model/github/uses.ts';
import { runnerLabels } from '../../server/core/model/github/workflow.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import { AGENT_ACTIONS } from '../data/agent-actions.ts';

export default defineRule({
  id: 'unguarded-agent-action',
  summary: 'An action that runs an AI agent is told to drop its guards',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-5'],
  cwe: [250, 862, 1427],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-058'],
    sisakulint: ['ai-action-unrestricted-trigger', 'ai-action-unsafe-sandbox', 'ai-action-excessive-tools'],
  },
  references: [
    'https://github.com/anthropics/claude-code-action/blob/main/docs/security.md',
    'https://github.com/openai/codex-action/blob/main/docs/security.md',
  ],
  docs: `
    ## What it does
    Reports inputs of actions that run an AI agent (\`anthropics/claude-code-action\`, \`openai/codex-action\`,
    \`google-github-actions/run-gemini-cli\`) which

    - let everybody start it: \`allowed_non_write_users: '*'\`, \`allow-users: '*'\`;
    - take its sandbox away: \`safety-strategy: unsafe\`, \`sandbox: danger-full-access\`, \`--dangerously-skip-permissions\`,
      \`--yolo\`;
    - give it the shell or files to write, on events that anyone can cause: \`--allowedTools Bash,Write\`.

    Without such an event they are in the \`strict\` profile.

    ## Why is this bad?
    An agent takes orders from what it reads, and on \`issues\` or \`issue_comment\` strangers write what it reads. That only
    trusted people can start it, and that it can do little, is what keeps their orders from the job's token and secrets.

    ## Example
    \`\`\`yaml bad .github/workflows/triage.yml
    on: issues
    permissions:
      issues: write
    jobs:
      triage:
        runs-on: ubuntu-latest
        steps:
          - uses: anthropics/claude-code-action@v1
            with:
              allowed_non_write_users: '*'
              claude_args: --allowedTools "Bash,Write"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/triage.yml
    on: issues
    permissions:
      issues: write
    jobs:
      triage:
        runs-on: ubuntu-latest
        steps:
          - uses: anthropics/claude-code-action@v1
            with:
              claude_args: --allowedTools "Read,Bash(gh issue edit:*)"
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      if (step.uses?.kind !== 'repository') return;
      const action = AGENT_ACTIONS[actionName(step.uses)];
      if (!action) return;
      const open = stepEvents(step).some(isPrivilegedEvent);
      // There the action has no sandbox to offer.
      const windows =
        step.job !== undefined && runnerLabels(step.job).some(({ text }) => /^windows/i.test(text));
      for (const { name, value } of inputsOf(step)) {
        const input = name.text.toLowerCase();
        if (action.users.includes(input)) {
          if (EVERYBODY.test(value.text))
            report(
              ctx,
              value,
              [0, value.text.length],
              'Everybody can start this agent and tell it what to do; name the people who may.',
              // An app has an owner; still, anyone can make one.
              open && !input.includes('bot'),
            );
        } else if (action.options.includes(input)) {
          const bare = UNSAFE.exec(value.text);
          if (bare && !windows)
            report(
              ctx,
              value,
              place(bare),
              'Without its sandbox the agent may do whatever it reads somewhere; leave it on.',
              open,
            );
          const tools = TOOL_OPTION.exec(value.text);
          if (open && tools && WIDE_TOOL.test(tools[1]!)) report(ctx, value, place(tools), TOOLS, open);
        } else if (open && action.tools.includes(input) && WIDE_TOOL.test(value.text)) {
          report(ctx, value, [0, value.text.length], TOOLS, open);
        }
      }
    },
  },
});

const TOOLS =
  'On events of strangers the agent should not write files or run any command; allow what it needs only.';
const EVERYBODY = /(?:^|[\s,"'])\*(?:$|[\s,"'])/;
const UNSAFE =
  /^unsafe$|danger-full-access|--dangerously-[\w-]+|--permission-mode[= ]bypassPermissions|"defaultMode"\s*:\s*"bypassPermissions"|--yolo|--approval-mode[= ]yolo|"sandbox"\s*:\s*false|"autoAccept"\s*:\s*true/;
const TOOL_OPTION = /--allowed-?[tT]ools[= ]\s{0,9}("[^"\n]{0,1000}"|'[^'\n]{0,1000}'|\S{1,1000})/;
/** A tool that acts without bounds; `Bash(gh issue view:*)` has some. */
const WIDE_TOOL =
  /(?:^|[\s,"'])(?:Bash(?:\((?:\*|\*:\*|:\*)\))?|Write|Edit|MultiEdit|NotebookEdit|\*)(?:$|[\s,"'])/;

function place(match: RegExpExecArray): readonly [number, number] {
  return [match.index, match.index + match[0].length];
}

function report(
  ctx: Context,
  value: ScalarNode,
  [from, to]: readonly [number, number],
  message: string,
  open: boolean,
): void {
  ctx.report({
    span: value.map.span(from, to),
    message,
    ...(!open && { severity: 'medium', profile: 'strict' }),
  });
}

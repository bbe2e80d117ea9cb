import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import { inputsOf } from '../../server/core/model/github/step.ts';
import { actionName } from '../../server/core/model/github/uses.ts';
import { defineRule } from '../../server/core/rule.ts';
import { agentAction } from '../data/agent-actions.ts';

export default defineRule({
  id: 'agent-open-to-all',
  summary: 'An action lets everybody start its AI agent',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-5'],
  cwe: [862, 1427],
  since: '0.1.0',
  fix: 'none',
  equivalents: { sisakulint: ['ai-action-unrestricted-trigger'] },
  references: [
    'https://github.com/anthropics/claude-code-action/blob/main/docs/security.md',
    'https://github.com/openai/codex-action/blob/main/docs/security.md',
  ],
  docs: `
    ## What it does
    Reports \`*\` in the inputs by which an action that runs an AI agent names who may start it:
    \`allowed_non_write_users\` of \`anthropics/claude-code-action\`, \`allow-users\` of \`openai/codex-action\`. On events that
    strangers cannot cause with the repository's privileges, and for \`allowed_bots\`, it is in the \`strict\` profile.

    ## Why is this bad?
    By default only people who can write to the repository start the agent. With \`*\`, a stranger's issue or comment starts it
    and tells it what to do, next to the job's token and secrets.

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
              allowed_non_write_users: octocat
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      const action = step.uses?.kind === 'repository' ? agentAction(actionName(step.uses)) : undefined;
      if (!action || action.users.length === 0) return;
      for (const { name, value } of inputsOf(step)) {
        const input = name.text.toLowerCase();
        if (!action.users.includes(input) || !EVERYBODY.test(value.text)) continue;
        // A bot has an owner; still, anyone can make one.
        const sure = !input.includes('bot') && stepEvents(step).some(isPrivilegedEvent);
        ctx.report({
          span: value.map.span(0, value.text.length),
          message: 'Anyone can start this AI agent and tell it what to do; name the people who may.',
          ...(!sure && { severity: 'medium', profile: 'strict' }),
        });
      }
    },
  },
});

const EVERYBODY = /(?:^|[\s,"'])\*(?:$|[\s,"'])/;

import { actionName } from '../../server/core/model/github/uses.ts';
import { liveJobs, liveSteps } from '../../server/core/model/github/workflow.ts';
import { defineRule } from '../../server/core/rule.ts';
import { agentAction } from '../data/agent-actions.ts';

export default defineRule({
  id: 'agent-before-steps',
  summary: 'Steps run in the workspace that an AI agent has just changed',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4', 'CICD-SEC-5'],
  cwe: [829, 1427],
  since: '0.1.0',
  fix: 'none',
  equivalents: { sisakulint: ['ai-action-execution-order'] },
  references: ['https://github.com/openai/codex-action/blob/main/docs/security.md'],
  docs: `
    ## What it does
    Reports actions that run an AI agent on the files of the job and are followed by a step of the same job that runs commands.

    ## Why is this bad?
    The agent can change files, start processes and leave hooks behind. Whatever runs later in the job runs on what it left,
    with secrets that it was not given. Make it the last step, and go on in a job of its own that takes the result as text.

    ## Example
    \`\`\`yaml bad .github/workflows/release.yml
    on: push
    permissions: {}
    jobs:
      release:
        runs-on: ubuntu-latest
        steps:
          - uses: openai/codex-action@v1
            with:
              prompt: Write the release notes
          - run: npm publish
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/release.yml
    on: push
    permissions: {}
    jobs:
      notes:
        runs-on: ubuntu-latest
        steps:
          - uses: openai/codex-action@v1
            with:
              prompt: Write the release notes
      release:
        needs: notes
        runs-on: ubuntu-latest
        steps:
          - run: npm publish
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) {
        const steps = liveSteps(job);
        const at = steps.findIndex(
          ({ uses }) => uses?.kind === 'repository' && agentAction(actionName(uses))?.changesFiles,
        );
        const agent = at === -1 ? undefined : steps[at]!.uses;
        const next = agent && steps.slice(at + 1).find(({ run }) => run);
        if (!agent || !next?.run) continue;
        ctx.report({
          span: agent.node.span,
          message:
            'Later steps run on files that this AI agent may have changed; make it the last step of its job.',
          related: [{ span: next.run.span, message: 'this runs behind the agent' }],
        });
      }
    },
  },
});

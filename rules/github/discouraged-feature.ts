import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'discouraged-feature',
  summary: 'A step uses a feature of GitHub Actions that is better left alone',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-7'],
  cwe: [1177],
  since: '0.1.0',
  fix: 'none',
  equivalents: { zizmor: ['misfeature'] },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell',
  ],
  docs: `
    ## What it does
    Reports \`pip-install\` of \`actions/setup-python\` and scripts for \`shell: cmd\` in the \`strict\` profile; shells other than
    bash, sh, pwsh, powershell, cmd and python in the \`audit\` profile.

    ## Why is this bad?
    \`pip-install\` puts packages into the interpreter that all later steps share, without a lock file. \`cmd\` has no safe way
    to quote a value and no way to stop at the first error, and no analyser reads it. Few read other shells either.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: windows-latest
        steps:
          - run: build.bat
            shell: cmd
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: windows-latest
        steps:
          - run: ./build.ps1
            shell: pwsh
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      checkShells(
        ctx,
        workflow.jobs.flatMap(({ steps }) => steps),
      );
    },
    action(ctx, { steps }) {
      checkShells(ctx, steps);
    },
    step(ctx, step) {
      const input = isAction(step.uses, 'actions/setup-python') && inputOf(step, 'pip-install');
      if (!input || !step.uses) return;
      ctx.report({
        span: step.uses.node.span,
        message:
          'This installs into the interpreter of all steps; use a virtual environment and a lock file.',
        related: [{ span: input.span, message: 'what is installed' }],
      });
    },
  },
});

function checkShells(ctx: Context, steps: readonly Step[]): void {
  // A shell that the job or the workflow sets is one mistake, not one per step.
  const seen = new Set<ScalarNode>();
  for (const { run, dead, shell } of steps) {
    const { node, name } = shell;
    if (!run || dead || !node || seen.has(node) || (name !== 'cmd' && name !== 'other')) continue;
    seen.add(node);
    ctx.report({
      span: node.span,
      message:
        name === 'cmd'
          ? 'Nothing can be quoted safely in cmd, and errors do not stop it; use pwsh.'
          : 'Few people and no analyser can read this; use one of the shells that GitHub documents.',
      ...(name === 'other' && { profile: 'audit' }),
    });
  }
}

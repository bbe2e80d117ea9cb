import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import { defineRule } from '../../server/core/rule.ts';

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
    step(ctx, step) {
      if (isAction(step.uses, 'actions/setup-python')) {
        const input = inputOf(step, 'pip-install');
        if (input)
          ctx.report({
            span: step.uses.node.span,
            message:
              'This installs into the interpreter of all steps; use a virtual environment and a lock file.',
            related: [{ span: input.span, message: 'what is installed' }],
          });
        return;
      }
      const { node, name } = step.shell;
      if (!step.run || !node || node.text.includes('${{') || (name !== 'cmd' && name !== 'other')) return;
      // A shell that the job or the workflow sets is one mistake, not one per step.
      const steps = step.job?.steps ?? step.action?.steps ?? [];
      if (node.span.start < step.node.span.start && !isFirstWith(steps, step)) return;
      ctx.report({
        span: node.span,
        message:
          name === 'cmd'
            ? 'Nothing can be quoted safely in cmd, and errors do not stop it; use pwsh.'
            : 'Few people and no analyser can read this; use one of the shells that GitHub documents.',
        ...(name === 'other' && { profile: 'audit' }),
      });
    },
  },
});

function isFirstWith(steps: readonly Step[], step: Step): boolean {
  const first = steps.find((other) => other.run && !other.dead && other.shell.node === step.shell.node);
  const jobs = step.workflow?.jobs ?? [];
  const earlier = jobs.slice(0, step.job ? jobs.indexOf(step.job) : 0);
  return (
    first === step &&
    !earlier.some((job) =>
      job.steps.some((other) => other.run && !other.dead && other.shell.node === step.shell.node),
    )
  );
}

import { inputOf, linesOf, type Step } from '../../server/core/model/github/step.ts';
import { isAction, majorVersion } from '../../server/core/model/github/uses.ts';
import { defineRule } from '../../server/core/rule.ts';

const WHOLE =
  /^(?:\.{1,2}\/?|\/|(?:\.\/)?\*{1,2}(?:\/\*{1,2})?|(?:\$\{\{\s*github\.workspace\s*\}\}|\$GITHUB_WORKSPACE)(?:\/?|\/\.git\/?|\/\*{1,2}(?:\/\*{1,2})?)|(?:\.\/)?\.git\/?)$/;

export default defineRule({
  id: 'whole-workspace-artifact',
  summary: 'An artifact takes the whole workspace along',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6', 'CICD-SEC-9'],
  cwe: [200, 538],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-066', 'GHA-019'] },
  docs: `
    ## What it does
    Reports \`actions/upload-artifact\` with a \`path\` of the whole workspace: \`.\`, \`./\`, \`**/*\`, \`/\`, \`\${{ github.workspace
    }}\`. Where a checkout before it left the token in \`.git\` and hidden files are taken along, it is high.

    ## Why is this bad?
    Everyone who can read the repository can download the artifact. What lies around is in it: \`.env\` files, configuration
    that a step wrote credentials into, and, with versions that take hidden files, the token in \`.git/config\`. Name the
    files that the artifact is for.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - uses: actions/upload-artifact@v4
            with:
              name: build
              path: .
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - uses: actions/upload-artifact@v4
            with:
              name: build
              path: dist/
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      if (!isAction(step.uses, 'actions/upload-artifact')) return;
      const path = inputOf(step, 'path');
      if (!path || !linesOf(path).some((line) => WHOLE.test(line))) return;
      const major = majorVersion(step.uses);
      const hidden =
        inputOf(step, 'include-hidden-files')?.text === 'true' || (major !== undefined && major < 4);
      const token =
        hidden &&
        (step.job ?? step.action)?.steps.some((other) => other.index < step.index && keepsToken(other));
      ctx.report({
        span: path.span,
        message: token
          ? 'The whole workspace is uploaded, with the token that the checkout left in it; name the files.'
          : 'The whole workspace is uploaded for all to read; name the files that the artifact is for.',
        ...(token && { severity: 'high' }),
      });
    },
  },
});

function keepsToken(step: Step): boolean {
  return isAction(step.uses, 'actions/checkout') && inputOf(step, 'persist-credentials')?.text !== 'false';
}

import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unused-ignore',
  summary: 'An ignore comment silences nothing',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [],
  since: '0.1.0',
  fix: 'safe',
  docs: `
    ## What it does
    Reports \`pipewarden: ignore[…]\` comments that name a rule which finds nothing there, or a rule that does not exist.

    ## Why is this bad?
    A stale ignore hides the next real finding on its line.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest # pipewarden: ignore[write-all-permissions] gone since March
        steps: []
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps: []
    \`\`\`
  `,
  // The engine reports it; see server/core/lint.ts.
  check: {},
});

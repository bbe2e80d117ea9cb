import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'constant-condition',
  summary: 'A condition always comes out the same',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [570, 571],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    actionlint: ['if-cond'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/expressions'],
  docs: `
    ## What it does
    Reports an \`if:\` that consists of constants only: \`false\`, \`1 == 0\`, \`!true\`.

    ## Why is this bad?
    A check that somebody switched off for a day stays off, and a condition that always holds looks like a guard and is
    none.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      scan:
        if: false
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      scan:
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`
  `,
  check: { workflowProblem: reporting('constant-condition') },
});

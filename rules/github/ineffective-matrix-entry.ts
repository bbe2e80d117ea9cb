import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'ineffective-matrix-entry',
  summary: 'An entry of a matrix changes nothing',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    actionlint: ['matrix'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax'],
  docs: `
    ## What it does
    Reports entries of \`exclude\` that match no combination of the matrix, and values that stand twice in a row.

    ## Why is this bad?
    What was to be left out runs: the job with the old version, on the wrong runner, with the credentials of all the others.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        strategy:
          matrix:
            python: ['3.12', '3.13']
            exclude:
              - python: '3.11'
        runs-on: ubuntu-latest
        steps:
          - run: make test
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        strategy:
          matrix:
            python: ['3.11', '3.12', '3.13']
            exclude:
              - python: '3.11'
        runs-on: ubuntu-latest
        steps:
          - run: make test
    \`\`\`
  `,
  check: { workflowProblem: reporting('ineffective-matrix-entry') },
});

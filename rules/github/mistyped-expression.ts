import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'mistyped-expression',
  summary: 'An expression uses a value as what it is not',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [704],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    actionlint: ['expression'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/expressions'],
  docs: `
    ## What it does
    Reports comparisons that cannot come out otherwise, lists and objects in the middle of text, properties of text and
    numbers, and arguments of the wrong type.

    ## Why is this bad?
    GitHub converts silently: an object in text becomes the word \`Object\`, a comparison of a list with text is false whatever
    the list holds.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: pull_request
    permissions: {}
    jobs:
      scan:
        if: github.event_name == fromJSON('["push"]')
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: pull_request
    permissions: {}
    jobs:
      scan:
        if: contains(fromJSON('["push"]'), github.event_name)
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`
  `,
  check: { workflowProblem: reporting('mistyped-expression') },
});

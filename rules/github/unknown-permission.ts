import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unknown-permission',
  summary: 'A permission or its level does not exist',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    actionlint: ['permissions'],
    sisakulint: ['permissions'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax'],
  docs: `
    ## What it does
    Reports scopes of \`permissions\` that GitHub does not know and levels that a scope does not take.

    ## Why is this bad?
    GitHub refuses the file, and nothing in it runs. That shows in one place only, a list of failed runs that few people read:
    a check that was meant to guard merges is simply not there.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions:
      content: read
    jobs:
      build:
        runs-on: ubuntu-latest
        steps: []
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions:
      contents: read
    jobs:
      build:
        runs-on: ubuntu-latest
        steps: []
    \`\`\`

    ## Fix safety
    The fix writes the name that comes nearest. It is unsafe, because it guesses, and because what was without effect takes
    effect from then on.
  `,
  check: { workflowProblem: reporting('unknown-permission') },
});

import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'invalid-expression',
  summary: 'An expression cannot be evaluated',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    actionlint: ['expression'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/contexts'],
  docs: `
    ## What it does
    Reports expressions that GitHub cannot read, unknown contexts and functions, contexts and functions that are not
    available at the place, and calls with too few or too many arguments.

    ## Why is this bad?
    GitHub refuses the file, and nothing in it runs. That shows in one place only, a list of failed runs that few people read:
    a check that was meant to guard merges is simply not there.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        if: secrets.DEPLOY_KEY != ''
        runs-on: ubuntu-latest
        steps: []
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        if: vars.DEPLOY == 'true'
        runs-on: ubuntu-latest
        steps: []
    \`\`\`

    ## Fix safety
    The fix writes the name that comes nearest. It is unsafe, because it guesses, and because what was without effect takes
    effect from then on.
  `,
  check: { workflowProblem: reporting('invalid-expression') },
});

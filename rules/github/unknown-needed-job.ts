import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unknown-needed-job',
  summary: 'A job waits for one that does not exist, or for itself',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    actionlint: ['job-needs'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax'],
  docs: `
    ## What it does
    Reports names in \`needs\` that no job of the workflow has, and jobs that wait for each other.

    ## Why is this bad?
    GitHub refuses the file, and nothing in it runs. That shows in one place only, a list of failed runs that few people read:
    a check that was meant to guard merges is simply not there.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test
      deploy:
        needs: tests
        runs-on: ubuntu-latest
        steps:
          - run: make deploy
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test
      deploy:
        needs: test
        runs-on: ubuntu-latest
        steps:
          - run: make deploy
    \`\`\`

    ## Fix safety
    The fix writes the name that comes nearest. It is unsafe, because it guesses, and because what was without effect takes
    effect from then on.
  `,
  check: { workflowProblem: reporting('unknown-needed-job') },
});

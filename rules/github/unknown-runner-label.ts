import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unknown-runner-label',
  summary: 'A job asks for a runner that does not exist',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    actionlint: ['runner-label'],
    'pipeline-check': ['GHA-068'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax'],
  docs: `
    ## What it does
    Reports labels of GitHub-hosted runners that are misspelt or switched off, and labels that no runner has together. Labels
    that may belong to a runner of one's own are reported in the \`audit\` profile.

    ## Why is this bad?
    The job waits for a runner and is never started. A label that nobody serves is also free to take: whoever may register
    a runner for the repository gets the job.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-18.04
        steps:
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-24.04
        steps:
          - run: make
    \`\`\`

    ## Fix safety
    The fix writes the name that comes nearest. It is unsafe, because it guesses, and because what was without effect takes
    effect from then on.
  `,
  check: { workflowProblem: reporting('unknown-runner-label') },
});

import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'invalid-trigger',
  summary: 'An event, activity type, filter or schedule does not exist',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    actionlint: ['events'],
  },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows',
  ],
  docs: `
    ## What it does
    Reports events that GitHub does not know, activity types and filters that an event does not take, filters that exclude
    each other, schedules that cannot be read, and inputs of \`workflow_dispatch\` that contradict themselves.

    ## Why is this bad?
    The workflow never starts, or GitHub refuses the file. A nightly scan or a check of pull requests that does not start
    looks just like one that has found nothing.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on:
      pull_request:
        types: [opened, synchronise]
    permissions: {}
    jobs:
      scan:
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on:
      pull_request:
        types: [opened, synchronize]
    permissions: {}
    jobs:
      scan:
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`

    ## Fix safety
    The fix writes the name that comes nearest. It is unsafe, because it guesses, and because what was without effect takes
    effect from then on.
  `,
  check: { workflowProblem: reporting('invalid-trigger') },
});

import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'invalid-id',
  summary: 'The id of a job or step is taken or not allowed',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    actionlint: ['id'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax'],
  docs: `
    ## What it does
    Reports ids of jobs and steps with other characters than letters, digits, \`-\` and \`_\`, and steps of a job with the same
    id.

    ## Why is this bad?
    GitHub refuses the file, and nothing in it runs. That shows in one place only, a list of failed runs that few people read:
    a check that was meant to guard merges is simply not there.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      scan.all:
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      scan-all:
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`
  `,
  check: { workflowProblem: reporting('invalid-id') },
});

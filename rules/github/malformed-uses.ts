import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'malformed-uses',
  summary: 'An action or workflow is named in a way that GitHub does not take',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    actionlint: ['action', 'workflow-call'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax'],
  docs: `
    ## What it does
    Reports values of \`uses\` without an owner, a repository or a ref, Docker images without a name, and jobs that call something
    other than a workflow file.

    ## Why is this bad?
    GitHub refuses the file, and nothing in it runs. That shows in one place only, a list of failed runs that few people read:
    a check that was meant to guard merges is simply not there.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/labeler
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/labeler@v6
    \`\`\`
  `,
  check: { workflowProblem: reporting('malformed-uses') },
});

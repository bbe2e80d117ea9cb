import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unknown-shell',
  summary: 'A step asks for a shell that GitHub cannot start',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    actionlint: ['shell-name'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax'],
  docs: `
    ## What it does
    Reports values of \`shell\` that are none of the names that GitHub knows, and have no \`{0}\` for the script either.

    ## Why is this bad?
    The step fails before its script begins, and what it should have checked is not checked.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make
            shell: zsh
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make
            shell: zsh -e {0}
    \`\`\`
  `,
  check: { workflowProblem: reporting('unknown-shell') },
});

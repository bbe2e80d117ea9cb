import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'invalid-variable-name',
  summary: 'A name of an environment variable cannot be read by a shell',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    actionlint: ['env-var'],
    sisakulint: ['environment-variable'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax'],
  docs: `
    ## What it does
    Reports names in \`env\` with \`=\`, \`&\` or spaces in them.

    ## Why is this bad?
    No shell can read the variable, so that a setting that was meant to protect is not there, and nothing says so.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make
            env:
              GOFLAGS=-mod: readonly
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
            env:
              GOFLAGS: -mod=readonly
    \`\`\`
  `,
  check: { workflowProblem: reporting('invalid-variable-name') },
});

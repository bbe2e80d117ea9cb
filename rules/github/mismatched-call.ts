import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'mismatched-call',
  summary: 'A call does not fit the workflow or action of the same repository that it names',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [628],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    actionlint: ['action', 'workflow-call', 'expression'],
  },
  references: [
    'https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows',
    'https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax',
  ],
  docs: `
    ## What it does
    Reads the workflows and actions that are called by a path (\`uses: ./…\`), and reports inputs and secrets that these do not
    declare, ones that they require and do not get, values of another type, and workflows without \`workflow_call\`. What is not
    in the repository is left alone, as are actions behind a checkout of another repository. An action that does not get what
    it requires runs all the same: that belongs to the \`strict\` profile, as do inputs that an action calls deprecated.

    ## Why is this bad?
    GitHub refuses the workflow, and none of its jobs runs: a check that was meant to guard merges is simply not there. An
    action gets nothing instead of the value, and says so at most in the log.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      scan:
        uses: ./.github/workflows/scan.yml
        with:
          fail-on-warnings: true
    \`\`\`
    where that workflow is
    \`\`\`yaml with .github/workflows/scan.yml
    on:
      workflow_call:
        inputs:
          fail-on-warning:
            type: boolean
    permissions: {}
    jobs:
      scan:
        runs-on: ubuntu-latest
        steps:
          - run: ./scan.sh
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      scan:
        uses: ./.github/workflows/scan.yml
        with:
          fail-on-warning: true
    \`\`\`

    ## Fix safety
    The fix writes the name that comes nearest. It is unsafe, because it guesses.
  `,
  check: { workflowProblem: reporting('mismatched-call') },
});

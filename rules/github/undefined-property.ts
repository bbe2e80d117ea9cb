import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'undefined-property',
  summary: 'An expression reads something that nothing sets',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [457],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    actionlint: ['expression'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/contexts'],
  docs: `
    ## What it does
    Reports properties of contexts that cannot be there: outputs of jobs that \`needs\` does not list, steps that come later or
    do not exist, inputs that nobody declares, names that the matrix does not have, misspelt parts of \`github\`. In a
    condition this belongs to the \`default\` profile, elsewhere to \`strict\`.

    ## Why is this bad?
    GitHub puts nothing in its place and says nothing. A condition is then decided forever: the check never runs, or the
    gate is always open.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      changes:
        runs-on: ubuntu-latest
        outputs:
          code: \${{ steps.diff.outputs.code }}
        steps:
          - id: diff
            run: ./changed.sh
      scan:
        needs: changes
        if: needs.changes.outputs.source == 'true'
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      changes:
        runs-on: ubuntu-latest
        outputs:
          code: \${{ steps.diff.outputs.code }}
        steps:
          - id: diff
            run: ./changed.sh
      scan:
        needs: changes
        if: needs.changes.outputs.code == 'true'
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`

    ## Fix safety
    The fix writes the name that comes nearest. It is unsafe, because it guesses, and because what was without effect takes
    effect from then on.
  `,
  check: { workflowProblem: reporting('undefined-property') },
});

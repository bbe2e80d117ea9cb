import { reporting } from '../../server/core/model/github/grammar/problem.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unmatchable-filter',
  summary: 'A filter pattern matches no branch, tag or path',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [185],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    actionlint: ['glob'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax'],
  docs: `
    ## What it does
    Reports patterns of \`branches\`, \`tags\` and \`paths\` that are no patterns, or that no name can match: regular expressions,
    ranges that run backwards, characters that git does not allow, \`./\` at the beginning of a path.

    ## Why is this bad?
    The workflow does not start where it was meant to. What should have guarded the release branch never ran.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on:
      push:
        branches: ['^release-.*$']
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
      push:
        branches: ['release-**']
    permissions: {}
    jobs:
      scan:
        runs-on: ubuntu-latest
        steps:
          - run: make scan
    \`\`\`
  `,
  check: { workflowProblem: reporting('unmatchable-filter') },
});

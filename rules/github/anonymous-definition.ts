import { liveJobs } from '../../server/core/model/github/workflow.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'anonymous-definition',
  summary: 'A workflow or job has no name',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-10'],
  cwe: [1059],
  since: '0.1.0',
  fix: 'none',
  equivalents: { zizmor: ['anonymous-definition'] },
  docs: `
    ## What it does
    Reports workflows without \`name\`, and jobs without \`name\` that do not call a reusable workflow.

    ## Why is this bad?
    Lists of runs, required checks and notifications then show a file name or a key, which says little to those who have to
    tell an expected run from one that should not be there.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      x1:
        runs-on: ubuntu-latest
        steps:
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    name: Build
    on: push
    permissions: {}
    jobs:
      x1:
        name: Build and test
        runs-on: ubuntu-latest
        steps:
          - run: make
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      const [first] = workflow.node.pairs;
      if (!workflow.name && first) {
        ctx.report({
          span: first.key.span,
          message: 'This workflow has no name; say what it does with `name`.',
        });
      }
      for (const { id, name, uses } of liveJobs(workflow)) {
        if (!name && !uses)
          ctx.report({
            span: id.span,
            message: 'This job has no name; say what it does with `name`.',
            severity: 'info',
          });
      }
    },
  },
});

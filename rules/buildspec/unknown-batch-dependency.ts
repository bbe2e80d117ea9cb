import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unknown-batch-dependency',
  summary: 'A batch task depends on a task that does not exist',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-7'],
  cwe: [1164],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build-buildspec.html'],
  docs: `
    ## What it does
    Reports names in \`depend-on\` of a batch's \`build-graph\` that no task has as its \`identifier\`, or that name the task
    itself.

    ## Why is this bad?
    CodeBuild refuses the batch; or, after a hasty repair, the task no longer waits for the check it was to wait for.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    batch:
      build-graph:
        - identifier: test
        - identifier: publish
          depend-on:
            - tests
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    batch:
      build-graph:
        - identifier: test
        - identifier: publish
          depend-on:
            - test
    \`\`\`
  `,
  check: {
    buildspec(ctx, { batch }) {
      const known = new Set(batch.map(({ identifier }) => identifier?.text));
      for (const { identifier, dependsOn } of batch) {
        for (const name of dependsOn) {
          if (known.has(name.text) && name.text !== identifier?.text) continue;
          ctx.report({
            span: name.span,
            message: known.has(name.text)
              ? 'This task waits for itself; name the task it should wait for.'
              : `No task of this batch is called ${name.text}; name one by its identifier.`,
          });
        }
      }
    },
  },
});

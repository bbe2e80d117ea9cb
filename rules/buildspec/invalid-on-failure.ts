import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'invalid-on-failure',
  summary: 'on-failure of a build phase has a value that CodeBuild does not know',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-7'],
  cwe: [1164],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html'],
  docs: `
    ## What it does
    Reports values of \`on-failure\` other than \`ABORT\`, \`CONTINUE\`, \`RETRY\`, \`RETRY-<count>\`, \`RETRY-<pattern>\` and
    \`RETRY-<count>-<pattern>\`.

    ## Why is this bad?
    What was to stop a failed build does not: CodeBuild refuses the file or goes on by its default, which runs
    \`post_build\` after a failed \`build\`.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      build:
        on-failure: STOP
        commands:
          - make
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      build:
        on-failure: ABORT
        commands:
          - make
    \`\`\`
  `,
  check: {
    buildspec(ctx, spec) {
      for (const { onFailure } of spec.phases) {
        if (!onFailure) continue;
        const { key, value } = onFailure;
        if (
          value?.kind === 'scalar' &&
          (/^(?:ABORT|CONTINUE|RETRY(?:-.+)?)$/i.test(value.text) || /\$\{/.test(value.text))
        )
          continue;
        ctx.report({
          span: value && value.span.end > value.span.start ? value.span : key.span,
          message: 'CodeBuild does not know this on-failure; write ABORT, CONTINUE or RETRY.',
        });
      }
    },
  },
});

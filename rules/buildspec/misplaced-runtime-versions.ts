import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'misplaced-runtime-versions',
  summary: 'runtime-versions stands where CodeBuild does not read it',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-7'],
  cwe: [1164],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html'],
  docs: `
    ## What it does
    Reports \`runtime-versions\` in another phase than \`install\`.

    ## Why is this bad?
    Only \`install\` has it. The build runs on whatever version the image brings by default, which changes when the image
    does and may be out of support, while the file says otherwise.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      build:
        runtime-versions:
          nodejs: 22
        commands:
          - npm ci
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      install:
        runtime-versions:
          nodejs: 22
      build:
        commands:
          - npm ci
    \`\`\`
  `,
  check: {
    buildspec(ctx, spec) {
      for (const { name, runtimeVersions } of spec.phases) {
        if (!runtimeVersions || name.text === 'install') continue;
        ctx.report({
          span: runtimeVersions.key.span,
          message: `CodeBuild does not read runtime-versions in ${name.text}; move it to the install phase.`,
        });
      }
    },
  },
});

import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'reserved-build-variable',
  summary: 'A build variable has a name that CodeBuild keeps for itself',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-7'],
  cwe: [1109],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html'],
  docs: `
    ## What it does
    Reports variables of a buildspec, of a batch task or of a CodeBuild project whose names begin with \`CODEBUILD_\`.

    ## Why is this bad?
    The prefix is reserved. CodeBuild may refuse the build or set the variable itself, so that a script decides by
    another value than the one that stands in the file.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    env:
      variables:
        CODEBUILD_STAGE: production
    phases:
      build:
        commands:
          - make
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    env:
      variables:
        STAGE: production
    phases:
      build:
        commands:
          - make
    \`\`\`
  `,
  check: {
    buildspec(ctx, { env, batch }) {
      const own = [...env.variables, ...env.parameterStore, ...env.secretsManager];
      for (const { key } of [...own, ...batch.flatMap(({ variables }) => variables)]) checkName(ctx, key);
    },
    'codebuild-project'(ctx, { variables }) {
      for (const { name } of variables) if (name) checkName(ctx, name);
    },
  },
});

function checkName(ctx: Context, name: ScalarNode): void {
  if (!name.text.startsWith('CODEBUILD_')) return;
  ctx.report({
    span: name.span,
    message: 'Names that begin with CODEBUILD_ are reserved for CodeBuild; give the variable another name.',
  });
}

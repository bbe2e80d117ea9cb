import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'exported-secret',
  summary: 'A build exports a secret to its pipeline as plain text',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [522],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html'],
  docs: `
    ## What it does
    Reports names in \`exported-variables\` that the same file takes from Secrets Manager or, under the name of a secret,
    from Parameter Store.

    ## Why is this bad?
    CodePipeline keeps exported values in the history of the pipeline and shows them to everybody who may read it.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    env:
      secrets-manager:
        API_TOKEN: ci/api:token
      exported-variables:
        - API_TOKEN
    phases:
      build:
        commands:
          - make
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    env:
      secrets-manager:
        API_TOKEN: ci/api:token
      exported-variables:
        - IMAGE_TAG
    phases:
      build:
        commands:
          - make
    \`\`\`
  `,
  check: {
    buildspec(ctx, { env }) {
      const parameters = env.parameterStore.filter(({ key }) =>
        /TOKEN|PASSW|SECRET|API_?KEY|CREDENTIAL/i.test(key.text),
      );
      const secrets = new Set([...env.secretsManager, ...parameters].map(({ key }) => key.text));
      for (const name of env.exportedVariables) {
        if (!secrets.has(name.text)) continue;
        ctx.report({
          span: name.span,
          message:
            'The pipeline keeps and shows this secret as plain text; read it where it is needed, do not export it.',
        });
      }
    },
  },
});

import { isSecretVariable } from '../../server/core/model/gitlab/secret.ts';
import { isMap, pairsOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-prefilled-secret',
  summary: 'A secret is offered in the form that starts a pipeline',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [532, 549],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL027'] },
  references: ['https://docs.gitlab.com/ci/pipelines/#prefill-variables-in-manual-pipelines'],
  docs: `
    ## What it does
    Reports variables of the pipeline file with the name of a secret in the long form (\`value\`, \`description\`).

    ## Why is this bad?
    GitLab shows them in the form for manual pipelines. What stands there, and what someone types there, is not masked in
    logs and is kept with the pipeline for all to read who may see it. Set the secret in the project's settings, masked
    and protected.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    variables:
      DEPLOY_TOKEN:
        value: ""
        description: Token for the target
    deploy:
      script: [make deploy]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    variables:
      DEPLOY_TARGET:
        value: ""
        description: Name of the target
    deploy:
      script: [make deploy]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { root, jobs }) {
      for (const holder of [root, ...jobs.map(({ node }) => node)]) {
        for (const { key, value, merged } of pairsOf(valueAt(holder, 'variables'))) {
          // The settings of a project know `masked`; whoever writes it here means those.
          if (
            merged ||
            !isMap(value) ||
            scalarAt(value, 'masked')?.value === true ||
            !isSecretVariable(key.text)
          )
            continue;
          ctx.report({
            span: key.span,
            message: `What is typed for \`${key.text}\` is not masked; set it in the project's settings instead.`,
          });
        }
      }
    },
  },
});

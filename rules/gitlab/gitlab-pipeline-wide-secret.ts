import { isSecretVariable } from '../../server/core/model/gitlab/secret.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-pipeline-wide-secret',
  summary: 'A secret is set for every job of the pipeline',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [272],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL018'] },
  docs: `
    ## What it does
    Reports variables of the whole pipeline that have the name of a secret and take their value from another variable.

    ## Why is this bad?
    Every job gets them, those that only test and those that run an outsider's branch too. Set them in the jobs that need
    them, or bind the variable of the project to an environment.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    variables:
      DATABASE_PASSWORD: $PRODUCTION_DATABASE_PASSWORD
    test:
      script: [make test]
    deploy:
      script: [make deploy]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    test:
      script: [make test]
    deploy:
      variables:
        DATABASE_PASSWORD: $PRODUCTION_DATABASE_PASSWORD
      script: [make deploy]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { variables }) {
      for (const { name, value, job } of variables) {
        if (job || !value || !/^\$(?:\w+|\{\w+\})$/.test(value.text.trim())) continue;
        if (!isSecretVariable(name.text)) continue;
        ctx.report({
          span: { start: name.span.start, end: value.span.end },
          message: `Every job gets \`${name.text}\`; set it in the jobs that need it.`,
        });
      }
    },
  },
});

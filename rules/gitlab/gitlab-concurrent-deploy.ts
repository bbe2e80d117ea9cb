import { isDeploy, runs } from '../../server/core/model/gitlab/deploy.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-concurrent-deploy',
  summary: 'Two pipelines may deploy at the same time',
  severity: 'info',
  confidence: 'high',
  profile: 'audit',
  owasp: ['CICD-SEC-1'],
  cwe: [362],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL019'] },
  docs: `
    ## What it does
    Reports jobs with an environment, or in a stage that deploys, releases or publishes, that have no
    \`resource_group\`.

    ## Why is this bad?
    An older pipeline can overtake a newer one and put old code back, or both change the same resources at once.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      stage: deploy
      script: [./deploy.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      stage: deploy
      resource_group: production
      script: [./deploy.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs }) {
      for (const job of jobs) {
        if (!runs(job) || !isDeploy(job) || !job.lacks('resource_group')) continue;
        ctx.report({
          span: job.name.span,
          message: 'Two pipelines may deploy at once; name a `resource_group`.',
        });
      }
    },
  },
});

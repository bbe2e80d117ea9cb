import { isLiveDeploy, runs } from '../../server/core/model/gitlab/deploy.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-unguarded-deploy',
  summary: 'A job deploys to production from every branch',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-1', 'CICD-SEC-5'],
  cwe: [862],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL013', 'GL080'] },
  docs: `
    ## What it does
    Reports jobs whose environment is named like production or staging, or has that tier, and that have neither
    \`rules\` nor \`only\`/\`except\`, of their own or inherited. Included files of the same
    repository are read; jobs that something out of reach may guard are left alone.

    ## Why is this bad?
    Each push to each branch deploys, also those that nobody has reviewed. Say which branch may (\`rules: - if:
    $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\`), and protect the environment.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      environment: production
      script: [./deploy.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      environment: production
      rules:
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      script: [./deploy.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, pipeline) {
      // The rules of the workflow guard all jobs alike.
      if (!pipeline.lacks('workflow', 'rules')) return;
      for (const job of pipeline.jobs) {
        if (!runs(job) || !isLiveDeploy(job)) continue;
        if (!['rules', 'only', 'except'].every((key) => job.lacks(key))) continue;
        ctx.report({
          span: job.name.span,
          message: 'This deploys from every branch; say in `rules` which one may.',
        });
      }
    },
  },
});

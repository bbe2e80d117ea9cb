import { isDeploy, runs } from '../../server/core/model/gitlab/deploy.ts';
import { itemsOf } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-untagged-deploy',
  summary: 'A deploy may run on any runner',
  severity: 'info',
  confidence: 'high',
  profile: 'audit',
  owasp: ['CICD-SEC-7'],
  cwe: [653],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL017'] },
  docs: `
    ## What it does
    Reports jobs with an environment, or in a stage that deploys, releases or publishes, that have no \`tags\`.

    ## Why is this bad?
    The job and its secrets go to whichever runner is free. Tags send it to those that are kept for deploys.

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
      tags: [production]
      script: [./deploy.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs }) {
      for (const job of jobs) {
        if (!runs(job) || !isDeploy(job)) continue;
        const tags = job.effective('tags');
        if (tags ? itemsOf(tags).length > 0 : !job.lacks('tags')) continue;
        ctx.report({
          span: job.name.span,
          message:
            'Any runner may take this deploy with its secrets; send it to a runner of its own with `tags`.',
        });
      }
    },
  },
});

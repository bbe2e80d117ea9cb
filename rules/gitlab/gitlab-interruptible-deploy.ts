import { isDeploy, runs } from '../../server/core/model/gitlab/deploy.ts';
import { scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-interruptible-deploy',
  summary: 'A deploy may be cancelled half-way by the next pipeline',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [362],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL049'] },
  docs: `
    ## What it does
    Reports \`interruptible: true\` on jobs that deploy, release, publish or migrate.

    ## Why is this bad?
    A newer pipeline cancels the job where it stands: half the hosts updated, half a migration done. Keep deploys
    uninterruptible and put them into a \`resource_group\`.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      stage: deploy
      interruptible: true
      script: [./deploy.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      stage: deploy
      interruptible: false
      script: [./deploy.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs }) {
      for (const job of jobs) {
        const interruptible = scalarAt(job.node, 'interruptible');
        if (!runs(job) || interruptible?.value !== true) continue;
        if (!isDeploy(job) && !/(?:^|[^a-z])(?:deploy|release|publish|migrat)/i.test(job.name.text)) continue;
        ctx.report({
          span: interruptible.span,
          message: 'The next pipeline may cancel this half-way; let a deploy run to its end.',
        });
      }
    },
  },
});

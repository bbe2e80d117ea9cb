import { isDeploy, runs } from '../../server/core/model/gitlab/deploy.ts';
import { scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-always-deploy',
  summary: 'A job deploys even when earlier jobs have failed',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [754],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL012'] },
  docs: `
    ## What it does
    Reports \`when: always\` on jobs with an environment or in a stage that deploys, releases or publishes.

    ## Why is this bad?
    \`always\` means: also after failed tests and scans. Leave it out; \`on_success\` is the default.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      stage: deploy
      when: always
      script: [./deploy.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      stage: deploy
      script: [./deploy.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs }) {
      for (const job of jobs) {
        const when = scalarAt(job.node, 'when');
        if (!runs(job) || when?.text !== 'always' || !isDeploy(job)) continue;
        ctx.report({
          span: when.span,
          message: 'This deploys after failed tests too; leave `when` out, so that it waits for success.',
        });
      }
    },
  },
});

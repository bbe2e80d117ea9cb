import { DELIVERY_NAME } from '../../server/core/model/delivery.ts';
import { isDeploy, runs } from '../../server/core/model/gitlab/deploy.ts';
import { scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-optional-deploy',
  summary: 'A pipeline passes whether or not its manual deploy has run',
  severity: 'info',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [754],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GL-029'] },
  docs: `
    ## What it does
    Reports jobs that deploy, by environment, stage or name, with \`when: manual\` on the job itself and without \`allow_failure: false\`.

    ## Why is this bad?
    A job with \`when: manual\` may fail by default: the pipeline is green and later stages go on before anyone has clicked.
    Whoever reads the state of the pipeline as an approval is wrong. With \`allow_failure: false\` the pipeline waits.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      stage: deploy
      when: manual
      script: [./deploy.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      stage: deploy
      when: manual
      allow_failure: false
      script: [./deploy.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs }) {
      for (const job of jobs) {
        const when = scalarAt(job.node, 'when');
        if (when?.text !== 'manual' || !runs(job) || !(isDeploy(job) || DELIVERY_NAME.test(job.name.text)))
          continue;
        if (!job.lacks('allow_failure')) continue;
        ctx.report({
          span: when.span,
          message: 'The pipeline passes without a click on this; add `allow_failure: false` if it is a gate.',
        });
      }
    },
  },
});

import { environmentName, isDeploy } from '../../server/core/model/gitlab/deploy.ts';
import type { GitlabJob } from '../../server/core/model/gitlab/pipeline.ts';
import { scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-merge-request-deploy',
  summary: 'A merge request deploys to production by itself',
  severity: 'critical',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: [862],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GL-044'] },
  docs: `
    ## What it does
    Reports jobs of pipelines of merge requests that have an environment named like production, or of that tier, and wait for
    nobody (\`when: manual\`). Environments whose name holds a variable, and jobs that only stop or check one, are left alone.

    ## Why is this bad?
    The code of a merge request is what somebody proposes. With this job it is in production before anyone has read it.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      environment: production
      rules:
        - if: $CI_PIPELINE_SOURCE == "merge_request_event"
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
    pipeline(ctx, pipeline) {
      if (!pipeline.gitlab) return;
      for (const { gitlab, onRequest } of pipeline.jobs) {
        if (!gitlab || !isDeploy(gitlab) || !isProduction(gitlab) || !onRequest) continue;
        ctx.report({
          span: gitlab.name.span,
          message: 'A merge request deploys this to production by itself; deploy from the protected branch.',
        });
      }
    },
  },
});

function isProduction(job: GitlabJob): boolean {
  const tier = scalarAt(job.effective('environment'), 'deployment_tier')?.text;
  if (tier) return tier === 'production';
  const name = environmentName(job)?.text ?? '';
  return !name.includes('$') && /(?:^|[^a-z])(?:prod|production|prd|live)(?:[^a-z]|$)/i.test(name);
}

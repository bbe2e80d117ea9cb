import { insertLines, replaceValue } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import { isDeploy, isLiveDeploy, runs } from '../../server/core/model/gitlab/deploy.ts';
import type { GitlabJob } from '../../server/core/model/gitlab/pipeline.ts';
import { isScalar, itemsOf, type Node, pairOf, scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Source } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'gitlab-optional-gate',
  summary: 'A manual step before a deploy does not hold the deploy up',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [841],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { glsec: ['GL071'] },
  docs: `
    ## What it does
    Reports \`when: manual\` on a job in a stage before that of a deploy to production, where \`allow_failure: false\` is
    missing.

    ## Why is this bad?
    A manual job set at the level of the job may be skipped: the pipeline goes on to the next stage as if it had been
    started. Only \`allow_failure: false\` makes it a gate.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    stages: [approve, deploy]
    approve:
      stage: approve
      when: manual
      script: [echo ok]
    deploy:
      stage: deploy
      environment: production
      script: [./deploy.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    stages: [approve, deploy]
    approve:
      stage: approve
      when: manual
      allow_failure: false
      script: [echo ok]
    deploy:
      stage: deploy
      environment: production
      script: [./deploy.sh]
    \`\`\`

    ## Fix safety
    The pipeline then stops until somebody starts the manual job, which is what it was meant to do.
  `,
  check: {
    gitlab(ctx, pipeline) {
      const stages = pipeline.topLevel('stages');
      if (!stages && !pipeline.lacks('stages')) return;
      const order = stageOrder(stages);
      const stageOf = (job: GitlabJob) => {
        const stage = job.effective('stage');
        return order.indexOf(isScalar(stage) ? stage.text : 'test');
      };
      const deploys = pipeline.jobs.filter((job) => runs(job) && isLiveDeploy(job)).map(stageOf);
      for (const job of pipeline.jobs) {
        const when = scalarAt(job.node, 'when');
        if (when?.text !== 'manual' || job.hidden || isDeploy(job)) continue;
        const allowed = job.effective('allow_failure');
        const stage = stageOf(job);
        if ((isScalar(allowed) && allowed.value === false) || stage === -1) continue;
        if (!deploys.some((deploy) => deploy > stage)) continue;
        ctx.report({
          span: when.span,
          message: 'The deploy behind this does not wait for it; add `allow_failure: false`.',
          fixes: () => [gate(ctx.source, job)],
        });
      }
    },
  },
});

function stageOrder(stages: Node | undefined): readonly string[] {
  const named = stages
    ? itemsOf(stages).flatMap((item) => (isScalar(item) ? [item.text] : []))
    : ['build', 'test', 'deploy'];
  return ['.pre', ...named, '.post'];
}

function gate(source: Source, job: GitlabJob): Fix | undefined {
  const own = pairOf(job.node, 'allow_failure');
  const when = pairOf(job.node, 'when');
  if (!when || when.merged || own?.merged) return undefined;
  const edit = own
    ? replaceValue(source, own, 'false')
    : insertLines(source, job.node, ['allow_failure: false'], { after: when });
  return edit && { title: 'Make the deploy wait for it', safety: 'unsafe', edits: [edit] };
}

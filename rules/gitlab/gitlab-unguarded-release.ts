import { isLiveDeploy, runs } from '../../server/core/model/gitlab/deploy.ts';
import { isScalar, pairOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-unguarded-release',
  summary: 'A job that deploys or releases runs in every pipeline',
  severity: 'low',
  confidence: 'low',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [284],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL080'] },
  docs: `
    ## What it does
    Reports jobs that deploy or release, by their name, stage or environment, without \`rules\`, \`only\` or \`except\`, or with
    rules that ask for nothing. Not those that extend a job of another file, nor those whose environment is production, which have a rule of their own.

    ## Why is this bad?
    They run for every branch and merge request, with what they are given to deploy. Say in \`rules\` which pipelines may.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    publish:
      stage: deploy
      rules:
        - when: on_success
      script: [./publish.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    publish:
      stage: deploy
      rules:
        - if: $CI_COMMIT_TAG
      script: [./publish.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, pipeline) {
      const { workflowRules } = pipeline;
      if (workflowRules ? workflowRules.some((rule) => rule.if) : !pipeline.lacks('workflow', 'rules'))
        return;
      for (const job of pipeline.jobs) {
        if (!runs(job) || valueAt(job.node, 'extends') || pairOf(job.node, '<<')) continue;
        const environment = job.effective('environment');
        const action = scalarAt(environment, 'action')?.text;
        if (action !== undefined && action !== 'start') continue;
        const stage = job.effective('stage');
        const words = `${job.name.text} ${isScalar(stage) ? stage.text : ''}`;
        if (!environment && (!RELEASES.test(words) || BUILDS.test(words))) continue;
        if (!['only', 'except'].every((key) => job.lacks(key))) continue;
        const rules = job.rules;
        if (!rules && (!job.lacks('rules') || isLiveDeploy(job))) continue;
        const isGuarded = rules?.some(
          ({ node, if: condition }) =>
            condition || valueAt(node, 'changes') || valueAt(node, 'exists') || pairOf(node, '<<'),
        );
        if (isGuarded || (rules && rules.length === 0)) continue;
        ctx.report({
          span: job.name.span,
          message: 'This runs in every pipeline, those of merge requests too; say in `rules` which may.',
        });
      }
    },
  },
});

const RELEASES = /(?:^|[^a-z])(?:deploy|rollout|release|publish|provision)/i;
const BUILDS = /(?:^|[^a-z])(?:builds?|tests?|lint|package|check|verify|stop)(?:[^a-z]|$)/i;

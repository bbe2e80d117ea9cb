import { pairOf, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Variables that tell where a pipeline comes from. */
const SOURCES =
  /CI_(?:PIPELINE_SOURCE|COMMIT_(?:BRANCH|TAG|REF_\w+)|MERGE_REQUEST_\w+|OPEN_MERGE_REQUESTS|EXTERNAL_PULL_REQUEST_\w+|DEFAULT_BRANCH|PROJECT_\w+)/;

export default defineRule({
  id: 'gitlab-unrestricted-workflow',
  summary: 'Pipelines start for every event',
  severity: 'info',
  confidence: 'low',
  profile: 'audit',
  owasp: ['CICD-SEC-4'],
  cwe: [284],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL053'] },
  docs: `
    ## What it does
    Reports a pipeline file with jobs that has no \`workflow: rules\`, or rules without any condition.

    ## Why is this bad?
    Without rules a pipeline runs for each push, merge request, schedule, trigger and API call alike, and jobs without
    rules of their own run in all of them.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    stages: [build]
    build:
      stage: build
      script: [make]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    stages: [build]
    workflow:
      rules:
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
    build:
      stage: build
      script: [make]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { root, jobs, workflowRules, included, hasJobs }) {
      // A file that others include leaves the rules to them; so may one that includes others.
      if (!/(?:^|[/.])gitlab-ci\.ya?ml$/.test(ctx.source.path) || !hasJobs) return;
      if (included.unread.length > 0 || included.above.length > 0 || !included.isWhole) return;
      if (
        workflowRules?.some(
          (rule) =>
            (rule.if && SOURCES.test(rule.if.text)) ||
            valueAt(rule.node, 'changes') ||
            valueAt(rule.node, 'exists'),
        )
      )
        return;
      const rules = pairOf(valueAt(root, 'workflow'), 'rules');
      const place = rules?.key.span ?? jobs.find((job) => !job.hidden)?.name.span;
      if (place)
        ctx.report({
          span: place,
          message: 'Every event starts this pipeline; say in `workflow: rules` which ones do.',
        });
    },
  },
});

import { addPermissions } from '../../server/core/edit/permissions.ts';
import type { Fix } from '../../server/core/finding.ts';
import { privilegedEvents } from '../../server/core/model/github/events.ts';
import { neededByWorkflow } from '../../server/core/model/github/needed-permissions.ts';
import { isReusableOnly } from '../../server/core/model/github/triggers.ts';
import { liveJobs, type Workflow } from '../../server/core/model/github/workflow.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import { ACTION_PERMISSIONS } from '../data/action-permissions.ts';

export default defineRule({
  id: 'missing-permissions',
  summary: 'A job runs with whatever token permissions the repository has by default',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-5'],
  cwe: [250, 272],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    zizmor: ['excessive-permissions'],
    poutine: ['default_permissions_on_risky_events'],
    'pipeline-check': ['GHA-004'],
    sisakulint: ['permissions'],
    checkov: ['CKV2_GHA_1'],
  },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions',
  ],
  docs: `
    ## What it does
    Reports workflows with jobs that have no \`permissions\` of their own where the workflow sets none either. The
    \`strict\` profile reports all of them; the \`default\` profile only those that anyone can start with the
    repository's own privileges (\`pull_request_target\`, \`issue_comment\`, \`workflow_run\` and the like). Where each
    job has permissions of its own, and in a workflow that only others call (it never has more than its caller), this is
    of low severity.

    ## Why is this bad?
    A setting of the repository or the organisation decides then. In repositories made before February 2023 it is
    usually "read and write", and nobody who reads the file can tell.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test
    \`\`\`

    ## Fix safety
    The fix is unsafe: it grants what the steps are known to need, and there is none where a step is not known. A script
    that reads the token from a file or a tool's settings may still need more.
  `,
  check: {
    workflow(ctx, workflow) {
      if (workflow.permissions) return;
      const jobs = liveJobs(workflow);
      const [risky] = privilegedEvents(workflow);
      const reusable = isReusableOnly(workflow.triggers);
      // A reusable workflow never has more than its caller grants; what it calls itself has to be told.
      const bare = jobs.filter((job) => !job.permissions && (!reusable || job.uses));
      const first = workflow.node.pairs[0]!;
      if (bare.length === 0) {
        if (jobs.length > 0) reportOpenEnd(ctx, workflow, reusable);
        return;
      }
      const fixes = () => [fixOf(ctx, workflow)];
      if (jobs.length > 1 && !reusable) {
        ctx.report({
          span: first.key.span,
          message: risky
            ? `Anyone can start this by \`${risky}\`, with the token's default permissions; set \`permissions\`.`
            : 'The jobs get the default permissions of the repository; set `permissions` to what they need.',
          ...(risky && { profile: 'default' }),
          fixes,
        });
      }
      for (const job of bare) {
        const alone = jobs.length === 1 && risky;
        ctx.report({
          span: job.id.span,
          message: alone
            ? `Anyone can start this by \`${risky}\`, with the token's default permissions; set \`permissions\`.`
            : `The job \`${job.id.text.slice(0, 50)}\` gets the default permissions of the repository; set \`permissions\`.`,
          ...(alone && { profile: 'default' }),
          fixes,
        });
      }
    },
  },
});

/** No job gets more than it should by this today, but nothing keeps the next one from it. */
function reportOpenEnd(ctx: Context, workflow: Workflow, reusable: boolean): void {
  ctx.report({
    span: workflow.node.pairs[0]!.key.span,
    message: reusable
      ? 'A job without `permissions` gets all that the caller has here; set them on the workflow.'
      : 'A job that is added here would get default permissions; set `permissions: {}` on the workflow.',
    severity: 'low',
    fixes: () => [fixOf(ctx, workflow)],
  });
}

/** For the whole workflow, unless that would hand one job what another needs. */
function fixOf(ctx: Context, workflow: Workflow): Fix | undefined {
  const needed = neededByWorkflow(workflow, ACTION_PERMISSIONS);
  if (!needed) return undefined;
  const bare = liveJobs(workflow).filter((job) => !job.permissions);
  if (bare.length > 1 && needed.some(([, level]) => level === 'write')) return undefined;
  return addPermissions(ctx.source, workflow, needed);
}

import { narrowPermissions } from '../../server/core/edit/permissions.ts';
import {
  type LeastPermissions,
  neededByJob,
  neededByWorkflow,
} from '../../server/core/model/github/needed-permissions.ts';
import type { Permissions } from '../../server/core/model/github/permissions.ts';
import { liveJobs } from '../../server/core/model/github/workflow.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import { ACTION_PERMISSIONS } from '../data/action-permissions.ts';

export default defineRule({
  id: 'write-all-permissions',
  summary: 'A workflow token may write everything',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-5'],
  cwe: [250, 272],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    zizmor: ['excessive-permissions'],
    'pipeline-check': ['GHA-004'],
    sisakulint: ['permissions'],
    checkov: ['CKV2_GHA_1'],
  },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions',
  ],
  docs: `
    ## What it does
    Reports \`permissions: write-all\` on a workflow or a job.

    ## Why is this bad?
    Every action and every script of the job then holds a token that can push commits, publish releases and packages,
    and change issues. One compromised dependency is enough to take the repository over.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: write-all
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
      check(ctx, workflow.permissions, 'every job', () => neededByWorkflow(workflow, ACTION_PERMISSIONS));
      for (const job of liveJobs(workflow))
        check(ctx, job.permissions, 'this job', () => neededByJob(job, ACTION_PERMISSIONS));
    },
  },
});

function check(
  ctx: Context,
  permissions: Permissions | undefined,
  whose: string,
  needed: () => LeastPermissions | undefined,
): void {
  if (permissions?.kind !== 'scalar' || permissions.value !== 'write-all') return;
  ctx.report({
    span: permissions.pair.span,
    message: `The token of ${whose} may write everything; grant only what the steps need.`,
    fixes: () => {
      const least = needed();
      return least ? [narrowPermissions(ctx.source, permissions, least)] : [];
    },
  });
}

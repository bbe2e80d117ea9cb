import type { Severity } from '../../server/core/finding.ts';
import type { Permissions } from '../../server/core/model/github/permissions.ts';
import { isReusableOnly } from '../../server/core/model/github/triggers.ts';
import { liveJobs } from '../../server/core/model/github/workflow.ts';
import type { Context } from '../../server/core/rule.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'broad-permissions',
  summary: 'A permission is granted to more jobs or scopes than need it',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-5'],
  cwe: [250, 272],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-004'],
    zizmor: ['excessive-permissions'],
    sisakulint: ['permissions'],
  },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions',
  ],
  docs: `
    ## What it does
    Reports scopes with \`write\` in the \`permissions\` of a workflow, and \`read-all\` anywhere.

    A workflow with a single job, whose jobs all have permissions of their own, or that only other workflows call, is
    reported in the \`audit\` profile.

    ## Why is this bad?
    What stands on the workflow goes to each job: the token that publishes the release is then also in the hands of the
    linter.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions:
      contents: write
    jobs:
      lint:
        runs-on: ubuntu-latest
        steps:
          - run: make lint
      release:
        runs-on: ubuntu-latest
        steps:
          - run: make release
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      lint:
        runs-on: ubuntu-latest
        steps:
          - run: make lint
      release:
        runs-on: ubuntu-latest
        permissions:
          contents: write
        steps:
          - run: make release
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      const { permissions } = workflow;
      const jobs = liveJobs(workflow);
      checkReadAll(ctx, permissions);
      for (const job of jobs) checkReadAll(ctx, job.permissions);
      if (permissions?.kind !== 'map') return;
      const confined =
        jobs.length < 2 || jobs.every((job) => job.permissions) || isReusableOnly(workflow.triggers);
      for (const { scope, level, span } of permissions.entries) {
        if (level !== 'write') continue;
        ctx.report({
          span,
          message: `Every job of the workflow gets \`${scope.slice(0, 40)}: write\`; grant it to the job that needs it.`,
          severity: SEVERITIES[scope] ?? 'medium',
          confidence: 'high',
          ...(confined && { severity: 'low', profile: 'audit' }),
        });
      }
    },
  },
});

function checkReadAll(ctx: Context, permissions: Permissions | undefined): void {
  if (permissions?.kind !== 'scalar' || permissions.value !== 'read-all') return;
  ctx.report({
    span: permissions.pair.span,
    message:
      'The token may read everything, private packages and alerts too; name the scopes that are needed.',
    confidence: 'high',
  });
}

/** How bad it is when an attacker may write this scope. */
const SEVERITIES: Readonly<Record<string, Severity>> = {
  actions: 'high',
  attestations: 'high',
  contents: 'high',
  deployments: 'high',
  'id-token': 'high',
  issues: 'high',
  packages: 'high',
  pages: 'high',
  'pull-requests': 'high',
  models: 'low',
  statuses: 'low',
};

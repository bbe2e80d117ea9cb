import { type JobNeed, moveGrant, narrowPermissions } from '../../server/core/edit/permissions.ts';
import type { Severity } from '../../server/core/finding.ts';
import {
  type LeastPermissions,
  neededByJob,
  neededByWorkflow,
} from '../../server/core/model/github/needed-permissions.ts';
import type { Permissions } from '../../server/core/model/github/permissions.ts';
import { isReusableOnly } from '../../server/core/model/github/triggers.ts';
import { type Job, liveJobs, liveSteps } from '../../server/core/model/github/workflow.ts';
import type { Context } from '../../server/core/rule.ts';
import { defineRule } from '../../server/core/rule.ts';
import { ACTION_PERMISSIONS } from '../data/action-permissions.ts';

export default defineRule({
  id: 'broad-permissions',
  summary: 'A permission is granted to more jobs or scopes than need it',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-5'],
  cwe: [250, 272],
  since: '0.1.0',
  fix: 'unsafe',
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

    It is in the \`default\` profile when the scope is a powerful one and a job that gets it is known not to need it. A
    workflow with a single job that may need the scope, whose jobs all have permissions of their own, or that only other
    workflows call, is reported with low severity.

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

    ## Fix safety
    Where all steps are known, the fix moves a scope to the jobs that need it, or takes it away; for \`read-all\` it grants
    what the steps need. It is unsafe: a script that reads the token from a file or a tool's settings may need more.
  `,
  check: {
    workflow(ctx, workflow) {
      const { permissions } = workflow;
      const jobs = liveJobs(workflow);
      checkReadAll(ctx, permissions, () => neededByWorkflow(workflow, ACTION_PERMISSIONS));
      for (const job of jobs) checkReadAll(ctx, job.permissions, () => neededByJob(job, ACTION_PERMISSIONS));
      if (permissions?.kind !== 'map') return;
      const confined =
        jobs.length < 2 || jobs.every((job) => job.permissions) || isReusableOnly(workflow.triggers);
      const shared = jobs.length > 1;
      for (const entry of permissions.entries) {
        const { scope, level, span } = entry;
        if (level !== 'write') continue;
        const shown = `\`${scope.slice(0, 40)}: write\``;
        const needless = isNeedless(jobs, scope) && (shared || !isAmbient(jobs, scope));
        ctx.report({
          span,
          message:
            needless && !shared
              ? `No step of the only job needs ${shown}; take it away.`
              : `${confined ? 'A job that is added here' : 'Every job of the workflow'} gets ${shown}; grant it to the job that needs it.`,
          severity: confined && (shared || !needless) ? 'low' : (SEVERITIES[scope] ?? 'medium'),
          confidence: 'high',
          fixes: () => {
            const needs = confined ? undefined : needsOf(jobs);
            return needs ? [moveGrant(ctx.source, permissions, entry, needs)] : [];
          },
          ...(needless && !confined && { profile: 'default' }),
        });
      }
    },
  },
});

/** What each job without permissions of its own needs; undefined when that is not known of one. */
function needsOf(jobs: readonly Job[]): readonly JobNeed[] | undefined {
  const needs: JobNeed[] = [];
  for (const job of jobs) {
    if (job.permissions) continue;
    const needed = neededByJob(job, ACTION_PERMISSIONS);
    if (!needed) return undefined;
    needs.push({ job, needed });
  }
  return needs;
}

/** True when a job gets a powerful scope from the workflow, all its steps are known, and none of them needs it. */
function isNeedless(jobs: readonly Job[], scope: string): boolean {
  if (SEVERITIES[scope] !== 'high') return false;
  return jobs.some((job) => {
    if (job.permissions || job.uses) return false;
    const needed = neededByJob(job, ACTION_PERMISSIONS);
    return needed !== undefined && !needed.some(([name, level]) => name === scope && level === 'write');
  });
}

/** True when scripts can use a scope without naming the token: a push with the checkout's, an identity from the job's. */
function isAmbient(jobs: readonly Job[], scope: string): boolean {
  if (scope !== 'contents' && scope !== 'id-token') return false;
  return jobs.some((job) => liveSteps(job).some(({ run }) => run !== undefined));
}

function checkReadAll(
  ctx: Context,
  permissions: Permissions | undefined,
  needed: () => LeastPermissions | undefined,
): void {
  if (permissions?.kind !== 'scalar' || permissions.value !== 'read-all') return;
  ctx.report({
    span: permissions.pair.span,
    message:
      'The token may read everything, private packages and alerts too; name the scopes that are needed.',
    confidence: 'high',
    fixes: () => {
      const least = needed();
      // To write, it has no right today.
      const isReading = least?.every(([, level]) => level === 'read');
      return least && isReading ? [narrowPermissions(ctx.source, permissions, least)] : [];
    },
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

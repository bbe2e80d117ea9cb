import { mayUseIdentity } from '../../server/core/model/github/identity.ts';
import type { Permissions } from '../../server/core/model/github/permissions.ts';
import { type Job, liveJobs } from '../../server/core/model/github/workflow.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'unused-id-token',
  summary: 'A job may ask for an identity token and has no use for it',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-5'],
  cwe: [250],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-069'] },
  docs: `
    ## What it does
    Reports \`id-token: write\` of a job, or of the workflow where no job uses it, if no step signs in, publishes, signs or
    attests with it: no action known for it, no script that asks the runner for the token. Jobs that call a reusable
    workflow or an unknown action of their own repository are left alone.

    ## Why is this bad?
    Any step of the job, and any dependency it runs, can ask for the token and become this workflow in the eyes of every
    cloud that trusts it.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        permissions:
          contents: read
          id-token: write
        steps:
          - uses: actions/checkout@v4
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        permissions:
          contents: read
          id-token: write
        steps:
          - uses: google-github-actions/auth@v2
            with:
              workload_identity_provider: projects/1/locations/global/workloadIdentityPools/ci/providers/github
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      const inheriting = liveJobs(workflow).filter((job) => !job.permissions);
      const shared = entryOf(workflow.permissions);
      if (shared && inheriting.length > 0 && !inheriting.some(mayUse)) report(ctx, shared);
      for (const job of liveJobs(workflow)) {
        const own = entryOf(job.permissions);
        if (own && !mayUse(job)) report(ctx, own);
      }
    },
  },
});

function entryOf(permissions: Permissions | undefined): Span | undefined {
  if (permissions?.kind !== 'map') return undefined;
  return permissions.entries.find(({ scope, level }) => scope === 'id-token' && level === 'write')?.span;
}

function mayUse(job: Job): boolean {
  return job.uses !== undefined || job.steps.some(mayUseIdentity);
}

function report(ctx: Context, span: Span): void {
  ctx.report({ span, message: 'No step here needs an identity token; take the permission away.' });
}

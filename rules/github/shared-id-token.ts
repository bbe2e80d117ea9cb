import { mayUseIdentity } from '../../server/core/model/github/identity.ts';
import { grants } from '../../server/core/model/github/permissions.ts';
import { type Job, liveJobs } from '../../server/core/model/github/workflow.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'shared-id-token',
  summary: 'Every job of a workflow may ask for an identity token, though only some need it',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-5'],
  cwe: [250],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-115'] },
  docs: `
    ## What it does
    Reports \`id-token: write\` (or \`write-all\`) of the workflow where one job that inherits it uses the token, or has it of
    its own, and another that inherits it has no use for it.

    ## Why is this bad?
    The job that only builds runs compilers, plug-ins and dependencies of others, and any of them can ask for the token and
    become this workflow for every cloud and registry that trusts it. Give the permission to the job that needs it.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions:
      id-token: write
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: npm ci
      publish:
        needs: build
        runs-on: ubuntu-latest
        steps:
          - uses: pypa/gh-action-pypi-publish@release/v1
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: npm ci
      publish:
        needs: build
        runs-on: ubuntu-latest
        permissions:
          id-token: write
        steps:
          - uses: pypa/gh-action-pypi-publish@release/v1
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      const { permissions } = workflow;
      const jobs = liveJobs(workflow);
      if (!permissions || !grants(permissions, 'id-token', 'write')) return;
      const uses = (job: Job) => job.uses !== undefined || job.steps.some(mayUseIdentity);
      const idle = jobs.find((job) => !job.permissions && !uses(job));
      if (!idle || !jobs.some(uses)) return;
      const entry =
        permissions.kind === 'map'
          ? permissions.entries.find(({ scope }) => scope === 'id-token')
          : undefined;
      ctx.report({
        span: entry?.span ?? permissions.pair.span,
        message:
          'Jobs that need no identity token can get one too; grant `id-token` only to the job that needs it.',
        related: [{ span: idle.id.span, message: 'this job has no use for it' }],
      });
    },
  },
});

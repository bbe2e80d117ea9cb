import { inheritsSecrets, liveJobs } from '../../server/core/model/github/workflow.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'secrets-inherit',
  summary: 'A reusable workflow is handed every secret',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-5', 'CICD-SEC-6'],
  cwe: [272, 668],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    zizmor: ['secrets-inherit'],
    poutine: ['job_all_secrets'],
    'pipeline-check': ['GHA-034'],
    sisakulint: ['secrets-inherit'],
  },
  references: ['https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows'],
  docs: `
    ## What it does
    Reports \`secrets: inherit\` on a job that calls a reusable workflow. A workflow of the same repository
    (\`uses: ./…\`) is reported in the \`strict\` profile only.

    ## Why is this bad?
    The called workflow, and every action it uses, can read all secrets of the repository and the organisation, also
    those that are added later.

    ## Example
    \`\`\`yaml bad .github/workflows/release.yml
    on: push
    permissions: {}
    jobs:
      publish:
        uses: some-org/workflows/.github/workflows/publish.yml@8f4b7f84864484a7bf31766abe9204da3cbe65b3
        secrets: inherit
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/release.yml
    on: push
    permissions: {}
    jobs:
      publish:
        uses: some-org/workflows/.github/workflows/publish.yml@8f4b7f84864484a7bf31766abe9204da3cbe65b3
        secrets:
          registry-token: \${{ secrets.REGISTRY_TOKEN }}
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) {
        if (!job.uses || !inheritsSecrets(job)) continue;
        const local = job.uses.kind === 'local';
        ctx.report({
          span: job.uses.node.span,
          message: 'This workflow is handed every secret there is; pass the ones it needs by name.',
          related: [{ span: job.secrets!.span, message: 'every secret is passed here' }],
          ...(local && { severity: 'low', profile: 'strict' }),
        });
      }
    },
  },
});

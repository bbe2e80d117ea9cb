import { grants } from '../../server/core/model/github/permissions.ts';
import { liveJobs, runnerLabels } from '../../server/core/model/github/workflow.ts';
import { defineRule } from '../../server/core/rule.ts';

const GUARDS: ReadonlySet<string> = new Set(['bullfrogsec/bullfrog', 'step-security/harden-runner']);

export default defineRule({
  id: 'unguarded-egress',
  summary: 'Jobs with credentials worth stealing may send anything anywhere',
  severity: 'info',
  confidence: 'low',
  profile: 'audit',
  owasp: ['CICD-SEC-7'],
  cwe: [693],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-108'] },
  docs: `
    ## What it does
    Reports workflows that may ask for an identity token or deploy to an environment, on hosted runners, in which no job has
    a guard of the network.

    ## Why is this bad?
    One bad dependency is enough to send the credentials of such a job away, and nothing on a hosted runner keeps it from
    doing so. A guard (\`step-security/harden-runner\` is one) limits the addresses; so does a proxy before machines of your
    own.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        environment: production
        steps:
          - run: ./deploy.sh
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        environment: production
        steps:
          - uses: step-security/harden-runner@v2
            with:
              egress-policy: block
          - run: ./deploy.sh
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      const jobs = liveJobs(workflow);
      const guarded = jobs.some(({ steps }) =>
        steps.some(({ uses }) => uses?.kind === 'repository' && GUARDS.has(uses.slug)),
      );
      if (guarded) return;
      const job = jobs.find(
        (candidate) =>
          !candidate.uses &&
          !runnerLabels(candidate).some(({ text }) => text === 'self-hosted') &&
          (candidate.environment || grants(candidate.effectivePermissions, 'id-token', 'write')),
      );
      if (job)
        ctx.report({
          span: job.id.span,
          message:
            'Anything that runs in this job can send its credentials anywhere; limit its outgoing connections.',
        });
    },
  },
});

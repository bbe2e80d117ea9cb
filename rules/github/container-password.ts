import { liveJobs } from '../../server/core/model/github/workflow.ts';
import { isFenced } from '../../server/core/parse/expression.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'container-password',
  summary: 'A container registry password stands in the workflow',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [798, 522],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-039'],
    zizmor: ['hardcoded-container-credentials'],
    actionlint: ['credentials'],
    sisakulint: ['credentials'],
  },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainercredentials',
  ],
  docs: `
    ## What it does
    Reports \`credentials.password\` of a job's container or service that is written out instead of taken from a secret.

    ## Why is this bad?
    Everyone who can read the repository, its history or a fork of it has the password.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        container:
          image: registry.example/build:1
          credentials:
            username: builder
            password: not-a-real-password
        steps: []
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        container:
          image: registry.example/build:1
          credentials:
            username: builder
            password: \${{ secrets.REGISTRY_PASSWORD }}
        steps: []
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) {
        for (const { password } of job.containers) {
          if (!password || password.text === '' || isFenced(password)) continue;
          ctx.report({
            span: password.span,
            message: 'The password stands here for all to read; change it and take it from `secrets`.',
            secret: password.span,
          });
        }
      }
    },
  },
});

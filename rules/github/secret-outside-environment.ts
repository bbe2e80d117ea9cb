import { triggerOf } from '../../server/core/model/github/triggers.ts';
import { liveJobs } from '../../server/core/model/github/workflow.ts';
import { interpolationsOf } from '../../server/core/parse/expression.ts';
import { contextsIn } from '../../server/core/parse/expression-query.ts';
import { scalarsIn } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'secret-outside-environment',
  summary: 'A job reads a secret without an environment that guards it',
  severity: 'medium',
  confidence: 'high',
  profile: 'audit',
  owasp: ['CICD-SEC-6'],
  cwe: [522, 668],
  since: '0.1.0',
  fix: 'none',
  equivalents: { zizmor: ['secrets-outside-env'] },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments',
  ],
  options: {
    'allowed-secrets': {
      type: 'string-list',
      default: [],
      description: 'Names of secrets that jobs may read without an environment.',
    },
  },
  docs: `
    ## What it does
    Reports \`secrets.NAME\` in jobs without \`environment\`. \`secrets.GITHUB_TOKEN\`, the names of the option
    \`allowed-secrets\`, and workflows that others can call are left alone.

    ## Why is this bad?
    Every workflow on every branch can read a secret of the repository: whoever can push a branch can print it. A secret of
    an environment is given out only to the branches and after the reviews that the environment asks for.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - run: ./deploy.sh
            env:
              KEY: \${{ secrets.DEPLOY_KEY }}
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
          - run: ./deploy.sh
            env:
              KEY: \${{ secrets.DEPLOY_KEY }}
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      if (triggerOf(workflow.triggers, 'workflow_call') || !/secrets/i.test(ctx.source.text)) return;
      const allowed = new Set(
        ctx.option<readonly string[]>('allowed-secrets').map((name) => name.toLowerCase()),
      );
      for (const job of liveJobs(workflow)) {
        if (job.uses || job.environment) continue;
        for (const scalar of scalarsIn(job.node)) {
          for (const { expression } of interpolationsOf(scalar)) {
            for (const { parts, call, span } of expression ? contextsIn(expression) : []) {
              const [context, name] = parts;
              if (call || context !== 'secrets' || name === undefined || name === '*') continue;
              if (name === 'github_token' || allowed.has(name)) continue;
              ctx.report({
                span: scalar.map.span(span.start, span.end),
                message:
                  'Any branch can read this secret; move it to an environment and name that in the job.',
              });
            }
          }
        }
      }
    },
  },
});

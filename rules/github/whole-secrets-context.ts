import { walkExpression } from '../../server/core/parse/expression-ast.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'whole-secrets-context',
  summary: 'Every secret is handed to the runner at once',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [272, 522],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    sisakulint: ['secret-exposure'],
    zizmor: ['overprovisioned-secrets'],
    poutine: ['job_all_secrets'],
    'pipeline-check': ['GHA-116'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#secrets-context'],
  docs: `
    ## What it does
    Reports expressions that read the \`secrets\` context as a whole (\`toJSON(secrets)\`) or by a computed name
    (\`secrets[matrix.name]\`).

    ## Why is this bad?
    The runner then receives all secrets of the repository and the organisation, also those that are added later, and any
    step of the job can find them in its memory. Secrets that are named get there one by one.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - run: ./deploy
            env:
              ALL: \${{ toJSON(secrets) }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - run: ./deploy
            env:
              DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}
    \`\`\`
  `,
  check: {
    expression(ctx, { scalar, expression, span }) {
      if (!/secrets/i.test(scalar.text)) return;
      for (const part of walkExpression(expression)) {
        const whole =
          part.kind === 'call' &&
          part.name.toLowerCase() === 'tojson' &&
          part.args[0]?.kind === 'name' &&
          part.args[0].name.toLowerCase() === 'secrets';
        const computed =
          part.kind === 'index' &&
          part.object.kind === 'name' &&
          part.object.name.toLowerCase() === 'secrets' &&
          part.index?.kind !== 'literal';
        if (!whole && !computed) continue;
        ctx.report({
          span,
          message: whole
            ? 'This hands every secret to the runner; name the ones that are needed.'
            : 'For a computed name the runner receives every secret; name the ones that are needed.',
        });
      }
    },
  },
});

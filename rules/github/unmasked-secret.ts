import { walkExpression } from '../../server/core/parse/expression-ast.ts';
import { contextOf } from '../../server/core/parse/expression-query.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unmasked-secret',
  summary: 'A secret is taken apart, and its parts are not masked in logs',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6', 'CICD-SEC-10'],
  cwe: [532],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-087'],
    zizmor: ['unredacted-secrets'],
    sisakulint: ['unmasked-secret-exposure'],
  },
  references: [
    'https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information',
  ],
  docs: `
    ## What it does
    Reports \`fromJSON(secrets.…)\`: a secret that holds several values. Not where it fills a variable of a step whose script
    masks that (\`echo "::add-mask::$NAME"\`).

    ## Why is this bad?
    The runner masks a secret in logs as the one text it is. The values that \`fromJSON\` takes out of it are not masked, and
    stand in the log when a step prints them.

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
              PASSWORD: \${{ fromJSON(secrets.DATABASE).password }}
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
              PASSWORD: \${{ secrets.DATABASE_PASSWORD }}
    \`\`\`
  `,
  check: {
    expression(ctx, { scalar, expression, span }) {
      if (!/fromjson/i.test(scalar.text) || isMasked(ctx, scalar)) return;
      for (const part of walkExpression(expression)) {
        if (part.kind !== 'call' || part.name.toLowerCase() !== 'fromjson') continue;
        const secret = part.args.some((arg) => contextOf(arg)?.parts[0] === 'secrets');
        if (secret)
          ctx.report({
            span,
            message: 'The parts of this secret are not masked in logs; store each as a secret of its own.',
          });
      }
    },
  },
});

/** True for a variable of a step whose script registers it as a mask before anything else could print it. */
function isMasked(ctx: Context, scalar: ScalarNode): boolean {
  if (!ctx.source.text.includes('::add-mask::')) return false;
  const step = ctx.document
    .facet('step')
    .find(({ env }) => env?.entries.some(({ value }) => value?.span.start === scalar.span.start));
  const name = step?.env?.entries.find(({ value }) => value?.span.start === scalar.span.start)?.name.text;
  const masks = step?.run?.text.split('\n').filter((line) => line.includes('::add-mask::')) ?? [];
  return (
    name !== undefined && masks.some((line) => line.includes(`$${name}`) || line.includes(`\${${name}}`))
  );
}

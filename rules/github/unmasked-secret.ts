import type { Document } from '../../server/core/document.ts';
import { walkExpression } from '../../server/core/parse/expression-ast.ts';
import { contextOf } from '../../server/core/parse/expression-query.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

const READS_JSON = /fromjson/i;
const MASKS = /::add-mask::/;

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
    workflow: (ctx) => checkExpressions(ctx),
    action: (ctx) => checkExpressions(ctx),
  },
});

function checkExpressions(ctx: Context): void {
  if (!ctx.source.has(READS_JSON)) return;
  const masked = ctx.source.has(MASKS) ? maskedValues(ctx.document) : undefined;
  for (const { scalar, expression, span } of ctx.document.facet('expression')) {
    if (!READS_JSON.test(scalar.text) || masked?.has(scalar.span.start)) continue;
    for (const part of walkExpression(expression)) {
      if (part.kind !== 'call' || part.name.toLowerCase() !== 'fromjson') continue;
      const secret = part.args.some((arg) => contextOf(arg)?.parts[0] === 'secrets');
      if (secret)
        ctx.report({
          span,
          message: 'The parts of this secret are not masked in logs; store each as a secret of its own.',
        });
    }
  }
}

/** Where the variables of steps begin whose scripts register them as masks before anything else could print them. */
function maskedValues(document: Document): ReadonlySet<number> {
  const starts = new Set<number>();
  for (const { env, run } of document.facet('step')) {
    const masks = run?.text.split('\n').filter((line) => MASKS.test(line)) ?? [];
    for (const { name, value } of masks.length > 0 ? (env?.entries ?? []) : []) {
      const uses = [`$${name.text}`, `\${${name.text}}`];
      if (value && masks.some((line) => uses.some((use) => line.includes(use)))) starts.add(value.span.start);
    }
  }
  return starts;
}

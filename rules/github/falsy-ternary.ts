import { type Expression, isPlainPath, walkExpression } from '../../server/core/parse/expression-ast.ts';
import { evaluate, isConstant, truthy } from '../../server/core/parse/expression-query.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'falsy-ternary',
  summary: 'The middle of `a && b || c` is false, so that c always comes out',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [570, 783],
  since: '0.1.0',
  fix: 'none',
  equivalents: { zizmor: ['unsound-ternary'] },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/expressions'],
  docs: `
    ## What it does
    Reports \`a && b || c\` where \`b\` is a constant that counts as false: \`''\`, \`0\`, \`false\`, \`null\`.

    ## Why is this bad?
    The expression language has no conditional operator. When \`b\` counts as false, \`c\` comes out whatever \`a\` says. A guard
    written like this guards nothing.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make
            env:
              DEPLOY: \${{ github.event_name == 'pull_request' && false || true }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make
            env:
              DEPLOY: \${{ github.event_name != 'pull_request' && true || false }}
    \`\`\`
  `,
  check: {
    expression(ctx, { expression, scalar }) {
      if (isPlainPath(expression) || isConstant(expression)) return;
      for (const part of walkExpression(expression)) {
        if (part.kind !== 'binary' || part.operator !== '||') continue;
        const middle = falsyMiddle(part.left);
        if (!middle) continue;
        ctx.report({
          span: scalar.map.span(part.left.span.start, part.left.span.end),
          message:
            'What stands behind `&&` counts as false, so this never comes out; turn the condition around.',
          related: [
            { span: scalar.map.span(middle.span.start, middle.span.end), message: 'this counts as false' },
          ],
        });
      }
    },
  },
});

/** The constant of `x && constant` at the end of the left side of `||`, when it counts as false. */
function falsyMiddle(left: Expression): Expression | undefined {
  const operand = left.kind === 'binary' && left.operator === '||' ? left.right : left;
  if (operand.kind !== 'binary' || operand.operator !== '&&') return undefined;
  const value = evaluate(operand.right);
  return value !== undefined && !truthy(value) ? operand.right : undefined;
}

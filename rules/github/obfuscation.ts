import { replaceScalar } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import type { ExpressionUse } from '../../server/core/model/github/expressions.ts';
import type { RepositoryUses, Uses } from '../../server/core/model/github/uses.ts';
import {
  type Constant,
  type Expression,
  isPlainPath,
  walkExpression,
} from '../../server/core/parse/expression-ast.ts';
import { constantText, evaluate, isConstant } from '../../server/core/parse/expression-query.ts';
import { isScalar, pairOf } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { TextEdit } from '../../server/core/text/edit.ts';

export default defineRule({
  id: 'obfuscation',
  summary: 'Text is written so that a reader cannot see what it says',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-7'],
  cwe: [116, 506],
  since: '0.1.0',
  fix: 'safe',
  equivalents: { zizmor: ['obfuscation'], sisakulint: ['obfuscation'] },
  docs: `
    ## What it does
    Reports \`uses:\` with \`.\`, \`..\` or nothing between two slashes, and expressions that compute a constant
    (\`\${{ format('{0}', 'sh') }}\`), constants that stand in braces (\`\${{ 'sh' }}\`), and inputs that are one expression
    as a whole (\`with: \${{ … }}\`). The strict profile also has constants in braces that are all of a value (which may
    be there for their type), and contexts whose part is computed (\`inputs[github.ref]\`).

    ## Why is this bad?
    Reviewers and tools search for what they know. \`actions/cache/save/../save\` runs the same code as
    \`actions/cache/save\` and is found by nobody who looks for that. People have no reason to write like this.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/cache/./save@0057852bfaa89a56745cba8c7296529d2fc39830
          - run: make \${{ format('{0}{1}', 'al', 'l') }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/cache/save@0057852bfaa89a56745cba8c7296529d2fc39830
          - run: make all
    \`\`\`
  `,
  check: {
    uses(ctx, { uses, step }) {
      checkPath(ctx, uses);
      if (uses.kind !== 'repository' || !step || !isScalar(step.with) || step.with.value === null) return;
      ctx.report({
        span: pairOf(step.node, 'with')!.span,
        message: 'Nobody can read here what this step is given; write the inputs out by name.',
        severity: 'info',
      });
    },
    expression(ctx, use) {
      const { expression, scalar } = use;
      if (isPlainPath(expression)) return;
      const reducible = reducibleIn(expression);
      if (reducible) {
        const { start, end } = reducible.expression.span;
        ctx.report({
          span: reducible.expression === expression ? use.span : scalar.map.span(start, end),
          message: 'This expression is always the same; write its value.',
          ...(expression.kind === 'literal' && isWhole(use) && { profile: 'strict' }),
          fixes: () => [fixConstant(ctx, use, reducible)],
        });
        return;
      }
      const computed = walkExpression(expression).find(
        (part) => part.kind === 'index' && part.index !== null && part.index.kind !== 'literal',
      );
      if (!computed) return;
      ctx.report({
        span: scalar.map.span(computed.span.start, computed.span.end),
        message: 'Which part this reads is computed when it runs; name the part.',
        profile: 'strict',
      });
    },
  },
});

/** True where the expression is all of its value: one may write a constant there to be sure of its type. */
function isWhole({ scalar, span }: ExpressionUse): boolean {
  const text = scalar.text.trim();
  return text.startsWith('${{') && text.endsWith('}}') && text.length <= span.end - span.start;
}

function checkPath(ctx: Context, uses: Uses): void {
  if (uses.kind !== 'repository') return;
  const at = uses.text.indexOf('@');
  const path = at === -1 ? uses.text : uses.text.slice(0, at);
  const parts = path.split('/').slice(2);
  if (!parts.some((part) => part === '' || part === '.' || part === '..')) return;
  ctx.report({
    span: uses.node.span,
    message: 'This path hides which action it names; write it without `.`, `..` and empty parts.',
    fixes: () => [fixPath(ctx, uses, parts)],
  });
}

function fixPath(ctx: Context, uses: RepositoryUses, parts: readonly string[]): Fix | undefined {
  const plain: string[] = [];
  for (const part of parts) {
    if (part === '..') {
      // Above the root of the repository there is nothing that could be meant.
      if (plain.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') plain.push(part);
  }
  const path = [uses.owner, uses.repo, ...plain].join('/');
  const edit = replaceScalar(ctx.source, uses.node, uses.ref === '' ? path : `${path}@${uses.ref}`);
  return edit && { title: `Write ${path}`, safety: 'safe', edits: [edit] };
}

interface Reducible {
  readonly expression: Expression;
  readonly value: Constant;
}

/** The first part that is computed from constants alone, or the whole expression when it is constant. */
function reducibleIn(expression: Expression): Reducible | undefined {
  const parts = walkExpression(expression);
  const found = parts.find((part) => (part === expression || part.kind !== 'literal') && isConstant(part));
  const value = found && evaluate(found);
  if (!found || value === undefined) return undefined;
  // Braces in a string are how one writes braces; outside of it they would be an expression.
  return String(value).includes('${{') ? undefined : { expression: found, value };
}

function fixConstant(ctx: Context, use: ExpressionUse, { expression, value }: Reducible): Fix | undefined {
  const edit =
    expression === use.expression ? replaceFence(ctx, use, value) : replacePart(ctx, use, expression, value);
  return edit && { title: 'Write the value', safety: 'safe', edits: [edit] };
}

function replaceFence(ctx: Context, { scalar, span }: ExpressionUse, value: Constant): TextEdit | undefined {
  const text = constantText(value);
  if (!/^[\w ./:@+-]*$/.test(text)) return undefined;
  if (scalar.style === 'literal' || scalar.style === 'folded') return { span, newText: text };
  const whole = scalar.span.start === span.start && scalar.span.end === span.end;
  if (whole && scalar.alias === undefined && typeof value !== 'string')
    return { span, newText: String(value) };
  const start = scalar.map.span(0, 0).start === span.start ? 0 : undefined;
  const found = scalar.text.indexOf(ctx.source.slice(span));
  const at = start ?? found;
  if (at === -1 || scalar.text.indexOf(ctx.source.slice(span), at + 1) !== -1) return undefined;
  const length = ctx.source.slice(span).length;
  return replaceScalar(ctx.source, scalar, scalar.text.slice(0, at) + text + scalar.text.slice(at + length));
}

function replacePart(
  ctx: Context,
  { scalar }: ExpressionUse,
  { span }: Expression,
  value: Constant,
): TextEdit | undefined {
  const text = typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  if (!/^['\w ./:@+-]*$/.test(text)) return undefined;
  if (scalar.style === 'literal' || scalar.style === 'folded')
    return { span: scalar.map.span(span.start, span.end), newText: text };
  return replaceScalar(
    ctx.source,
    scalar,
    scalar.text.slice(0, span.start) + text + scalar.text.slice(span.end),
  );
}

import { replaceScalar } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import type { Condition } from '../../server/core/model/github/condition.ts';
import { walkExpression } from '../../server/core/parse/expression-ast.ts';
import { contextOf } from '../../server/core/parse/expression-query.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'substring-condition',
  summary: 'A condition looks for a name inside a text instead of a list',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [183, 697],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    'pipeline-check': ['GHA-064'],
    zizmor: ['unsound-contains'],
    sisakulint: ['unsound-contains'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#contains'],
  docs: `
    ## What it does
    Reports \`contains('some text', context)\` in an \`if:\`.

    ## Why is this bad?
    With text as its first argument, \`contains\` looks for a piece of it. \`contains('refs/heads/main refs/heads/dev', github.ref)\`
    holds for a branch called \`ma\` or \`d\`, too, which an attacker can make.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        if: contains('refs/heads/main refs/heads/dev', github.ref)
        runs-on: ubuntu-latest
        steps: []
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        if: contains(fromJSON('["refs/heads/main", "refs/heads/dev"]'), github.ref)
        runs-on: ubuntu-latest
        steps: []
    \`\`\`

    ## Fix safety
    The fix makes a list of the items between the commas or spaces. It is unsafe, since the condition then holds less often.
  `,
  check: {
    condition(ctx, { condition }) {
      if (!condition.expression || !/contains/i.test(condition.node.text)) return;
      for (const call of walkExpression(condition.expression)) {
        if (call.kind !== 'call' || call.name.toLowerCase() !== 'contains' || call.args.length !== 2)
          continue;
        const [list, item] = call.args;
        if (list?.kind !== 'literal' || typeof list.value !== 'string') continue;
        const path = contextOf(item!)?.path;
        if (path === undefined) continue;
        const chosen = CHOSEN.test(path);
        ctx.report({
          span: condition.node.map.span(call.span.start, call.span.end),
          message: 'This holds for any piece of the text; compare with a list, `contains(fromJSON(…), …)`.',
          severity: chosen ? 'high' : 'info',
          fixes: () => [fixOf(ctx, condition, list.span, list.value as string)],
        });
      }
    },
  },
});

/** Makes a list of text whose items stand between commas or spaces. */
function fixOf(ctx: Context, { node }: Condition, span: Span, text: string): Fix | undefined {
  const items = text.split(text.includes(',') ? ',' : ' ').map((item) => item.trim());
  if (items.length < 2 || items.some((item) => !/^[\w./*@:+-]+$/.test(item))) return undefined;
  const list = `fromJSON('[${items.map((item) => `"${item}"`).join(', ')}]')`;
  const edit =
    node.style === 'literal' || node.style === 'folded'
      ? { span: node.map.span(span.start, span.end), newText: list }
      : replaceScalar(ctx.source, node, node.text.slice(0, span.start) + list + node.text.slice(span.end));
  return edit && { title: 'Compare with the items of a list', safety: 'unsafe', edits: [edit] };
}

/** Contexts whose text somebody can choose. */
const CHOSEN = /^(?:env|inputs)\.|^github\.(?:actor|base_ref|head_ref|ref|ref_name|sha|triggering_actor)$/;

import { replaceScalar } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import { interpolationsOf, isFenced } from '../../server/core/parse/expression.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import type { Context } from '../../server/core/rule.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'always-true-condition',
  summary: 'A condition is text, which always counts as true',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: [571, 697],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    zizmor: ['unsound-condition'],
    actionlint: ['if-cond'],
    poutine: ['if_always_true'],
    sisakulint: ['cond'],
  },
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/expressions'],
  docs: `
    ## What it does
    Reports \`if:\` values with something before or behind \`\${{ … }}\`: an operator, a word, a space, or the line break that
    \`|\` and \`>\` keep at the end.

    ## Why is this bad?
    GitHub then puts text together instead of evaluating a condition, and text that is not empty is true. The job or step
    runs always: the check that was meant to keep strangers out does nothing.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        if: \${{ github.ref == 'refs/heads/main' }} && \${{ github.repository == 'us/app' }}
        runs-on: ubuntu-latest
        steps: []
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        if: \${{ github.ref == 'refs/heads/main' && github.repository == 'us/app' }}
        runs-on: ubuntu-latest
        steps: []
    \`\`\`

    ## Fix safety
    The fix takes the space or line break away. It is unsafe, because the condition works from then on.
  `,
  check: {
    condition(ctx, { condition: { node } }) {
      if (interpolationsOf(node).length === 0 || isFenced(node)) return;
      ctx.report({
        span: node.span,
        message: 'Text around the braces makes this condition always true; put all of it between them.',
        fixes: () => [fixOf(ctx, node)],
      });
    },
  },
});

/** Only where nothing but white space stands around one pair of braces. */
function fixOf(ctx: Context, node: ScalarNode): Fix | undefined {
  const [only, second] = interpolationsOf(node);
  const trimmed = node.text.trim();
  if (!only || second || trimmed.length !== only.end - only.start) return undefined;
  const title = 'Make the condition count';
  if (node.style !== 'literal' && node.style !== 'folded') {
    const edit = replaceScalar(ctx.source, node, trimmed);
    return edit && { title, safety: 'unsafe', edits: [edit] };
  }
  // The block's header: `|` or `>`, perhaps with `+` for all line breaks.
  const header = /^[|>]\+?(?![-\d])/.exec(ctx.source.slice(node.span))?.[0];
  if (!header || node.text !== node.text.trimStart()) return undefined;
  const { start } = node.span;
  const edits = [{ span: { start, end: start + header.length }, newText: `${header[0]}-` }];
  return { title, safety: 'unsafe', edits };
}

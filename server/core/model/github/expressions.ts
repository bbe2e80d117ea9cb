import type { FacetProvider } from '../../facets.ts';
import { interpolationsOf } from '../../parse/expression.ts';
import type { Expression } from '../../parse/expression-ast.ts';
import { type ScalarNode, scalarsIn } from '../../parse/tree.ts';
import type { Span } from '../../text/source.ts';

/** One `${{ … }}` with the value it stands in. */
export interface ExpressionUse {
  readonly scalar: ScalarNode;
  readonly expression: Expression;
  /** The braces and what is between them, in the file. */
  readonly span: Span;
}

export const expressionProvider: FacetProvider<ExpressionUse> = {
  kinds: ['github-workflow', 'github-action'],
  of: (document) => {
    if (!document.source.text.includes('${{')) return [];
    const uses: ExpressionUse[] = [];
    for (const scalar of scalarsIn(document.root)) {
      // An alias brings the same text again.
      if (scalar.alias) continue;
      for (const { start, end, expression } of interpolationsOf(scalar)) {
        if (expression) uses.push({ scalar, expression, span: scalar.map.span(start, end) });
      }
    }
    return uses;
  },
};

import type { Span } from '../text/source.ts';
import type { ContextPath } from './expression-query.ts';

/** A value of the expression language; objects and arrays never come out of constant folding. */
export type Constant = string | number | boolean | null;

export type BinaryOperator = '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>=';

/** A GitHub Actions expression. Spans count in the text the expression was parsed out of. */
export type Expression =
  | LiteralExpression
  | NameExpression
  | PropertyExpression
  | IndexExpression
  | CallExpression
  | NotExpression
  | BinaryExpression;

export interface LiteralExpression {
  readonly kind: 'literal';
  readonly value: Constant;
  readonly span: Span;
}

/** The first part of a context: `github`. */
export interface NameExpression {
  readonly kind: 'name';
  readonly name: string;
  readonly span: Span;
  /** What `contextOf` found, since expressions are remembered longer than their documents; null for no context. */
  context: ContextPath | null | undefined;
}

/** `object.name`, or `object.*`, whose name is `*`. */
export interface PropertyExpression {
  readonly kind: 'property';
  readonly object: Expression;
  readonly name: string;
  readonly span: Span;
  /** What `contextOf` found; null for no context. */
  context: ContextPath | null | undefined;
}

/** `object[index]`; the index of `object[*]` is null. */
export interface IndexExpression {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression | null;
  readonly span: Span;
  /** What `contextOf` found; null for no context. */
  context: ContextPath | null | undefined;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly span: Span;
}

export interface NotExpression {
  readonly kind: 'not';
  readonly operand: Expression;
  readonly span: Span;
}

export interface BinaryExpression {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** The direct parts of an expression, in the order of the text. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'property':
      return [expression.object];
    case 'index':
      return expression.index ? [expression.object, expression.index] : [expression.object];
    case 'call':
      return expression.args;
    case 'not':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    default:
      return [];
  }
}

/** The expression and everything below it, each before its parts. */
export function walkExpression(expression: Expression): readonly Expression[] {
  const found: Expression[] = [];
  collect(expression, found);
  return found;
}

/** The parser bounds how deep expressions are. */
function collect(expression: Expression, into: Expression[]): void {
  into.push(expression);
  for (const part of partsOf(expression)) collect(part, into);
}

/** True for `a.b.c`, which most expressions are. */
export function isPlainPath(expression: Expression): boolean {
  let at = expression;
  while (at.kind === 'property') at = at.object;
  return at.kind === 'name';
}

import { TextMemory } from '../text/memory.ts';
import type { BinaryOperator, Expression } from './expression-ast.ts';
import { lexExpression, type Token } from './expression-lexer.ts';
import type { ScalarNode } from './tree.ts';

/** Nesting past this is not parsed, as on GitHub's own side. */
const MAX_DEPTH = 50;
/** Bounds the length of chains (`a || b || …`) and with it the depth of the tree. */
const MAX_TOKENS = 2_000;

/** A `${{ … }}` in a text. Offsets count in the decoded text of the scalar. */
export interface Interpolation {
  /** From the `$` to behind the second `}`. */
  readonly start: number;
  readonly end: number;
  /** Undefined when what stands between the braces is no expression. */
  readonly expression: Expression | undefined;
}

const NONE: readonly Interpolation[] = [];

const interpolations = new TextMemory<readonly Interpolation[]>(400_000);
const conditions = new TextMemory<Expression | null>(100_000);

function parseWhole(text: string): Expression | null {
  return parseExpression(text, 0, text.length) ?? null;
}

/** The `${{ … }}` of a scalar, parsed once however many rules ask. */
export function interpolationsOf(scalar: ScalarNode): readonly Interpolation[] {
  scalar.interpolations ??= scalar.text.includes('${{')
    ? interpolations.recall(scalar.text, findInterpolations)
    : NONE;
  return scalar.interpolations;
}

/**
 * The expression of an `if:`, which may stand with or without `${{ }}`; undefined when it cannot be parsed or when text
 * around the braces makes the condition a non-empty string.
 */
export function conditionOf(scalar: ScalarNode): Expression | undefined {
  if (scalar.condition === undefined) scalar.condition = parseCondition(scalar) ?? null;
  return scalar.condition ?? undefined;
}

function parseCondition(scalar: ScalarNode): Expression | undefined {
  if (!scalar.text.includes('${{')) return conditions.recall(scalar.text, parseWhole) ?? undefined;
  return isFenced(scalar) ? interpolationsOf(scalar)[0]?.expression : undefined;
}

/** True when the scalar is one `${{ … }}` to the letter: what GitHub evaluates to a value that keeps its type. */
export function isFenced(scalar: ScalarNode): boolean {
  const [first] = interpolationsOf(scalar);
  return first !== undefined && first.start === 0 && first.end === scalar.text.length;
}

/** Finds every `${{ … }}`: it ends at the first `}}` outside a single-quoted string. Linear in the text. */
export function findInterpolations(text: string): readonly Interpolation[] {
  const found: Interpolation[] = [];
  let at = text.indexOf('${{');
  while (at !== -1) {
    const close = closingBraces(text, at + 3);
    if (close === -1) break;
    found.push({ start: at, end: close + 2, expression: parseExpression(text, at + 3, close) });
    at = text.indexOf('${{', close + 2);
  }
  return found;
}

function closingBraces(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 39) quoted = !quoted;
    else if (code === 125 && !quoted && text.charCodeAt(at + 1) === 125) return at;
  }
  return -1;
}

/** Parses `text` between two offsets; undefined when it is no expression. Never throws. */
export function parseExpression(text: string, start: number, end: number): Expression | undefined {
  const tokens = lexExpression(text, start, end, MAX_TOKENS);
  if (!tokens || tokens.length === 0) return undefined;
  const parser = new Parser(tokens);
  const expression = parser.or(0);
  return expression && parser.done ? expression : undefined;
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Recursive descent; every method gives undefined where the text is no expression. */
class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at === this.#tokens.length;
  }

  or(depth: number): Expression | undefined {
    return this.#chain('||', () => this.#and(depth));
  }

  #and(depth: number): Expression | undefined {
    return this.#chain('&&', () => this.#comparison(depth));
  }

  #comparison(depth: number): Expression | undefined {
    let left = this.#unary(depth);
    while (left && this.#peekIn(COMPARISONS)) {
      const operator = this.#next()!.text as BinaryOperator;
      left = binary(operator, left, this.#unary(depth));
    }
    return left;
  }

  #chain(operator: BinaryOperator, operand: () => Expression | undefined): Expression | undefined {
    let left = operand();
    while (left && this.#peek(operator)) {
      this.#next();
      left = binary(operator, left, operand());
    }
    return left;
  }

  #unary(depth: number): Expression | undefined {
    if (depth > MAX_DEPTH) return undefined;
    if (!this.#peek('!')) return this.#postfix(depth);
    const { span } = this.#next()!;
    const operand = this.#unary(depth + 1);
    return operand && { kind: 'not', operand, span: { start: span.start, end: operand.span.end } };
  }

  #postfix(depth: number): Expression | undefined {
    let object = this.#primary(depth);
    while (object) {
      if (this.#peek('.')) object = this.#property(object);
      else if (this.#peek('[')) object = this.#index(object, depth);
      else return object;
    }
    return undefined;
  }

  #property(object: Expression): Expression | undefined {
    this.#next();
    const name = this.#next();
    if (!name || (name.kind !== 'name' && name.text !== '*')) return undefined;
    return {
      kind: 'property',
      object,
      name: name.text,
      span: { start: object.span.start, end: name.span.end },
      context: undefined,
    };
  }

  #index(object: Expression, depth: number): Expression | undefined {
    this.#next();
    const index = this.#peek('*') ? this.#star() : this.or(depth + 1);
    const close = this.#next();
    if (index === undefined || close?.text !== ']' || close.kind !== 'operator') return undefined;
    const span = { start: object.span.start, end: close.span.end };
    return { kind: 'index', object, index, span, context: undefined };
  }

  #star(): null {
    this.#next();
    return null;
  }

  #primary(depth: number): Expression | undefined {
    const token = this.#next();
    if (!token) return undefined;
    if (token.kind === 'literal') return { kind: 'literal', value: token.value, span: token.span };
    if (token.kind === 'name') {
      if (this.#peek('(')) return this.#call(token, depth);
      const keyword = KEYWORDS.get(token.text);
      if (keyword !== undefined) return { kind: 'literal', value: keyword, span: token.span };
      return { kind: 'name', name: token.text, span: token.span, context: undefined };
    }
    if (token.text !== '(') return undefined;
    const inner = this.or(depth + 1);
    const close = this.#next();
    if (!inner || close?.text !== ')' || close.kind !== 'operator') return undefined;
    return inner;
  }

  #call(name: Token, depth: number): Expression | undefined {
    this.#next();
    const args: Expression[] = [];
    while (!this.#peek(')')) {
      if (args.length > 0 && this.#next()?.text !== ',') return undefined;
      const argument = this.or(depth + 1);
      if (!argument) return undefined;
      args.push(argument);
    }
    const { span } = this.#next()!;
    return { kind: 'call', name: name.text, args, span: { start: name.span.start, end: span.end } };
  }

  #peek(operator: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'operator' && token.text === operator;
  }

  #peekIn(operators: ReadonlySet<string>): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'operator' && operators.has(token.text);
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }
}

const KEYWORDS: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
]);

function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression | undefined,
): Expression | undefined {
  return (
    right && { kind: 'binary', operator, left, right, span: { start: left.span.start, end: right.span.end } }
  );
}

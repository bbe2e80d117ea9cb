import type { Span } from '../text/source.ts';
import {
  type BinaryExpression,
  type CallExpression,
  type Constant,
  type Expression,
  partsOf,
} from './expression-ast.ts';

/** A context with the way into it: `github.event.pull_request.title`. */
export interface ContextPath {
  /** Lower-case parts; `*` for a star and for an index that is not a literal. */
  readonly parts: readonly string[];
  /** The parts joined by dots. */
  readonly path: string;
  /** Set when the path begins at a call (`fromJSON(x).y`); `parts` then begins behind it. */
  readonly call?: CallExpression;
  readonly span: Span;
}

/** Reads a name, property or index chain as a context; undefined for anything else. */
export function contextOf(expression: Expression): ContextPath | undefined {
  switch (expression.kind) {
    case 'name':
    case 'property':
    case 'index':
      if (expression.context === undefined) expression.context = readContext(expression) ?? null;
      return expression.context ?? undefined;
    default:
      return undefined;
  }
}

function readContext(expression: Expression): ContextPath | undefined {
  const parts: string[] = [];
  let at: Expression = expression;
  for (;;) {
    if (at.kind === 'property') parts.push(at.name.toLowerCase());
    else if (at.kind === 'index') parts.push(literalIndex(at.index));
    else break;
    at = at.object;
  }
  if (at.kind === 'name') parts.push(at.name.toLowerCase());
  else if (at.kind !== 'call' || parts.length === 0) return undefined;
  parts.reverse();
  const path = parts.join('.');
  return { parts, path, span: expression.span, ...(at.kind === 'call' && { call: at }) };
}

function literalIndex(index: Expression | null): string {
  return index?.kind === 'literal' && typeof index.value === 'string' ? index.value.toLowerCase() : '*';
}

/** Every context that occurs anywhere in the expression, outermost only: `github.event` does not follow out of `github.event.x`. */
export function contextsIn(expression: Expression): readonly ContextPath[] {
  const found: ContextPath[] = [];
  collectContexts(expression, found);
  return found;
}

function collectContexts(expression: Expression, into: ContextPath[]): void {
  const context = contextOf(expression);
  if (!context) {
    for (const part of partsOf(expression)) collectContexts(part, into);
    return;
  }
  into.push(context);
  // Indices and the call at the head are expressions of their own.
  for (let at = expression; at.kind === 'property' || at.kind === 'index'; at = at.object) {
    if (at.kind === 'index' && at.index) collectContexts(at.index, into);
    if (at.object.kind === 'call') for (const arg of at.object.args) collectContexts(arg, into);
  }
}

/** Functions whose result holds text of their arguments. */
const TEXT_FUNCTIONS: ReadonlySet<string> = new Set(['tojson', 'format', 'join']);

/**
 * The contexts whose text can become part of the expression's value: not those that are only compared or tested, and
 * of `a && b` only b.
 */
export function flowingContexts(expression: Expression): readonly ContextPath[] {
  const found: ContextPath[] = [];
  collectFlow(expression, found);
  return found;
}

function collectFlow(expression: Expression, into: ContextPath[]): void {
  if (expression.kind === 'call') {
    if (TEXT_FUNCTIONS.has(expression.name.toLowerCase()))
      for (const arg of expression.args) collectFlow(arg, into);
  } else if (expression.kind === 'binary') {
    if (expression.operator === '||') collectFlow(expression.left, into);
    if (expression.operator === '||' || expression.operator === '&&') collectFlow(expression.right, into);
  } else {
    const context = contextOf(expression);
    if (context) into.push(context);
  }
}

/** The expressions whose value can be the result: the right side of `&&`, both sides of `||`. */
export function leavesOf(expression: Expression): readonly Expression[] {
  if (expression.kind !== 'binary') return [expression];
  if (expression.operator === '&&') return leavesOf(expression.right);
  if (expression.operator === '||') return [...leavesOf(expression.left), ...leavesOf(expression.right)];
  return [expression];
}

/** Functions that can be computed from constants alone. */
const PURE_FUNCTIONS: ReadonlySet<string> = new Set([
  'contains',
  'startswith',
  'endswith',
  'format',
  'tojson',
  'join',
]);

/** True when every part is constant, so that the expression could be written as its value. */
export function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
      return true;
    case 'not':
    case 'binary':
      return partsOf(expression).every(isConstant);
    case 'call':
      return PURE_FUNCTIONS.has(expression.name.toLowerCase()) && expression.args.every(isConstant);
    default:
      return false;
  }
}

/** What a context is known to hold; undefined when that is not known. */
export type Lookup = (path: string) => Constant | undefined;

const nothingKnown: Lookup = () => undefined;

/**
 * The value of an expression as far as constants, and the contexts that `lookup` knows, decide it (`false && x` is
 * false); undefined when they do not.
 */
export function evaluate(expression: Expression, lookup: Lookup = nothingKnown): Constant | undefined {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'not': {
      const operand = evaluate(expression.operand, lookup);
      return operand === undefined ? undefined : !truthy(operand);
    }
    case 'binary':
      return evaluateBinary(expression, lookup);
    case 'call':
      return evaluateCall(expression, lookup);
    default: {
      const context = contextOf(expression);
      return context && !context.call ? lookup(context.path) : undefined;
    }
  }
}

/** Whether the expression holds, where that is decided: `x && false` never holds, whatever x is. */
export function truthOf(expression: Expression, lookup: Lookup): boolean | undefined {
  if (expression.kind === 'not') {
    const operand = truthOf(expression.operand, lookup);
    return operand === undefined ? undefined : !operand;
  }
  if (expression.kind === 'binary' && (expression.operator === '&&' || expression.operator === '||')) {
    const dominant = expression.operator === '||';
    const left = truthOf(expression.left, lookup);
    const right = left === dominant ? left : truthOf(expression.right, lookup);
    if (left === dominant || right === dominant) return dominant;
    return left === undefined || right === undefined ? undefined : !dominant;
  }
  const value = evaluate(expression, lookup);
  return value === undefined ? undefined : truthy(value);
}

/** GitHub's truth: false, 0, -0, '', NaN and null are false. */
export function truthy(value: Constant): boolean {
  return value !== false && value !== null && value !== '' && value !== 0 && !Number.isNaN(value);
}

function evaluateBinary(expression: BinaryExpression, lookup: Lookup): Constant | undefined {
  const { operator } = expression;
  const left = evaluate(expression.left, lookup);
  if (operator === '&&' || operator === '||') {
    if (left === undefined) return undefined;
    return truthy(left) === (operator === '||') ? left : evaluate(expression.right, lookup);
  }
  const right = evaluate(expression.right, lookup);
  if (left === undefined || right === undefined) return undefined;
  if (operator === '==') return looselyEqual(left, right);
  if (operator === '!=') return !looselyEqual(left, right);
  const [a, b] =
    typeof left === 'string' && typeof right === 'string'
      ? [left.toUpperCase(), right.toUpperCase()]
      : [toNumber(left), toNumber(right)];
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

/** Strings compare without case; values of different types as numbers. */
function looselyEqual(left: Constant, right: Constant): boolean {
  if (typeof left === 'string' && typeof right === 'string')
    return left.toUpperCase() === right.toUpperCase();
  if (left === null && right === null) return true;
  return toNumber(left) === toNumber(right);
}

function toNumber(value: Constant): number {
  if (value === null) return 0;
  if (typeof value === 'string') return value.trim() === '' ? 0 : Number(value);
  return Number(value);
}

/** A constant as it appears in text. */
export function constantText(value: Constant): string {
  return value === null ? '' : String(value);
}

function evaluateCall({ name, args }: CallExpression, lookup: Lookup): Constant | undefined {
  const called = name.toLowerCase();
  if (!PURE_FUNCTIONS.has(called)) return undefined;
  const list = called === 'contains' ? constantList(args[0]) : undefined;
  if (list && args[1]) {
    const wanted = evaluate(args[1], lookup);
    return wanted === undefined ? undefined : list.some((item) => looselyEqual(item, wanted));
  }
  const values: Constant[] = [];
  for (const arg of args) {
    const value = evaluate(arg, lookup);
    if (value === undefined) return undefined;
    values.push(value);
  }
  const [first = null, second = null] = values;
  const a = constantText(first).toLowerCase();
  const b = constantText(second).toLowerCase();
  switch (called) {
    case 'contains':
      return a.includes(b);
    case 'startswith':
      return a.startsWith(b);
    case 'endswith':
      return a.endsWith(b);
    case 'tojson':
      return JSON.stringify(first);
    case 'join':
      return constantText(first);
    default:
      return formatted(constantText(first), values.slice(1));
  }
}

/** The items of `fromJSON('["a", "b"]')`. */
function constantList(expression: Expression | undefined): readonly Constant[] | undefined {
  if (expression?.kind !== 'call' || expression.name.toLowerCase() !== 'fromjson') return undefined;
  const [json] = expression.args;
  if (json?.kind !== 'literal' || typeof json.value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(json.value);
    return Array.isArray(parsed)
      ? parsed.filter((item) => item === null || typeof item !== 'object')
      : undefined;
  } catch {
    return undefined;
  }
}

/** `format('{0} {{x}}', a)`; undefined when a placeholder has no argument. */
function formatted(template: string, values: readonly Constant[]): string | undefined {
  let missing = false;
  const text = template.replace(/\{\{|\}\}|\{(\d{1,4})\}/g, (match, index: string | undefined) => {
    if (index === undefined) return match[0]!;
    const value = values[Number(index)];
    if (value === undefined) missing = true;
    return constantText(value ?? null);
  });
  return missing ? undefined : text;
}

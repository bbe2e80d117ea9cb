import type { Span } from '../text/source.ts';
import type { Constant } from './expression-ast.ts';

export type Token =
  | { readonly kind: 'literal'; readonly text: string; readonly value: Constant; readonly span: Span }
  | { readonly kind: 'name' | 'operator'; readonly text: string; readonly span: Span };

/** Tokens of `text` between two offsets; undefined for text that no token fits, or for more than `limit` tokens. */
export function lexExpression(text: string, start: number, end: number, limit: number): Token[] | undefined {
  const tokens: Token[] = [];
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code <= 32) {
      at++;
      continue;
    }
    const token = readToken(text, at, end);
    if (!token || token.span.end > end || tokens.length >= limit) return undefined;
    tokens.push(token);
    at = token.span.end;
  }
  return tokens;
}

function readToken(text: string, at: number, end: number): Token | undefined {
  const code = text.charCodeAt(at);
  if (code === 39) return readString(text, at, end);
  if (isNameStart(code)) {
    let stop = at + 1;
    while (stop < end && isNamePart(text.charCodeAt(stop))) stop++;
    return { kind: 'name', text: text.slice(at, stop), span: { start: at, end: stop } };
  }
  if (isDigit(code) || ((code === 45 || code === 43 || code === 46) && startsNumber(text, at + 1)))
    return readNumber(text, at, end);
  const two = text.slice(at, at + 2);
  if (TWO.has(two)) return { kind: 'operator', text: two, span: { start: at, end: at + 2 } };
  const one = text[at]!;
  return ONE.has(one) ? { kind: 'operator', text: one, span: { start: at, end: at + 1 } } : undefined;
}

const TWO: ReadonlySet<string> = new Set(['&&', '||', '==', '!=', '<=', '>=']);
const ONE: ReadonlySet<string> = new Set(['!', '<', '>', '(', ')', '[', ']', '.', ',', '*']);

function readString(text: string, start: number, end: number): Token | undefined {
  let value = '';
  let from = start + 1;
  for (let at = from; at < end; at++) {
    if (text.charCodeAt(at) !== 39) continue;
    value += text.slice(from, at);
    if (text.charCodeAt(at + 1) !== 39) {
      return { kind: 'literal', text: text.slice(start, at + 1), value, span: { start, end: at + 1 } };
    }
    value += "'";
    at++;
    from = at + 1;
  }
  return undefined;
}

function readNumber(text: string, start: number, end: number): Token | undefined {
  let stop = start + 1;
  while (stop < end && isNumberPart(text, stop)) stop++;
  const written = text.slice(start, stop);
  const value = Number(written);
  return Number.isNaN(value)
    ? undefined
    : { kind: 'literal', text: written, value, span: { start, end: stop } };
}

/** Letters, digits and dots, and a sign behind an exponent's `e`. */
function isNumberPart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === 43 || code === 45) return (text.charCodeAt(at - 1) | 32) === 101;
  return isDigit(code) || code === 46 || ((code | 32) >= 97 && (code | 32) <= 122);
}

function startsNumber(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isNameStart(code: number): boolean {
  return code === 95 || ((code | 32) >= 97 && (code | 32) <= 122);
}

function isNamePart(code: number): boolean {
  return isNameStart(code) || isDigit(code) || code === 45;
}

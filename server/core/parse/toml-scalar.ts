import { OffsetMap, type Run } from '../text/offset-map.ts';
import type { Span } from '../text/source.ts';

export interface TomlString {
  readonly text: string;
  /** The offset behind the closing quote. */
  readonly end: number;
  /** Only where the decoded text does not stand behind the first quote as the scalar's style says. */
  readonly map?: OffsetMap;
  readonly problem?: { readonly message: string; readonly span: Span };
}

/** Reads a TOML string, basic or literal, on one line or several; `start` is its first quote. TOML 1.0, "String". */
export function readTomlString(file: string, start: number, quote: string): TomlString {
  return file.startsWith(quote.repeat(3), start)
    ? readMultiLine(file, start, quote)
    : readSingleLine(file, start, quote);
}

function readSingleLine(file: string, start: number, quote: string): TomlString {
  let decoded = '';
  let at = start + 1;
  let chunk = at;
  let problem: TomlString['problem'];
  for (;;) {
    const char = file[at];
    if (char === quote) break;
    if (char === undefined || char === '\n' || char === '\r') {
      problem ??= { message: 'the string is not closed; add a quote', span: { start, end: at } };
      return { text: decoded + file.slice(chunk, at), end: at, problem };
    }
    if (char !== '\\' || quote === "'") {
      at++;
      continue;
    }
    const escaped = readEscape(file, at);
    if (!escaped) {
      problem ??= {
        message: 'this escape is not one of TOML; write the backslash twice',
        span: { start: at, end: at + 2 },
      };
      at++;
      continue;
    }
    decoded += file.slice(chunk, at) + escaped.text;
    at += escaped.width;
    chunk = at;
  }
  return { text: decoded + file.slice(chunk, at), end: at + 1, problem };
}

function readMultiLine(file: string, start: number, quote: string): TomlString {
  const fence = quote.repeat(3);
  let at = start + 3;
  // A line break right behind the opening quotes is not part of the text.
  if (file[at] === '\r' && file[at + 1] === '\n') at += 2;
  else if (file[at] === '\n') at++;
  const runs: Run[] = [[0, at]];
  let decoded = '';
  let chunk = at;
  const flush = (end: number) => {
    decoded += file.slice(chunk, end);
  };
  for (;;) {
    if (at >= file.length) {
      flush(file.length);
      const problem = { message: `the string is not closed; add ${fence}`, span: { start, end: start + 3 } };
      return { text: decoded, end: file.length, map: new OffsetMap(runs), problem };
    }
    if (file.startsWith(fence, at)) {
      // Up to two quotes may stand right before the closing three.
      for (let extra = 0; extra < 2 && file[at + 3] === quote; extra++) at++;
      flush(at);
      return { text: decoded, end: at + 3, map: new OffsetMap(runs) };
    }
    if (quote === '"' && file[at] === '\\') {
      flush(at);
      const escaped = readEscape(file, at);
      const continued = escaped ? 0 : lineContinuation(file, at);
      if (escaped) {
        if (runs.at(-1)![0] === decoded.length) runs.pop();
        runs.push([decoded.length, at, escaped.width]);
        decoded += escaped.text;
      }
      at += escaped?.width ?? Math.max(1, continued);
      chunk = continued > 0 || escaped ? at : at - 1;
      if (runs.at(-1)![0] === decoded.length) runs.pop();
      runs.push([decoded.length, chunk]);
      continue;
    }
    at++;
  }
}

/** The length of a backslash at the end of a line with all white space behind it; 0 if it is none. */
function lineContinuation(file: string, at: number): number {
  let end = at + 1;
  while (end < file.length && ' \t\r\n'.includes(file[end]!)) end++;
  return file.slice(at + 1, end).includes('\n') ? end - at : 0;
}

function readEscape(file: string, at: number): { text: string; width: number } | undefined {
  const kind = file[at + 1] ?? '';
  const digits = kind === 'u' ? 4 : kind === 'U' ? 8 : kind === 'x' ? 2 : 0;
  if (digits > 0) {
    const hex = file.slice(at + 2, at + 2 + digits);
    const code = hex.length === digits && /^[0-9a-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : -1;
    if (code < 0 || code > 0x10ffff) return undefined;
    return { text: String.fromCodePoint(code), width: 2 + digits };
  }
  const text = ESCAPES[kind];
  return text === undefined ? undefined : { text, width: 2 };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const DATE =
  /\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?)?|\d\d:\d\d(?::\d\d(?:\.\d+)?)?/y;
const WORD = /[^\s,\]}#="']+/y;
const DECIMAL = /^[+-]?\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d[\d_]*)?$/;
const INTEGER = /^0(?:x[\da-fA-F_]+|o[0-7_]+|b[01_]+)$/;

/**
 * The boolean, number or date at `at`, with the offset behind it. The value is undefined for a bare word, which TOML
 * does not know, and the whole undefined where nothing stands.
 */
export function bareValue(
  file: string,
  at: number,
): { end: number; value: string | number | boolean | undefined } | undefined {
  DATE.lastIndex = at;
  const date = DATE.exec(file)?.[0];
  if (date) return { end: at + date.length, value: date };
  WORD.lastIndex = at;
  const word = WORD.exec(file)?.[0];
  if (!word) return undefined;
  return { end: at + word.length, value: wordValue(word) };
}

function wordValue(word: string): number | boolean | undefined {
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (/^[+-]?inf$/.test(word))
    return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/.test(word)) return Number.NaN;
  if (DECIMAL.test(word) || INTEGER.test(word)) return Number(word.replaceAll('_', ''));
  return undefined;
}

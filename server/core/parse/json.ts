import type { OffsetMap } from '../text/offset-map.ts';
import type { Span } from '../text/source.ts';
import { mapScalar } from './scalar-map.ts';
import type { MapNode, Node, Pair, ParsedTree, ParseProblem, ScalarNode } from './tree.ts';

const MAX_DEPTH = 500;

/**
 * Parses JSON that may be half-typed, with comments and trailing commas allowed (JSONC), and never throws. What is
 * missing (a comma, a closing bracket, a value) is reported once, where it is missed, and the rest is still read.
 */
export function parseJson(text: string): ParsedTree {
  const parser = new JsonParser(text);
  return parser.document();
}

/** True for a text that is read as JSON where YAML is possible too: it begins with a bracket. */
export function looksLikeJson(text: string): boolean {
  return /^\uFEFF?\s*[{[]/.test(text);
}

class JsonParser {
  readonly #text: string;
  readonly #problems: ParseProblem[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): ParsedTree {
    this.#skip();
    const root = this.#at < this.#text.length ? this.#value(0) : null;
    this.#skip();
    if (root && this.#at < this.#text.length) {
      this.#problem('unexpected text after the end of the value; remove it', this.#at, this.#at + 1);
    }
    return { roots: [root], problems: this.#problems };
  }

  /** Reads one value; null where there is none, with the position unmoved. */
  #value(depth: number): Node | null {
    const char = this.#text[this.#at];
    if (depth > MAX_DEPTH) {
      this.#problem('the file is nested too deeply to read', this.#at, this.#at + 1);
      this.#at = this.#text.length;
      return null;
    }
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#array(depth);
    if (char === '"') return this.#string();
    if (char === undefined || '}],:'.includes(char)) return null;
    return this.#literal();
  }

  #object(depth: number): MapNode {
    const start = this.#at++;
    const pairs: Pair[] = [];
    for (;;) {
      this.#skip();
      const char = this.#text[this.#at];
      if (char === '}') {
        this.#at++;
        break;
      }
      if (char === undefined || char === ']') {
        this.#problem('the object is not closed; add "}"', start, start + 1);
        break;
      }
      if (char === ',') {
        this.#problem('a comma without a member before it; remove it', this.#at, this.#at + 1);
        this.#at++;
        continue;
      }
      const before = this.#at;
      const pair = this.#member(depth);
      if (pair) pairs.push(pair);
      this.#comma('}');
      if (this.#at === before) this.#at++;
    }
    return { kind: 'map', span: { start, end: this.#at }, pairs, flow: true };
  }

  #member(depth: number): Pair | null {
    const start = this.#at;
    const char = this.#text[this.#at];
    const key = char === '"' ? this.#string() : char === '{' || char === '[' ? null : this.#literal();
    if (!key) {
      this.#problem('expected a name in double quotes', start, start + 1);
      this.#value(depth + 1);
      return null;
    }
    if (char !== '"') this.#problem('names need double quotes', key.span.start, key.span.end);
    this.#skip();
    if (this.#text[this.#at] !== ':') {
      this.#problem('expected ":" and a value after this name', key.span.start, key.span.end);
      return { key, value: null, span: key.span };
    }
    this.#at++;
    this.#skip();
    const value = this.#value(depth + 1);
    if (!value) this.#problem('expected a value after this name', key.span.start, key.span.end);
    return { key, value, span: { start, end: value?.span.end ?? key.span.end } };
  }

  #array(depth: number): Node {
    const start = this.#at++;
    const items: Node[] = [];
    for (;;) {
      this.#skip();
      const char = this.#text[this.#at];
      if (char === ']') {
        this.#at++;
        break;
      }
      if (char === undefined || char === '}') {
        this.#problem('the list is not closed; add "]"', start, start + 1);
        break;
      }
      if (char === ',' || char === ':') {
        this.#problem('expected a value here', this.#at, this.#at + 1);
        this.#at++;
        continue;
      }
      const item = this.#value(depth + 1);
      if (item) items.push(item);
      this.#comma(']');
    }
    return { kind: 'seq', span: { start, end: this.#at }, items, flow: true };
  }

  /** Steps over the comma between two members, or says that it is missing. */
  #comma(close: string): void {
    const end = this.#at;
    this.#skip();
    const char = this.#text[this.#at];
    if (char === ',') this.#at++;
    else if (char !== close && char !== undefined && char !== '}' && char !== ']') {
      this.#problem('expected a comma here', Math.max(0, end - 1), end);
    }
  }

  #string(): ScalarNode {
    const start = this.#at++;
    let decoded = '';
    let chunk = this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 34) break;
      if (Number.isNaN(code) || code === 10 || code === 13) {
        this.#problem('the string is not closed; add a double quote', start, this.#at);
        break;
      }
      if (code !== 92) {
        this.#at++;
        continue;
      }
      decoded += this.#text.slice(chunk, this.#at) + this.#escape();
      chunk = this.#at;
    }
    decoded += this.#text.slice(chunk, this.#at);
    if (this.#text[this.#at] === '"') this.#at++;
    return new JsonScalar(this.#text, { start, end: this.#at }, decoded, decoded, 'double');
  }

  #escape(): string {
    const at = this.#at;
    const char = this.#text[at + 1] ?? '';
    if (char === 'u') {
      const hex = this.#text.slice(at + 2, at + 6);
      if (/^[0-9a-fA-F]{4}$/.test(hex)) {
        this.#at += 6;
        return String.fromCharCode(Number.parseInt(hex, 16));
      }
    }
    const decoded = ESCAPES[char];
    if (decoded === undefined) {
      this.#problem('this escape is not one of JSON; write the backslash twice', at, at + 2);
      this.#at += 1;
      return '\\';
    }
    this.#at += 2;
    return decoded;
  }

  #literal(): ScalarNode {
    const start = this.#at;
    while (this.#at < this.#text.length && !' \t\r\n,:{}[]"'.includes(this.#text[this.#at]!)) this.#at++;
    const written = this.#text.slice(start, this.#at);
    const span = { start, end: this.#at };
    const value = literalValue(written);
    if (value === undefined) {
      if (this.#text[this.#at] !== ':') this.#problem('text needs double quotes', span.start, span.end);
      return new JsonScalar(this.#text, span, written, written, 'plain');
    }
    return new JsonScalar(this.#text, span, value, written, 'plain');
  }

  /** Steps over white space, a byte order mark and comments. */
  #skip(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff) this.#at++;
      else if (code === 47 && this.#text[this.#at + 1] === '/') this.#at = this.#after('\n');
      else if (code === 47 && this.#text[this.#at + 1] === '*') this.#at = this.#after('*/');
      else return;
    }
  }

  #after(mark: string): number {
    const found = this.#text.indexOf(mark, this.#at + 2);
    return found === -1 ? this.#text.length : found + mark.length;
  }

  #problem(message: string, start: number, end: number): void {
    const last = this.#problems.at(-1);
    if (last && last.span.start === start && last.span.end === end) return;
    this.#problems.push({ message, span: { start, end: Math.min(end, this.#text.length) } });
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function literalValue(written: string): number | boolean | null | undefined {
  if (written === 'true') return true;
  if (written === 'false') return false;
  if (written === 'null') return null;
  return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(written) ? Number(written) : undefined;
}

class JsonScalar implements ScalarNode {
  readonly kind = 'scalar';
  readonly span: Span;
  readonly value: string | number | boolean | null;
  readonly text: string;
  readonly style: 'plain' | 'double';
  readonly #file: string;
  #map: OffsetMap | undefined;

  constructor(file: string, span: Span, value: ScalarNode['value'], text: string, style: 'plain' | 'double') {
    this.#file = file;
    this.span = span;
    this.value = value;
    this.text = text;
    this.style = style;
  }

  get map(): OffsetMap {
    this.#map ??= mapScalar(this.#file, this.span.start, this.style, this.text);
    return this.#map;
  }
}

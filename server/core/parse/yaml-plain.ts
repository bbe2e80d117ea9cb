import type { MapNode, Node, Pair, ScalarNode, ScalarStyle, SeqNode } from './tree.ts';
import { plainScalarValue, unescapeDouble } from './yaml-core-schema.ts';
import { YamlScalar } from './yaml-scalar.ts';

/*
 * The short way for YAML as most pipeline files are written: block maps and lists, plain and quoted scalars on one
 * line, plain scalars on several, `|` and `>` blocks, flow collections. It takes nothing on trust: at the first sign of
 * anything else (an anchor, a tag, a tab, a second document, an odd indentation, a mistake) it gives up, and the full
 * parser reads the file from the start. So it never reports a problem, and what it returns is what the full parser would
 * return; test/unit/parse/yaml-plain.test.ts holds the two against each other.
 */

const TAB = 9;
const LF = 10;
const SPACE = 32;
const BANG = 33;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const COMMA = 44;
const DASH = 45;
const COLON = 58;
const GREATER = 62;
const OPEN_SEQ = 91;
const BACKSLASH = 92;
const CLOSE_SEQ = 93;
const OPEN_MAP = 123;
const BAR = 124;
const CLOSE_MAP = 125;

/** Deeper nesting goes the long way, which counts it. */
const MAX_DEPTH = 60;
/** An implicit key may have 1024 characters; the full parser says what is wrong with a longer one. */
const MAX_KEY = 1000;

/** Characters that cannot begin a plain scalar, or begin something that only the full parser knows. */
const SPECIAL: ReadonlySet<number> = new Set([...'\t#&*!|>\'"%@`,[]{}?:'].map((char) => char.charCodeAt(0)));

/** Thrown, without a stack, to leave the short way from any depth. */
const GIVE_UP = { givesUp: true };

/** The tree of a text with one document in the common shapes; undefined when it must be parsed in full. */
export function parsePlainYaml(text: string): Node | undefined {
  // A byte order mark may begin the text; anywhere else it is for the full parser.
  if (text.includes('\r') || text.includes('\ufeff', 1)) return undefined;
  try {
    return new PlainParser(text).document();
  } catch (error) {
    if (error === GIVE_UP) return undefined;
    throw error;
  }
}

class PlainParser {
  readonly #text: string;
  /** After `#nextLine`: the first character of a line's content. */
  #at = 0;
  /** The column of that character, -1 at the end of the text. */
  #column = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Node {
    this.#startLine(this.#text.startsWith('\ufeff') ? 1 : 0);
    if (this.#isMarker() && this.#text.startsWith('---', this.#at)) {
      this.#endLine(this.#at + 3);
      if (this.#isMarker()) throw GIVE_UP;
    }
    if (this.#column !== 0 || this.#isMarker() || this.#text[this.#at] === '%') throw GIVE_UP;
    const root = this.#block(0, 0);
    if (this.#at < this.#text.length) throw GIVE_UP;
    return root;
  }

  /** A block map or list whose first key or dash stands at `column`. */
  #block(column: number, depth: number): Node {
    if (depth > MAX_DEPTH) throw GIVE_UP;
    return this.#isDash(this.#at) ? this.#seq(column, depth) : this.#map(column, depth);
  }

  #map(column: number, depth: number): MapNode {
    const start = this.#at;
    const pairs: Pair[] = [];
    for (;;) {
      if (this.#isDash(this.#at) || (column === 0 && this.#isMarker())) throw GIVE_UP;
      const key = this.#key();
      const value = this.#valueOfKey(column, depth);
      const end = value ? value.span.end : key.span.end;
      pairs.push({ key, value, span: { start: key.span.start, end } });
      if (this.#column < column) {
        return { kind: 'map', span: { start, end }, tag: undefined, anchor: undefined, pairs, flow: false };
      }
      if (this.#column > column) throw GIVE_UP;
    }
  }

  #seq(column: number, depth: number): SeqNode {
    const start = this.#at;
    const items: Node[] = [];
    for (;;) {
      const item = this.#item(column, depth);
      items.push(item);
      if (this.#column > column) throw GIVE_UP;
      if (this.#column < column || !this.#isDash(this.#at)) {
        const span = { start, end: item.span.end };
        return { kind: 'seq', span, tag: undefined, anchor: undefined, items, flow: false };
      }
    }
  }

  /** What stands behind a dash. */
  #item(column: number, depth: number): Node {
    const dash = this.#at;
    const at = this.#skipSpaces(dash + 1);
    const code = this.#text.charCodeAt(at);
    if (at >= this.#text.length || code === LF || code === HASH) {
      this.#endLine(dash + 1);
      if (this.#column <= column) throw GIVE_UP;
      return this.#below(column, depth);
    }
    this.#at = at;
    const inner = column + at - dash;
    if (this.#isDash(at) || this.#hasKey(at)) return this.#block(inner, depth + 1);
    return this.#inline(column, depth, false);
  }

  /** A value that begins on a line of its own, deeper than the collection at `column` that it belongs to. */
  #below(column: number, depth: number): Node {
    if (this.#isDash(this.#at) || this.#hasKey(this.#at)) return this.#block(this.#column, depth + 1);
    const code = this.#text.charCodeAt(this.#at);
    if (code === BAR || code === GREATER) throw GIVE_UP;
    return this.#inline(column, depth, false);
  }

  /** Reads the key at the present place; leaves the place behind its colon. */
  #key(): ScalarNode {
    const start = this.#at;
    const code = this.#text.charCodeAt(start);
    if (code === QUOTE || code === APOSTROPHE) {
      const key = this.#quoted(start);
      if (!this.#isColon(key.span.end)) throw GIVE_UP;
      this.#at = key.span.end + 1;
      return key;
    }
    const colon = this.#colonOf(start);
    if (colon === -1) throw GIVE_UP;
    this.#at = colon + 1;
    const key = this.#plain(start, colon, this.#text.slice(start, colon));
    if (key.text === '<<') throw GIVE_UP;
    return key;
  }

  /** True when a map begins at `at`: a key and its colon. */
  #hasKey(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (code !== QUOTE && code !== APOSTROPHE) return !SPECIAL.has(code) && this.#colonOf(at) !== -1;
    return this.#isColon(this.#quoted(at).span.end);
  }

  /** The colon that ends a plain key at `start`, on its line; -1 when there is none. */
  #colonOf(start: number): number {
    const text = this.#text;
    if (SPECIAL.has(text.charCodeAt(start))) throw GIVE_UP;
    for (let i = start; i < text.length && i - start < MAX_KEY; i++) {
      const code = text.charCodeAt(i);
      if (code === COLON && isEmpty(text, i + 1)) {
        if (isBlank(text.charCodeAt(i - 1))) throw GIVE_UP;
        return i;
      }
      if (code === LF || (code === HASH && isBlank(text.charCodeAt(i - 1)))) return -1;
    }
    return -1;
  }

  /** What stands behind the colon of a key in a map at `column`. */
  #valueOfKey(column: number, depth: number): Node | null {
    const at = this.#skipSpaces(this.#at);
    const code = this.#text.charCodeAt(at);
    if (at < this.#text.length && code !== LF && code !== HASH) {
      this.#at = at;
      return this.#inline(column, depth, true);
    }
    this.#endLine(this.#at);
    if (this.#column > column) return this.#below(column, depth);
    return this.#isAlignedList(column) ? this.#block(column, depth + 1) : null;
  }

  /** A list may stand at the column of its key. */
  #isAlignedList(column: number): boolean {
    return this.#column === column && this.#isDash(this.#at) && !this.#isMarker();
  }

  /** A value that begins on the line of its key (`ofKey`) or dash, which belongs to a collection at `column`. */
  #inline(column: number, depth: number, ofKey: boolean): Node {
    const tag = this.#tag();
    if (tag === undefined) return this.#untagged(column, depth);
    const at = this.#skipSpaces(this.#at);
    if (at < this.#text.length && this.#text.charCodeAt(at) !== LF) {
      this.#at = at;
      return this.#withTag(tag, this.#untagged(column, depth));
    }
    this.#endLine(this.#at);
    if (this.#column <= column && !(ofKey && this.#isAlignedList(column))) throw GIVE_UP;
    if (!this.#isDash(this.#at) && !this.#hasKey(this.#at)) throw GIVE_UP;
    return this.#withTag(tag, this.#block(this.#column, depth + 1));
  }

  /** Reads a local tag such as `!Ref` and the blank behind it; leaves the place alone where there is none. */
  #tag(): string | undefined {
    const text = this.#text;
    if (text.charCodeAt(this.#at) !== BANG) return undefined;
    let end = this.#at + 1;
    while (isWordCharacter(text.charCodeAt(end))) end++;
    if (end === this.#at + 1 || !isEmpty(text, end) || text.charCodeAt(end) === TAB) throw GIVE_UP;
    const tag = text.slice(this.#at, end);
    this.#at = end;
    return tag;
  }

  /** A tagged scalar is a string, whatever it looks like. */
  #withTag(tag: string, node: Node): Node {
    if (node.kind !== 'scalar') return { ...node, tag };
    const { span, text, style } = node;
    return new YamlScalar(this.#text, { span, tag, value: text, text, style });
  }

  #untagged(column: number, depth: number): Node {
    const code = this.#text.charCodeAt(this.#at);
    if (code === BAR || code === GREATER) return this.#blockScalar(column, code === GREATER);
    if (code === OPEN_SEQ || code === OPEN_MAP) {
      const node = this.#flow(column, depth + 1);
      this.#endLine(node.span.end);
      return node;
    }
    if (code === QUOTE || code === APOSTROPHE) {
      const node = this.#quoted(this.#at);
      this.#endLine(node.span.end);
      return node;
    }
    if (SPECIAL.has(code) || this.#isDash(this.#at)) throw GIVE_UP;
    return this.#plainLines(column);
  }

  /** A plain scalar, on one line or on several that are deeper than `column`. */
  #plainLines(column: number): ScalarNode {
    const start = this.#at;
    let end = this.#plainEnd(start);
    const first = this.#text.slice(start, end);
    let line = this.#text.indexOf('\n', end);
    const hasComment = this.#text.charCodeAt(this.#skipBlanks(end)) === HASH;
    this.#startLine(line === -1 ? this.#text.length : line + 1);
    if (this.#column <= column) return this.#plain(start, end, first);
    // Behind a comment, or with a comment between its lines, a scalar cannot go on.
    if (hasComment) throw GIVE_UP;
    let value = first;
    while (this.#column > column) {
      const breaks = countBreaks(this.#text, line, this.#at);
      const from = this.#at;
      if (breaks === -1) throw GIVE_UP;
      end = this.#plainEnd(from);
      value += (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)) + this.#text.slice(from, end);
      line = this.#text.indexOf('\n', end);
      if (this.#text.charCodeAt(this.#skipBlanks(end)) === HASH) throw GIVE_UP;
      this.#startLine(line === -1 ? this.#text.length : line + 1);
    }
    return new YamlScalar(this.#text, { span: { start, end }, value, text: value, style: 'plain' });
  }

  /** The end of a plain scalar's content on the line of `from`. */
  #plainEnd(from: number): number {
    const text = this.#text;
    let end = from;
    for (let i = from; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === LF) break;
      if (code === SPACE || code === TAB) continue;
      if (code === COLON && isEmpty(text, i + 1)) throw GIVE_UP;
      if (code === HASH && i > from && isBlank(text.charCodeAt(i - 1))) break;
      end = i + 1;
    }
    return end;
  }

  #plain(start: number, end: number, written: string): ScalarNode {
    const value = plainScalarValue(written);
    return new YamlScalar(this.#text, { span: { start, end }, value, text: written, style: 'plain' });
  }

  /** A quoted scalar on one line. */
  #quoted(start: number): ScalarNode {
    const text = this.#text;
    const quote = text.charCodeAt(start);
    let hasEscapes = false;
    let i = start + 1;
    for (; ; i++) {
      const code = text.charCodeAt(i);
      // NaN at the end of the text.
      if (code === LF || Number.isNaN(code)) throw GIVE_UP;
      if (code === quote) {
        if (quote === QUOTE || text.charCodeAt(i + 1) !== APOSTROPHE) break;
        hasEscapes = true;
        i++;
      } else if (code === BACKSLASH && quote === QUOTE) {
        hasEscapes = true;
        i++;
        if (text.charCodeAt(i) === LF) throw GIVE_UP;
      }
    }
    const style: ScalarStyle = quote === QUOTE ? 'double' : 'single';
    const written = text.slice(start + 1, i);
    let value: string | undefined = written;
    if (hasEscapes) value = style === 'double' ? unescapeDouble(written) : written.replaceAll("''", "'");
    if (value === undefined) throw GIVE_UP;
    return new YamlScalar(text, { span: { start, end: i + 1 }, value, text: value, style });
  }

  /** A `|` or `>` block whose lines are deeper than `column`. */
  #blockScalar(column: number, folded: boolean): ScalarNode {
    const text = this.#text;
    const start = this.#at;
    const strip = text.charCodeAt(start + 1) === DASH;
    const header = start + (strip ? 2 : 1);
    const rest = this.#skipSpaces(header);
    const isCommented = text.charCodeAt(rest) === HASH && rest > header;
    const headerEnd = isCommented ? text.indexOf('\n', rest) : rest;
    if (headerEnd === -1 || text.charCodeAt(headerEnd) !== LF) throw GIVE_UP;
    const lines: string[] = [];
    let indent = -1;
    const blanks: string[] = [];
    let end = headerEnd;
    let line = headerEnd + 1;
    while (line < text.length) {
      const content = this.#skipSpaces(line);
      const width = content - line;
      const code = text.charCodeAt(content);
      if (content >= text.length || code === LF) {
        if (indent === -1 && width > column) throw GIVE_UP;
        // White space that is more than indentation is content.
        blanks.push(indent !== -1 && width > indent ? text.slice(line + indent, content) : '');
        line = content + 1;
        continue;
      }
      if (indent === -1) {
        if (width <= column) throw GIVE_UP;
        indent = width;
      }
      if (width < indent) {
        if (width > column || code === TAB) throw GIVE_UP;
        break;
      }
      lines.push(...blanks.splice(0));
      const lf = text.indexOf('\n', content);
      end = lf === -1 ? text.length : lf;
      lines.push(text.slice(line + indent, end));
      line = end + 1;
    }
    // So it is at the end, but there the full parser knows how much of it.
    if (indent === -1 || blanks.some((blank) => blank !== '')) throw GIVE_UP;
    this.#startLine(Math.min(line, text.length));
    const body = folded ? fold(lines) : lines.join('\n');
    const value = strip ? body : `${body}\n`;
    const span = { start, end: Math.min(end + 1, text.length) };
    return new YamlScalar(text, { span, value, text: value, style: folded ? 'folded' : 'literal' });
  }

  /** A flow collection; leaves `#at` behind it. Its lines must be deeper than `column`. */
  #flow(column: number, depth: number): MapNode | SeqNode {
    if (depth > MAX_DEPTH) throw GIVE_UP;
    const start = this.#at;
    const isMap = this.#text.charCodeAt(start) === OPEN_MAP;
    const close = isMap ? CLOSE_MAP : CLOSE_SEQ;
    const pairs: Pair[] = [];
    const items: Node[] = [];
    this.#at = this.#skipInFlow(start + 1, column);
    while (this.#text.charCodeAt(this.#at) !== close) {
      if (isMap) pairs.push(this.#flowPair(column, depth));
      else items.push(this.#flowValue(column, depth));
      this.#at = this.#skipInFlow(this.#at, column);
      const code = this.#text.charCodeAt(this.#at);
      if (code === COMMA) this.#at = this.#skipInFlow(this.#at + 1, column);
      else if (code !== close) throw GIVE_UP;
    }
    this.#at++;
    const common = { span: { start, end: this.#at }, tag: undefined, anchor: undefined, flow: true };
    return isMap ? { kind: 'map', ...common, pairs } : { kind: 'seq', ...common, items };
  }

  #flowPair(column: number, depth: number): Pair {
    const key = this.#flowScalar();
    const isQuoted = key.style !== 'plain';
    this.#at = this.#skipSpaces(this.#at);
    if (this.#text.charCodeAt(this.#at) !== COLON || key.text === '<<') throw GIVE_UP;
    if (!isQuoted && !isEmpty(this.#text, this.#at + 1)) throw GIVE_UP;
    this.#at = this.#skipInFlow(this.#at + 1, column);
    const value = this.#flowValue(column, depth);
    return { key, value, span: { start: key.span.start, end: value.span.end } };
  }

  #flowValue(column: number, depth: number): Node {
    const tag = this.#tag();
    if (tag !== undefined) {
      this.#at = this.#skipSpaces(this.#at);
      return this.#withTag(tag, this.#flowUntagged(column, depth));
    }
    return this.#flowUntagged(column, depth);
  }

  #flowUntagged(column: number, depth: number): Node {
    const code = this.#text.charCodeAt(this.#at);
    if (code === OPEN_SEQ || code === OPEN_MAP) return this.#flow(column, depth + 1);
    return this.#flowScalar();
  }

  #flowScalar(): ScalarNode {
    const text = this.#text;
    const start = this.#at;
    const first = text.charCodeAt(start);
    if (first === QUOTE || first === APOSTROPHE) {
      const node = this.#quoted(start);
      this.#at = node.span.end;
      // `"a"b` and `"a":b` outside of a map's key are for the full parser.
      const next = text.charCodeAt(node.span.end);
      if (
        next !== COMMA &&
        next !== CLOSE_SEQ &&
        next !== CLOSE_MAP &&
        next !== COLON &&
        next !== SPACE &&
        next !== LF
      )
        throw GIVE_UP;
      return node;
    }
    if (SPECIAL.has(first) || (first === DASH && isEmptyInFlow(text, start + 1))) throw GIVE_UP;
    let end = start;
    for (let i = start; ; i++) {
      const code = text.charCodeAt(i);
      if (Number.isNaN(code) || code === TAB) throw GIVE_UP;
      if (code === SPACE) continue;
      if (code === LF || code === HASH) {
        // Several lines, or perhaps a comment.
        throw GIVE_UP;
      }
      if (
        code === COMMA ||
        code === OPEN_SEQ ||
        code === CLOSE_SEQ ||
        code === OPEN_MAP ||
        code === CLOSE_MAP
      )
        break;
      if (code === COLON && isEmptyInFlow(text, i + 1)) break;
      end = i + 1;
    }
    this.#at = end;
    return this.#plain(start, end, text.slice(start, end));
  }

  /** Skips white space and line ends inside a flow collection. */
  #skipInFlow(from: number, column: number): number {
    const text = this.#text;
    let at = this.#skipSpaces(from);
    while (text.charCodeAt(at) === LF) {
      const line = at + 1;
      at = this.#skipSpaces(line);
      if (text.charCodeAt(at) !== LF && at - line <= column) throw GIVE_UP;
    }
    const code = text.charCodeAt(at);
    if (code === HASH || code === TAB || at >= text.length) throw GIVE_UP;
    return at;
  }

  /** Checks that nothing but a comment follows on the line, then goes to the next line with content. */
  #endLine(from: number): void {
    const text = this.#text;
    const at = this.#skipSpaces(from);
    const code = text.charCodeAt(at);
    if (at < text.length && code !== LF && !(code === HASH && at > from)) throw GIVE_UP;
    const lf = text.indexOf('\n', at);
    this.#startLine(lf === -1 ? text.length : lf + 1);
  }

  /** Goes to the first content at or after the line that begins at `line`, past blank lines and comments. */
  #startLine(line: number): void {
    const text = this.#text;
    let start = line;
    while (start < text.length) {
      const at = this.#skipSpaces(start);
      const code = text.charCodeAt(at);
      if (code === TAB) throw GIVE_UP;
      if (at < text.length && code !== LF && code !== HASH) {
        this.#at = at;
        this.#column = at - start;
        return;
      }
      const lf = text.indexOf('\n', at);
      if (lf === -1) break;
      start = lf + 1;
    }
    this.#at = text.length;
    this.#column = -1;
  }

  #skipSpaces(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  #skipBlanks(from: number): number {
    let at = from;
    while (isBlank(this.#text.charCodeAt(at))) at++;
    return at;
  }

  #isDash(at: number): boolean {
    return this.#text.charCodeAt(at) === DASH && isEmpty(this.#text, at + 1);
  }

  #isColon(at: number): boolean {
    return this.#text.charCodeAt(at) === COLON && isEmpty(this.#text, at + 1);
  }

  /** True on a line that could mark the start or the end of a document. */
  #isMarker(): boolean {
    if (this.#column !== 0) return false;
    return this.#text.startsWith('---', this.#at) || this.#text.startsWith('...', this.#at);
  }
}

/** Line feeds between two lines of a plain scalar; -1 where a comment stands between them. */
function countBreaks(text: string, from: number, to: number): number {
  let breaks = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === LF) breaks++;
    else if (code === HASH) return -1;
  }
  return breaks;
}

/** Joins the lines of a `>` block: YAML 1.2.2, section 8.1.3. */
function fold(lines: readonly string[]): string {
  let value = '';
  let separator = '';
  let afterDeeper = false;
  let hasContent = false;
  for (const line of lines) {
    const first = line.charCodeAt(0);
    if (line !== '' && (first === SPACE || first === TAB)) {
      if (separator === ' ') separator = '\n';
      else if (!afterDeeper && separator === '\n') separator = '\n\n';
      value += separator + line;
      separator = '\n';
      afterDeeper = true;
    } else if (line === '') {
      if (!hasContent || separator === '\n') value += '\n';
      else separator = '\n';
    } else {
      value += separator + line;
      separator = ' ';
      afterDeeper = false;
    }
    hasContent ||= line !== '';
  }
  return value;
}

/** White space, a line end or the end of the text. */
function isEmpty(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === SPACE || code === LF || code === TAB || at >= text.length;
}

function isEmptyInFlow(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (
    isEmpty(text, at) ||
    code === COMMA ||
    code === OPEN_SEQ ||
    code === CLOSE_SEQ ||
    code === OPEN_MAP ||
    code === CLOSE_MAP
  );
}

/** Letters, digits and what else stands in the tags of templates. */
function isWordCharacter(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95
  );
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

import { lineEnd, type Span } from '../text/source.ts';
import { GrowingPair, Table, Tables, TomlScalar } from './toml-nodes.ts';
import { bareValue, readTomlString } from './toml-scalar.ts';
import type { Node, ParsedTree, ParseProblem, ScalarNode } from './tree.ts';

const MAX_DEPTH = 200;

/**
 * Parses TOML 1.0 (and the line breaks in inline tables of 1.1) into one map and never throws. Tables and dotted keys
 * become nested maps, in the order of the text; a table written in several places is one map. A line that cannot be
 * read is reported once and left out, the lines around it are still read. Dates are scalars whose value is their text.
 */
export function parseToml(text: string): ParsedTree {
  return new TomlParser(text).document();
}

/** Thrown inside the parser only, to leave a line that cannot be read. */
class Unreadable extends Error {}

class TomlParser {
  readonly #text: string;
  readonly #problems: ParseProblem[] = [];
  readonly #root: Table;
  /** The tables from the root to the one that key and value lines go to; their spans grow with it. */
  #path: (Table | Tables)[];
  #table: Table;
  #at = 0;
  /** After a problem nothing is reported before a line is read again: what follows is mostly its echo. */
  #quiet = false;

  constructor(text: string) {
    this.#text = text;
    this.#root = new Table({ start: 0, end: text.length }, false);
    this.#table = this.#root;
    this.#path = [];
  }

  document(): ParsedTree {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    for (this.#skip(); this.#at < this.#text.length; this.#skip()) {
      try {
        if (this.#text[this.#at] === '[') this.#header();
        else this.#entry(this.#table, 0);
        this.#lineEnd();
        this.#quiet = false;
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        this.#quiet = true;
        this.#at = this.#endOfLine();
      }
    }
    const empty = this.#root.pairs.length === 0;
    return { roots: [empty ? null : this.#root], problems: this.#problems };
  }

  #header(): void {
    const start = this.#at;
    const array = this.#text[start + 1] === '[';
    this.#at += array ? 2 : 1;
    const keys = this.#keys();
    const close = array ? ']]' : ']';
    if (!this.#text.startsWith(close, this.#at))
      this.#fail(`the table's name is not closed; add "${close}"`, start);
    this.#at += close.length;
    const span = { start, end: this.#at };
    this.#path = [];
    const last = keys.pop()!;
    let table = this.#root;
    for (const key of keys) table = this.#descend(table, key, span, true);
    this.#table = array ? this.#append(table, last, span) : this.#descend(table, last, span, true);
    if (!array && this.#table.named) this.#problem('this table is named twice; merge the two', span);
    this.#table.named = true;
    this.#grow(this.#at);
  }

  /** The map under `key`, made where there is none; the last one where an array of tables stands there. */
  #descend(table: Table, key: ScalarNode, span: Span, header: boolean): Table {
    const value = table.find(key.text)?.value;
    if (value instanceof Tables) {
      if (header) this.#path.push(value, value.items.at(-1)!);
      return value.items.at(-1)!;
    }
    if (value instanceof Table && !value.flow) {
      if (header) this.#path.push(value);
      return value;
    }
    if (value) this.#problem('this name has a value already; use another name', key.span);
    const made = new Table(span, false);
    table.add(new GrowingPair(key, made));
    if (header) this.#path.push(made);
    return made;
  }

  #append(table: Table, key: ScalarNode, span: Span): Table {
    const known = table.find(key.text)?.value;
    const made = new Table(span, false);
    const tables = known instanceof Tables ? known : new Tables(span);
    if (known && tables !== known) this.#problem('this name has a value already; use another name', key.span);
    if (tables !== known) {
      table.add(new GrowingPair(key, tables));
    }
    tables.items.push(made);
    this.#path.push(tables, made);
    return made;
  }

  #grow(end: number): void {
    for (const node of this.#path) if (end > node.span.end) node.span = { start: node.span.start, end };
  }

  /** One `key = value`, in a table or an inline table. */
  #entry(table: Table, depth: number): void {
    const start = this.#at;
    const keys = this.#keys();
    if (this.#text[this.#at] !== '=') this.#fail('expected "=" and a value after this name', start);
    this.#at++;
    this.#blanks();
    const last = keys.pop()!;
    let target = table;
    const opened: Table[] = [];
    for (const key of keys) {
      target = this.#descend(target, key, { start: key.span.start, end: this.#at }, false);
      opened.push(target);
    }
    if (target.find(last.text)) this.#problem('this name is written twice; remove one', last.span);
    const value = this.#value(depth);
    if (!value) {
      target.add({ key: last, value: null, span: last.span });
      this.#fail('expected a value after this name', start, Math.max(this.#at, start + 1));
    }
    target.add({ key: last, value, span: { start: last.span.start, end: value!.span.end } });
    for (const node of opened) node.extend(value!.span.end);
    if (table === this.#table) this.#grow(value!.span.end);
  }

  /** A key with its dots, up to what follows it. */
  #keys(): ScalarNode[] {
    const keys: ScalarNode[] = [];
    for (;;) {
      this.#blanks();
      keys.push(this.#key());
      if (keys.length > MAX_DEPTH) this.#fail('the name has too many parts to read', this.#at);
      this.#blanks();
      if (this.#text[this.#at] !== '.') return keys;
      this.#at++;
    }
  }

  #key(): ScalarNode {
    const start = this.#at;
    const quote = this.#text[start];
    if (quote === '"' || quote === "'") return this.#string(quote);
    while (isBare(this.#text.charCodeAt(this.#at))) this.#at++;
    if (this.#at === start) this.#fail('expected a name', start);
    const text = this.#text.slice(start, this.#at);
    return new TomlScalar(this.#text, { start, end: this.#at }, text, text, 'plain');
  }

  /** Reads one value; null where there is none. */
  #value(depth: number): Node | null {
    const char = this.#text[this.#at];
    if (depth > MAX_DEPTH) this.#fail('the file is nested too deeply to read', this.#at);
    if (char === '"' || char === "'") return this.#string(char);
    if (char === '[') return this.#array(depth);
    if (char === '{') return this.#inline(depth);
    return this.#bare();
  }

  #array(depth: number): Node {
    const start = this.#at++;
    const items: Node[] = [];
    for (;;) {
      const line = this.#at;
      this.#skip();
      const char = this.#text[this.#at];
      if (char === ']') break;
      if (char === undefined || (this.#brokeLine(line) && this.#startsEntry())) {
        this.#problem('the list is not closed; add "]"', { start, end: start + 1 });
        this.#quiet = true;
        return this.#unclosed(start, items, line);
      }
      if (char === ',') {
        this.#problem('a comma without a value before it; remove it', { start: this.#at, end: this.#at + 1 });
        this.#at++;
        continue;
      }
      const item = this.#value(depth + 1);
      if (!item) {
        this.#problem('expected a value here', { start: this.#at, end: this.#at + 1 });
        this.#quiet = true;
        this.#at++;
        continue;
      }
      items.push(item);
      this.#separator(']');
    }
    this.#at++;
    return { kind: 'seq', span: { start, end: this.#at }, items, flow: true };
  }

  /** What was read of a list that never ends; the reader goes back to the end of the last line that was part of it. */
  #unclosed(start: number, items: readonly Node[], end: number): Node {
    this.#at = end;
    return { kind: 'seq', span: { start, end: items.at(-1)?.span.end ?? start + 1 }, items, flow: true };
  }

  #inline(depth: number): Table {
    const start = this.#at++;
    const table = new Table({ start, end: start + 1 }, true);
    let goesOn = true;
    for (;;) {
      const line = this.#at;
      this.#skip();
      const char = this.#text[this.#at];
      if (char === '}') break;
      if (char === undefined || char === '[' || (this.#brokeLine(line) && !goesOn)) {
        this.#problem('the inline table is not closed; add "}"', { start, end: start + 1 });
        this.#quiet = true;
        this.#at = line;
        table.extend(line);
        return table;
      }
      this.#entry(table, depth + 1);
      goesOn = this.#separator('}');
    }
    this.#at++;
    table.extend(this.#at);
    return table;
  }

  /** Steps over the comma between two items, or says that it is missing; true when it stood there. */
  #separator(close: string): boolean {
    const end = this.#at;
    this.#skip();
    const char = this.#text[this.#at];
    if (char === ',') {
      this.#at++;
      return true;
    }
    const ended = char === close || char === undefined || (this.#brokeLine(end) && this.#startsEntry());
    if (!ended) this.#problem('expected a comma here', { start: end, end: end + 1 });
    this.#at = end;
    return false;
  }

  #brokeLine(from: number): boolean {
    return this.#text.slice(from, this.#at).includes('\n');
  }

  /** True when a `name =` or a `[table]` begins here: the list before it was never closed. */
  #startsEntry(): boolean {
    ENTRY.lastIndex = this.#at;
    return ENTRY.test(this.#text);
  }

  #string(quote: string): ScalarNode {
    const start = this.#at;
    const read = readTomlString(this.#text, start, quote);
    this.#at = read.end;
    const span = { start, end: read.end };
    if (read.problem) {
      this.#problem(read.problem.message, read.problem.span);
      this.#quiet = true;
    }
    const style = quote === '"' ? 'double' : 'single';
    return new TomlScalar(this.#text, span, read.text, read.text, style, read.map);
  }

  #bare(): ScalarNode | null {
    const read = bareValue(this.#text, this.#at);
    if (!read) return null;
    const span = { start: this.#at, end: read.end };
    this.#at = read.end;
    const text = this.#text.slice(span.start, span.end);
    if (read.value === undefined) this.#problem('text needs quotes', span);
    return new TomlScalar(this.#text, span, read.value ?? text, text, 'plain');
  }

  /** Steps over white space, line ends and comments. */
  #skip(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 32 || code === 10 || code === 13 || code === 9) this.#at++;
      else if (code === 35) this.#at = this.#endOfLine();
      else return;
    }
  }

  #blanks(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++;
  }

  #lineEnd(): void {
    this.#blanks();
    const char = this.#text[this.#at];
    if (char === undefined || char === '\n' || char === '#' || char === '\r') return;
    this.#fail('unexpected text after the end of the value; remove it', this.#at, this.#endOfLine());
  }

  #endOfLine(): number {
    return lineEnd(this.#text, this.#at);
  }

  #fail(message: string, start: number, end = start + 1): never {
    this.#problem(message, { start, end });
    throw new Unreadable();
  }

  #problem(message: string, { start, end }: Span): void {
    if (this.#quiet) return;
    const length = this.#text.length;
    this.#problems.push({ message, span: { start: Math.min(start, length), end: Math.min(end, length) } });
  }
}

const ENTRY = /(?:[\w-]+(?:\.[\w-]+){0,8}[ \t]*=|\[\[?[A-Za-z_][\w.-]*\])/y;

/** Letters, digits, `_` and `-`. */
function isBare(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45
  );
}

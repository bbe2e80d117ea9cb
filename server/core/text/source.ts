/** A half-open range of UTF-16 code units, counted from the start of the file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a text file. `line` and `column` count from 1, `offset` from 0; all in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/**
 * The text of one file. This class is the only place that converts offsets to lines and columns.
 *
 * The text is kept to the letter: a byte order mark is its first character and line ends stay as they are, so that
 * an edit changes nothing but what it names. Lines end at LF, CRLF or a lone CR, as in the language server protocol.
 */
export class Source {
  /** Path from the root of the scan, with `/` as separator. */
  readonly path: string;
  readonly text: string;
  #lineStarts: number[] | undefined;
  readonly #found = new Map<RegExp, boolean>();

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /**
   * True when the text has a match. Each pattern is looked for once, so that a rule may ask at every step or statement;
   * it must be a constant without the flags `g` and `y`.
   */
  has(pattern: RegExp): boolean {
    let found = this.#found.get(pattern);
    if (found === undefined) {
      found = pattern.test(this.text);
      this.#found.set(pattern, found);
    }
    return found;
  }

  /** Offsets at which lines begin; the first is 0. */
  get lineStarts(): readonly number[] {
    this.#lineStarts ??= findLineStarts(this.text);
    return this.#lineStarts;
  }

  /** The line end that the file uses most at its start: what inserted text should use. */
  get eol(): '\n' | '\r\n' {
    const first = this.text.indexOf('\n');
    return first > 0 && this.text.charCodeAt(first - 1) === 13 ? '\r\n' : '\n';
  }

  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  /** Line number (from 1) that holds `offset`. */
  lineAt(offset: number): number {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** Offset at which `line` (from 1) begins; the length of the text for a line past the end. */
  lineStart(line: number): number {
    return this.lineStarts[line - 1] ?? this.text.length;
  }

  /** The span of `line` (from 1) without its line end. */
  lineSpan(line: number): Span {
    const start = this.lineStart(line);
    let end = this.lineStart(line + 1);
    while (end > start && isLineEnd(this.text.charCodeAt(end - 1))) end--;
    return { start, end };
  }

  /** What stands behind `offset` on its line, as far as a person would read: lines of a machine can be the whole file. */
  restOfLine(offset: number): string {
    return this.text.slice(offset, Math.min(this.lineSpan(this.lineAt(offset)).end, offset + MAX_REST));
  }

  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(clamped);
    return { line, column: clamped - this.lineStart(line) + 1, offset: clamped };
  }

  rangeOf(span: Span): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }
}

/** The end of the line of `from`, before its line feed; the end of the text in its last line. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

const MAX_REST = 1000;

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  const hasLoneCr = text.includes('\r');
  if (!hasLoneCr) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

import type { Span } from '../text/source.ts';

/** How a shell reads the text at a place. */
export type Quoting =
  /** Outside quotes, as (part of) a word. */
  | 'bare'
  /** In double quotes, or in a here-document that expands. */
  | 'double'
  | 'single'
  | 'comment'
  /** Where no rewriting is certain: arithmetic, quoted here-documents, `$'…'`, back quotes, text that breaks off. */
  | 'unsure';

/** A place in a script: what quoting it stands in, and where the innermost quoted string begins (its opening quote). */
export interface QuotedPlace {
  readonly quoting: Quoting;
  readonly quoteStart: number;
}

type State = 'bare' | 'double' | 'single' | 'comment' | 'unsure' | 'substitution' | 'brace';

interface Frame {
  readonly state: State;
  readonly start: number;
  /** Open parentheses or braces inside a substitution. */
  depth: number;
}

interface HereDocument {
  readonly delimiter: string;
  readonly expands: boolean;
  readonly stripsTabs: boolean;
}

/**
 * The quoting of a POSIX-like shell script at each of its `${{ … }}` (in rising order), which it steps over. One pass;
 * POSIX.1-2024, Shell Command Language, 2.2 and 2.7.4.
 */
export function bashQuoting(text: string, fences: readonly Span[]): readonly QuotedPlace[] {
  return new Scanner(text, fences).run();
}

class Scanner {
  readonly #text: string;
  readonly #fences: readonly Span[];
  readonly #found: QuotedPlace[] = [];
  readonly #stack: Frame[] = [{ state: 'bare', start: 0, depth: 0 }];
  readonly #pending: HereDocument[] = [];
  #at = 0;
  /** How many frames of the stack are `unsure`. */
  #unsure = 0;

  constructor(text: string, fences: readonly Span[]) {
    this.#text = text;
    this.#fences = fences;
  }

  run(): readonly QuotedPlace[] {
    while (this.#at < this.#text.length && this.#found.length < this.#fences.length) {
      if (this.#at === this.#fences[this.#found.length]!.start) this.#place();
      else this.#step(this.#text[this.#at]!);
    }
    while (this.#found.length < this.#fences.length) this.#found.push({ quoting: 'unsure', quoteStart: -1 });
    return this.#found;
  }

  get #top(): Frame {
    return this.#stack[this.#stack.length - 1]!;
  }

  #place(): void {
    const { state, start } = this.#top;
    const quoting =
      this.#unsure > 0 || state === 'brace' ? 'unsure' : state === 'substitution' ? 'bare' : state;
    this.#at = this.#fences[this.#found.length]!.end;
    this.#found.push({ quoting, quoteStart: start });
  }

  #step(char: string): void {
    const { state } = this.#top;
    if (state === 'single') {
      if (char === "'") this.#pop();
      this.#at++;
    } else if (state === 'comment') {
      if (char === '\n') this.#pop();
      else this.#at++;
    } else if (state === 'unsure') this.#stepUnsure(char);
    else if (char === '\\') this.#at += 2;
    else if (char === '$' || char === '`') this.#expansion(char);
    else if (state === 'double') {
      if (char === '"') this.#pop();
      this.#at++;
    } else this.#stepBare(char);
  }

  /** Back quotes, `$'…'` and arithmetic: only their end matters. */
  #stepUnsure(char: string): void {
    const frame = this.#top;
    const opener = this.#text[frame.start];
    if (char === '\\') this.#at++;
    else if (opener === '`' && char === '`') this.#pop();
    else if (opener === "'" && char === "'") this.#pop();
    else if (opener === '(' && char === '(') frame.depth++;
    else if (opener === '(' && char === ')' && --frame.depth === 0) this.#pop();
    this.#at++;
  }

  #expansion(char: string): void {
    const next = this.#text[this.#at + 1];
    if (char === '`') this.#push('unsure', this.#at);
    else if (this.#text.startsWith('((', this.#at + 1)) {
      this.#push('unsure', this.#at + 1);
      this.#at++;
      return;
    } else if (next === '(') {
      this.#push('substitution', this.#at);
      this.#at++;
    } else if (next === '{') {
      this.#push('brace', this.#at);
      this.#at++;
    } else if (next === "'" && this.#top.state !== 'double') {
      this.#push('unsure', this.#at + 1);
      this.#at++;
    }
    this.#at++;
  }

  #stepBare(char: string): void {
    const frame = this.#top;
    const nested = frame.state === 'substitution' || frame.state === 'brace';
    if (char === '"') this.#push('double', this.#at);
    else if (char === "'") this.#push('single', this.#at);
    else if (char === '#' && frame.state !== 'brace' && this.#startsWord()) this.#push('comment', this.#at);
    else if (char === '\n') {
      this.#at++;
      this.#hereDocuments();
      return;
    } else if (char === '<' && this.#text.startsWith('<<', this.#at)) {
      this.#hereOperator();
      return;
    } else if (char === '(' && this.#text[this.#at + 1] === '(' && frame.state === 'bare') {
      this.#push('unsure', this.#at);
      return;
    } else if (nested && frame.state === 'substitution') {
      if (char === '(') frame.depth++;
      else if (char === ')' && frame.depth-- === 0) this.#pop();
    } else if (nested && char === '}') this.#pop();
    this.#at++;
  }

  #startsWord(): boolean {
    const before = this.#text[this.#at - 1];
    return before === undefined || /[\s;&|()]/.test(before);
  }

  #push(state: State, start: number): void {
    this.#stack.push({ state, start, depth: 0 });
    if (state === 'unsure') this.#unsure++;
  }

  #pop(): void {
    if (this.#stack.length > 1 && this.#stack.pop()!.state === 'unsure') this.#unsure--;
  }

  #hereOperator(): void {
    if (this.#text[this.#at + 2] === '<') {
      this.#at += 3;
      return;
    }
    HERE_WORD.lastIndex = this.#at;
    const match = HERE_WORD.exec(this.#text);
    if (!match) {
      this.#at += 2;
      return;
    }
    const quoted = match[2] ?? match[3];
    const plain = match[4] ?? '';
    this.#pending.push({
      delimiter: quoted ?? plain.replaceAll('\\', ''),
      expands: quoted === undefined && !plain.includes('\\'),
      stripsTabs: match[1] === '-',
    });
    this.#at += match[0].length;
  }

  /** Reads the bodies of the here-documents that begin on this line. */
  #hereDocuments(): void {
    while (this.#pending.length > 0) {
      const { delimiter, expands, stripsTabs } = this.#pending.shift()!;
      const start = this.#at;
      for (;;) {
        const end = this.#text.indexOf('\n', this.#at);
        const stop = end === -1 ? this.#text.length : end;
        const line = this.#text.slice(this.#at, stop);
        this.#placesUntil(stop, expands ? 'double' : 'unsure', start);
        if (end === -1) {
          this.#at = this.#text.length;
          return;
        }
        this.#at = Math.max(this.#at, stop + 1);
        if ((stripsTabs ? line.replace(/^\t+/, '') : line) === delimiter) break;
      }
    }
  }

  #placesUntil(stop: number, quoting: Quoting, quoteStart: number): void {
    for (let next = this.#fences[this.#found.length]; next && next.start < stop; ) {
      this.#found.push({ quoting, quoteStart });
      next = this.#fences[this.#found.length];
    }
  }
}

const HERE_WORD = /<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|([^\s;&|<>()'"]+))/y;

import type { Command, Piece, Quote, ShellName, Stretch, Word } from '../shell.ts';
import { firstHole, maskInterpolations } from './mask.ts';
import { commandName } from './wrappers.ts';

/** Quoted strings, runs of other characters, and what parts commands; a backtick or caret joins lines. */
const TOKEN = /"[^"\r\n]*"|'[^'\r\n]*'|[`^]\r?\n|[^\s"'|;(){}&]+|&&|\|\||[|;(){}&\n"']/g;
/** What opens a here-string of PowerShell; only `"@` or `'@` at the start of a line ends it. */
const HERE_STRING = /@["'][ \t]*\r?\n/y;
const CMD_VARIABLE = /%(\w+)%/g;
const POWERSHELL_VARIABLE = /\$\{?(?:env:)?(\w+)\}?/gi;

/**
 * Cuts a PowerShell or cmd script into commands and words, line by line: enough for rules that ask which command runs
 * with which arguments. Blocks are not followed; strings over several lines are cut, but for PowerShell's here-strings. In
 * PowerShell a string or variable that begins a command is a value that is printed: such a command has no name.
 */
export function tokenizeWindows(text: string, shell: ShellName): readonly Command[] {
  const { text: masked, holes } = maskInterpolations(text);
  const variable = shell === 'cmd' ? CMD_VARIABLE : POWERSHELL_VARIABLE;
  const reader = new CommandReader(shell === 'pwsh');
  const word = (from: number, to: number, trimmed: Stretch, quote: Quote): void => {
    const marks = quote === 'single' ? [] : variablesIn(masked, trimmed, variable, quote);
    for (let i = firstHole(holes, trimmed.from); i < holes.length && holes[i]!.to <= trimmed.to; i++) {
      const hole = holes[i]!;
      marks.push({ kind: 'interpolation', quote, text: text.slice(hole.from, hole.to), ...hole });
    }
    reader.add({ from, to }, withLiterals(text, trimmed, marks, quote));
  };
  let unclosed = '';
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(masked); match; match = TOKEN.exec(masked)) {
    const token = match[0];
    const from = match.index;
    const to = from + token.length;
    const opens =
      shell === 'pwsh' && token === '@' && isHereString(masked, from) && !unclosed.includes(masked[to]!);
    const here = opens ? hereString(masked, from) : undefined;
    // What is not closed here is closed nowhere further on either.
    if (opens && !here) unclosed += masked[to];
    if (here) {
      word(from, here.to + 3, here, here.quote);
      TOKEN.lastIndex = here.to + 3;
    } else if (token === '&' && shell !== 'cmd') reader.call();
    else if (/^(?:&&|\|\||[|;(){}&\n])$/.test(token)) reader.endCommand(token === '|');
    else if (/^[`^]\r?\n$/.test(token)) reader.endWord();
    else {
      const quote: Quote = token[0] === '"' ? 'double' : token[0] === "'" ? 'single' : 'none';
      const trim = quote === 'none' || token.length < 2 ? 0 : 1;
      word(from, to, { from: from + trim, to: to - trim }, quote);
    }
  }
  reader.endCommand(false);
  return reader.commands;
}

function isHereString(text: string, at: number): boolean {
  HERE_STRING.lastIndex = at;
  return HERE_STRING.test(text);
}

/** The text of the here-string that begins at `@`, from behind the first line's end to before the last one. */
function hereString(text: string, at: number): (Stretch & { readonly quote: Quote }) | undefined {
  const from = text.indexOf('\n', at) + 1;
  const quote = text[at + 1]!;
  // An empty one ends on the very next line.
  const to = text.indexOf(`\n${quote}@`, from - 1);
  return to === -1 ? undefined : { from: Math.min(from, to), to, quote: quote === '"' ? 'double' : 'single' };
}

function variablesIn(text: string, { from, to }: Stretch, pattern: RegExp, quote: Quote): Piece[] {
  return [...text.slice(from, to).matchAll(pattern)].map((match) => {
    const start = from + match.index;
    const end = start + match[0].length;
    const name = match[1]!;
    return { kind: 'variable', quote, name, operation: '', text: match[0], from: start, to: end };
  });
}

/** Fills the text between the marks with literal pieces. */
function withLiterals(text: string, { from, to }: Stretch, marks: Piece[], quote: Quote): Piece[] {
  const pieces: Piece[] = [];
  let at = from;
  const literal = (end: number): void => {
    if (end > at) pieces.push({ kind: 'literal', quote, text: text.slice(at, end), from: at, to: end });
  };
  for (const mark of marks.sort((a, b) => a.from - b.from)) {
    literal(mark.from);
    pieces.push(mark);
    at = mark.to;
  }
  literal(to);
  return pieces.length > 0 ? pieces : [{ kind: 'literal', quote, text: '', from, to }];
}

/** Gathers pieces into words and words into commands. */
class CommandReader {
  readonly commands: Command[] = [];
  #words: Word[] = [];
  #pieces: Piece[] = [];
  #stretch: Stretch = { from: 0, to: 0 };
  #piped: Command | undefined;
  #called = false;
  readonly #printsValues: boolean;

  constructor(printsValues: boolean) {
    this.#printsValues = printsValues;
  }

  /** Behind the operator `&`, a string is the name of a command. */
  call(): void {
    this.endWord();
    this.#called = true;
  }

  add(stretch: Stretch, pieces: readonly Piece[]): void {
    if (stretch.from !== this.#stretch.to) this.endWord();
    this.#stretch = { from: this.#pieces.length > 0 ? this.#stretch.from : stretch.from, to: stretch.to };
    this.#pieces.push(...pieces);
  }

  endWord(): void {
    if (this.#pieces.length === 0) return;
    this.#words.push({
      ...this.#stretch,
      text: this.#pieces.map((piece) => piece.text).join(''),
      literal: this.#pieces.every((piece) => piece.kind === 'literal'),
      pieces: this.#pieces,
    });
    this.#pieces = [];
  }

  endCommand(pipe: boolean): void {
    this.endWord();
    const [first, second] = this.#words;
    const called = first?.text === '.' && second !== undefined;
    const isValue = this.#printsValues && !this.#called && !called && isString(first);
    this.#called = false;
    if (!first) return;
    const nameWord = isValue ? undefined : called ? second : first;
    const command: Command = {
      kind: 'simple',
      name: commandName(nameWord),
      nameWord,
      args: this.#words.slice(isValue ? 0 : called ? 2 : 1),
      assignments: [],
      redirects: [],
      wrappers: [],
      pipedFrom: this.#piped ? [this.#piped] : [],
      pipedTo: [],
      fallback: [],
      parent: undefined,
      place: undefined,
      from: first.from,
      to: this.#words.at(-1)!.to,
    };
    if (this.#piped) Object.assign(this.#piped, { pipedTo: [command] });
    this.commands.push(command);
    this.#piped = pipe ? command : undefined;
    this.#words = [];
  }
}

function isString(word: Word | undefined): boolean {
  const piece = word?.pieces[0];
  return piece !== undefined && (piece.quote !== 'none' || piece.kind === 'variable');
}

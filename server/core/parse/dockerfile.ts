import type { Span } from '../text/source.ts';

/** One instruction of a Dockerfile. Dockerfile reference, docs.docker.com/reference/dockerfile. */
export interface DockerInstruction {
  /** In capitals: `RUN`. */
  readonly keyword: string;
  /** From the keyword to the last character, here-documents included. */
  readonly span: Span;
  /** `--mount=…` and its like, as written, before the arguments. */
  readonly flags: readonly DockerWord[];
  /**
   * What follows the flags, letter by letter from `start` on: comment lines and blank lines inside a continued
   * instruction are blanked out, so that offsets hold.
   */
  readonly text: string;
  readonly start: number;
  readonly heredocs: readonly DockerHeredoc[];
}

export interface DockerWord {
  /** Without quotes and escapes; `$VAR` as written. */
  readonly text: string;
  readonly span: Span;
}

/** `<<EOF` … `EOF` of `RUN`, `COPY` and `ADD`. */
export interface DockerHeredoc {
  /** The lines between, without the delimiter. */
  readonly body: Span;
  /** From `<<` to the end of its delimiter. */
  readonly marker: Span;
  /** False when the delimiter is quoted. */
  readonly expands: boolean;
}

interface Line {
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
  readonly next: number;
}

/** Lines that the search for the ends of here-documents may read in one file. */
const HEREDOC_BUDGET = 200_000;

const WITH_HEREDOCS = new Set(['RUN', 'COPY', 'ADD']);

/** Parses a Dockerfile; what is no instruction is passed over. Never throws. */
export function parseDockerfile(text: string): readonly DockerInstruction[] {
  const escapeChar = escapeCharacter(text);
  const instructions: DockerInstruction[] = [];
  const budget = { lines: HEREDOC_BUDGET };
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const line = lineAt(text, at);
    const match = /^[ \t]*([A-Za-z]+)(?=[ \t]|$|\\)/.exec(text.slice(line.start, line.end));
    if (!match) {
      at = line.next;
      continue;
    }
    const { instruction, next } = readInstruction(text, line, match, escapeChar, budget);
    instructions.push(instruction);
    at = next;
  }
  return instructions;
}

/** The parser directive `# escape=` counts only before anything else. */
function escapeCharacter(text: string): string {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const line = lineAt(text, at);
    const directive = /^#[ \t]*(\w+)[ \t]*=[ \t]*(\S+)/.exec(text.slice(line.start, line.end));
    if (!directive) break;
    if (directive[1]!.toLowerCase() === 'escape') return directive[2] === '`' ? '`' : '\\';
    at = line.next;
  }
  return '\\';
}

function readInstruction(
  text: string,
  first: Line,
  match: RegExpExecArray,
  escapeChar: string,
  budget: { lines: number },
): { instruction: DockerInstruction; next: number } {
  const keyword = match[1]!.toUpperCase();
  const begin = first.start + match[0].length - match[1]!.length;
  let line = first;
  // Pieces of the same length as the text they stand for.
  const parts: string[] = [text.slice(first.start + match[0].length, first.end)];
  while (continues(text, line, escapeChar) && line.next < text.length) {
    parts.push(text.slice(line.end, line.next));
    line = lineAt(text, line.next);
    // Comments and blank lines do not end a continued instruction, and the shell does not get to see them.
    while (isCommentOrBlank(text, line) && line.next < text.length) {
      parts.push(' '.repeat(line.next - line.start));
      line = lineAt(text, line.next);
    }
    parts.push(
      isCommentOrBlank(text, line) ? ' '.repeat(line.end - line.start) : text.slice(line.start, line.end),
    );
  }
  const whole = parts.join('');
  const { flags, length } = readFlags(whole, first.start + match[0].length);
  const start = first.start + match[0].length + length;
  const heredocs = WITH_HEREDOCS.has(keyword)
    ? readHeredocs(text, whole.slice(length), start, line.next, budget)
    : [];
  const end = heredocs.at(-1)?.end ?? line.end;
  return {
    instruction: {
      keyword,
      span: { start: begin, end },
      flags,
      text: whole.slice(length),
      start,
      heredocs: heredocs.map(({ body, marker, expands }) => ({ body, marker, expands })),
    },
    next: heredocs.at(-1)?.next ?? line.next,
  };
}

function lineAt(text: string, start: number): Line {
  const feed = text.indexOf('\n', start);
  if (feed === -1) return { start, end: text.length, next: text.length };
  return { start, end: feed > start && text[feed - 1] === '\r' ? feed - 1 : feed, next: feed + 1 };
}

function continues(text: string, { start, end }: Line, escapeChar: string): boolean {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  if (at === start || text[at - 1] !== escapeChar) return false;
  return !/^[ \t]*#/.test(text.slice(start, end));
}

function isCommentOrBlank(text: string, { start, end }: Line): boolean {
  return /^[ \t]*(?:#|$)/.test(text.slice(start, end));
}

/** The `--name=value` words in front, and how much text they take up together with the blanks around them. */
function readFlags(text: string, offset: number): { flags: readonly DockerWord[]; length: number } {
  const flags: DockerWord[] = [];
  const pattern = /(?:[ \t\r\n]|\\\r?\n)*(--[a-z][^\s]*)?/y;
  let length = 0;
  while (length < text.length) {
    pattern.lastIndex = length;
    const match = pattern.exec(text);
    if (!match) break;
    length = pattern.lastIndex;
    if (!match[1]) break;
    flags.push({ text: match[1], span: { start: offset + length - match[1].length, end: offset + length } });
  }
  return { flags, length };
}

interface OpenHeredoc extends DockerHeredoc {
  readonly end: number;
  readonly next: number;
}

function readHeredocs(
  file: string,
  text: string,
  offset: number,
  from: number,
  budget: { lines: number },
): readonly OpenHeredoc[] {
  const found: OpenHeredoc[] = [];
  let at = from;
  for (const match of text.matchAll(/(?<![<\w])<<(-?)(["']?)([A-Za-z_]\w*)\2/g)) {
    const start = at;
    let line = at < file.length ? lineAt(file, at) : undefined;
    while (line) {
      if (--budget.lines < 0) return found;
      const written = file.slice(line.start, line.end);
      if ((match[1] ? written.replace(/^\t+/, '') : written) === match[3]) break;
      line = line.next < file.length ? lineAt(file, line.next) : undefined;
    }
    // Without its end it is a shift or a typo: the lines that follow stay instructions.
    if (!line) break;
    const marker = { start: offset + match.index, end: offset + match.index + match[0].length };
    found.push({
      body: { start, end: line.start },
      marker,
      expands: match[2] === '',
      end: line.end,
      next: line.next,
    });
    at = line.next;
  }
  return found;
}

/** The words of an instruction's text with quotes and escapes removed; a continued line end is a blank. */
export function dockerWords(text: string, start: number): readonly DockerWord[] {
  const words: DockerWord[] = [];
  let word = '';
  let begin = -1;
  let quote = '';
  const end = (at: number): void => {
    if (begin !== -1) words.push({ text: word, span: { start: start + begin, end: start + at } });
    [word, begin] = ['', -1];
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    const broken = char === '\\' && /^\\[ \t]*\r?\n/.exec(text.slice(at, at + 200));
    if (broken) {
      if (!quote) end(at);
      at += broken[0].length - 1;
    } else if (!quote && /\s/.test(char)) end(at);
    else {
      if (begin === -1) begin = at;
      if (quote === '' && (char === '"' || char === "'")) quote = char;
      else if (char === quote) quote = '';
      else if (char === '\\' && quote !== "'" && at + 1 < text.length) word += text[++at]!;
      else word += char;
    }
  }
  end(text.length);
  return words;
}

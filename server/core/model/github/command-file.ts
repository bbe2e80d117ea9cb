import type { Command, Piece, Word } from '../../parse/shell.ts';

/** The files behind `$GITHUB_ENV` and its like, by the end of the variable's name. */
export type CommandFile = 'ENV' | 'OUTPUT' | 'PATH';

/** What one command writes to such a file. */
export interface FileWrite {
  readonly command: Command;
  /** The words that it prints. */
  readonly words: readonly Word[];
  /** The programs whose output is written, where it is not just words. */
  readonly programs: readonly Command[];
}

/** The content that a command writes to one of the `files`; undefined when it writes to none. */
export function writeOf(command: Command, files: readonly CommandFile[]): FileWrite | undefined {
  const isFile = (word: Word | undefined): boolean => isOneOf(word, files);
  const { args, redirects } = command;
  const redirected = redirects.some(({ operator, target }) => operator.includes('>') && isFile(target));
  const tees = TEES.test(command.name) && args.some(isFile);
  if (COPIES.test(command.name) && isFile(args.at(-1))) return { command, words: [], programs: [command] };
  // In PowerShell and cmd the operator is read as an argument.
  const operator = args.findIndex((word, i) => /^>>?$/.test(word.text) && isFile(args[i + 1]));
  if (!redirected && !tees && operator === -1) return undefined;
  const prints = printsArguments(command);
  if (operator !== -1) {
    return prints
      ? { command, words: args.slice(0, operator), programs: [] }
      : { command, words: [], programs: [command] };
  }
  const fed = redirects.flatMap(({ heredoc, operator: sign, target }) =>
    heredoc ? [heredoc.body] : sign === '<<<' && target ? [target] : [],
  );
  if (fed.length > 0) return { command, words: fed, programs: [] };
  const own =
    tees && command.name !== 'dd' ? args.filter((word) => !isFile(word) && !word.text.startsWith('-')) : [];
  const sources = tees ? command.pipedFrom : [command];
  const words = sources.flatMap((source) => (printsArguments(source) ? printed(source) : []));
  return {
    command,
    words: [...words, ...own],
    programs: sources.filter((source) => !printsArguments(source)),
  };
}

/** Commands that write other files into their last argument. */
const COPIES = /^(?:cp|mv|install)$/;
const TEES = /^(?:tee|dd|out-file|add-content|set-content|tee-object)$/i;
/** Commands that write their arguments and nothing else. */
export const PRINTS = /^(?:echo|printf|write-output|write-host)$/i;

/** In PowerShell a value without a command is printed, too. */
function printsArguments({ name, nameWord }: Command): boolean {
  return PRINTS.test(name) || (name === '' && nameWord === undefined);
}

function printed({ args }: Command): readonly Word[] {
  return args.filter(({ text }) => !/^-[neE]+$/.test(text));
}

function isOneOf(word: Word | undefined, files: readonly CommandFile[]): boolean {
  return (
    word?.pieces.some(({ kind, ...piece }) => {
      if (kind !== 'variable' || !('name' in piece)) return false;
      const name = piece.name.replace(/^env:/i, '').toUpperCase();
      return name.startsWith('GITHUB_') && (files as readonly string[]).includes(name.slice(7));
    }) ?? false
  );
}

/** A `name=value`, or a value between two lines with a delimiter. */
export interface NamedValue {
  readonly name: string;
  /** Literal text may hold the name and the line's end too. */
  readonly pieces: readonly Piece[];
  /** Programs whose output is part of the value. */
  readonly programs: readonly Command[];
  readonly command: Command;
}

interface Line {
  text: string;
  readonly pieces: Piece[];
  readonly programs: readonly Command[];
  readonly command: Command;
}

/** Reads what a script writes to a file, command after command, as names with values. Linear in the text. */
export function namedValues(writes: readonly FileWrite[]): readonly NamedValue[] {
  const found: NamedValue[] = [];
  let open: { name: string; end: string; lines: Line[] } | undefined;
  for (const line of writes.flatMap(linesOf)) {
    if (open) {
      if (line.text.trim() === open.end) {
        found.push(joined(open.name, open.lines));
        open = undefined;
      } else open.lines.push(line);
      continue;
    }
    const [, name, sign, rest] = /^\s*([\w-]{1,200})(=|<<)(.*)/.exec(line.text) ?? [];
    if (name === undefined) continue;
    if (sign === '<<') open = { name, end: rest!.trim(), lines: [] };
    else found.push(joined(name, [line]));
  }
  if (open && open.lines.length > 0) found.push(joined(open.name, open.lines));
  return found;
}

function joined(name: string, lines: readonly Line[]): NamedValue {
  return {
    name,
    pieces: lines.flatMap(({ pieces }) => pieces),
    programs: lines.flatMap(({ programs }) => programs),
    command: (lines.find(({ pieces }) => pieces.some(({ kind }) => kind !== 'literal')) ?? lines[0]!).command,
  };
}

/** The lines that a write adds; the output of a program counts as one. */
function linesOf({ command, words, programs }: FileWrite): readonly Line[] {
  const lines: Line[] = [{ text: '', pieces: [], programs: [], command }];
  const add = (piece: Piece): void => {
    for (const [i, part] of piece.text.split(/\r?\n|\\n/).entries()) {
      if (i > 0) lines.push({ text: '', pieces: [], programs: [], command });
      const line = lines[lines.length - 1]!;
      line.text += part;
      line.pieces.push(piece);
      if (piece.kind !== 'literal') {
        line.text += piece.text.slice(part.length);
        break;
      }
    }
  };
  const format = command.name === 'printf' ? words[0] : undefined;
  if (format) {
    let next = 1;
    for (const piece of format.pieces) {
      if (piece.kind !== 'literal') {
        add(piece);
        continue;
      }
      for (const part of piece.text.split(/(%[-\d.]*[sbdqiu])/)) {
        if (!/^%[-\d.]*[sbdqiu]$/.test(part)) add({ ...piece, text: part });
        else if (/[sb]$/.test(part)) for (const filled of words[next++]?.pieces ?? []) add(filled);
        else next++;
      }
    }
  } else {
    for (const [i, word] of words.entries()) {
      if (i > 0) lines[lines.length - 1]!.text += ' ';
      for (const piece of word.pieces) add(piece);
    }
  }
  return [...lines, ...programs.map((program) => ({ text: '', pieces: [], programs: [program], command }))];
}

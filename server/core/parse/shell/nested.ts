import { OffsetMap, type Run } from '../../text/offset-map.ts';
import type { Command, Word } from '../shell.ts';
import { operandsOf } from './query.ts';

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh']);

/** True for the name of a program that runs shell scripts. */
export function isShellName(name: string): boolean {
  return SHELLS.has(name);
}

export interface InnerScript {
  readonly text: string;
  /** From offsets in `text` to offsets in the whole script. */
  readonly map: OffsetMap;
}

/**
 * The scripts that a command hands to a shell in its words: `bash -c '…'`, `su -c '…'`, `eval '…'`,
 * `docker exec x sh -c '…'`, `bash <<EOF`. `whole` is the text that the command's stretches count in.
 */
export function innerScripts(command: Command, whole: string): readonly InnerScript[] {
  const found: InnerScript[] = [];
  const words = command.nameWord ? [command.nameWord, ...command.args] : command.args;
  const script =
    command.name === 'eval' && command.args.length === 1 ? command.args[0] : scriptArgument(words);
  if (script) found.push(innerScript(script, whole));
  if (isShellName(command.name)) {
    for (const { heredoc } of command.redirects) if (heredoc) found.push(innerScript(heredoc.body, whole));
  }
  return found;
}

/**
 * The words that a command hands to a shell as text, elsewhere or on its input: `ssh host "…"`, `docker exec x sh -c "…"`,
 * `bash <<EOF`, `echo "…" | bash`. What the shell around it expands in them becomes code.
 */
export function handedScripts({ name, args, redirects, pipedFrom }: Command): readonly Word[] {
  if (name === 'ssh') return operandsOf(args, SSH_VALUED).slice(1);
  const inner = RUNS_INSIDE.test(name) ? scriptArgument(args) : undefined;
  if (inner) return [inner];
  const reads =
    isShellName(name) &&
    operandsOf(args).every(({ text }) => text === '-') &&
    !args.some(({ text }) => /^-[a-z]*c$/.test(text));
  return reads
    ? [
        ...redirects.flatMap(({ heredoc }) => heredoc?.body ?? []),
        ...pipedFrom.filter((source) => PRINTS.test(source.name)).flatMap((source) => source.args),
      ]
    : [];
}

/** Commands that run another one in a place of its own. */
const RUNS_INSIDE = /^(?:docker|podman|nerdctl|docker-compose|kubectl|oc|lxc|chroot|su|flatpak)$/;
const PRINTS = /^(?:echo|printf|cat)$/;
/** Options of ssh that take a value. */
const SSH_VALUED = [
  '-b',
  '-c',
  '-D',
  '-E',
  '-e',
  '-F',
  '-I',
  '-i',
  '-J',
  '-L',
  '-l',
  '-m',
  '-O',
  '-o',
  '-p',
  '-Q',
  '-R',
  '-S',
  '-W',
  '-w',
];

/** The text of a word as a script of its own. */
function innerScript(word: Word, whole: string): InnerScript {
  const runs: Run[] = [];
  let at = 0;
  for (const { text, from, to } of word.pieces) {
    runs.push([at, from]);
    if (to - from !== text.length) alignEscapes(whole.slice(from, to), text, at, from, runs);
    at += text.length;
  }
  if (runs.length === 0) runs.push([0, word.from]);
  return { text: word.pieces.map(({ text }) => text).join(''), map: new OffsetMap(runs) };
}

/** Adds a run behind each character of the written text that the decoded text lacks: the backslashes. */
function alignEscapes(written: string, decoded: string, at: number, from: number, runs: Run[]): void {
  let i = 0;
  for (let k = 0; k < decoded.length && i < written.length; k++, i++) {
    if (written[i] === decoded[k]) continue;
    while (i < written.length && written[i] !== decoded[k]) i++;
    runs.push([at + k, from + i]);
  }
}

/** The word behind `sh -c`, wherever that stands among the words. */
function scriptArgument(words: readonly Word[]): Word | undefined {
  for (let i = 0; i + 2 < words.length; i++) {
    const { text } = words[i]!;
    const name = text.slice(text.lastIndexOf('/') + 1);
    if (!SHELLS.has(name) && !(name === 'su' && i === 0)) continue;
    for (let k = i + 1; k + 1 < words.length && /^-/.test(words[k]!.text); k++) {
      if (/^-[a-z]*c$/.test(words[k]!.text)) return words[k + 1];
    }
  }
  return undefined;
}

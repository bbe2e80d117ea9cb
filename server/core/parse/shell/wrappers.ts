import type { Assignment, Word } from '../shell.ts';

/** How a command that runs another one takes its own arguments. */
interface Wrapper {
  /** Options whose value is the next word. */
  readonly valued?: readonly string[];
  /** Words of its own before the command: `timeout 10 …`. */
  readonly positionals?: number;
  /** True when `A=b` may stand before the command. */
  readonly assigns?: boolean;
  /** Options with which it runs nothing. */
  readonly idle?: readonly string[];
}

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    'sudo',
    {
      valued: ['-u', '-g', '-h', '-p', '-C', '-T', '-R', '-D', '-r', '-t', '-U', '--user', '--group'],
      assigns: true,
      idle: ['-l', '-v', '-k', '-i', '-s'],
    },
  ],
  ['doas', { valued: ['-u', '-C'] }],
  ['env', { valued: ['-u', '--unset', '-C', '--chdir'], assigns: true }],
  ['command', { idle: ['-v', '-V'] }],
  ['builtin', {}],
  ['exec', { valued: ['-a'] }],
  ['nohup', {}],
  ['time', { valued: ['-o', '-f'] }],
  ['nice', { valued: ['-n'] }],
  ['ionice', { valued: ['-c', '-n'] }],
  ['timeout', { valued: ['-k', '-s', '--kill-after', '--signal'], positionals: 1 }],
  ['stdbuf', { valued: ['-i', '-o', '-e'] }],
  ['setsid', {}],
  ['xargs', { valued: ['-n', '-I', '-P', '-L', '-d', '-E', '-s', '-a'] }],
  ['chroot', { positionals: 1 }],
  ['gosu', { positionals: 1 }],
  ['su-exec', { positionals: 1 }],
  ['busybox', {}],
  ['eatmydata', {}],
  ['fakeroot', {}],
  ['chronic', {}],
  ['travis_retry', {}],
  ['retry', { valued: ['-t', '-d', '--times', '--delay'] }],
]);

export interface Unwrapped {
  readonly wrappers: readonly string[];
  readonly nameWord: Word | undefined;
  readonly args: readonly Word[];
  /** What `env` and `sudo` set. */
  readonly assignments: readonly Assignment[];
}

/** Looks through `sudo`, `env` and their like; a wrapper that runs nothing is a command itself. */
export function unwrap(words: readonly Word[]): Unwrapped {
  const wrappers: string[] = [];
  const assignments: Assignment[] = [];
  let at = 0;
  while (at < words.length) {
    const name = commandName(words[at]);
    const wrapper = WRAPPERS.get(name);
    const next = wrapper ? innerStart(words, at + 1, wrapper, assignments) : undefined;
    if (next === undefined) break;
    wrappers.push(name);
    at = next;
  }
  return { wrappers, nameWord: words[at], args: words.slice(at + 1), assignments };
}

/** The name of a command without its path and `.exe`; empty when it is not known before it runs. */
export function commandName(word: Word | undefined): string {
  if (!word?.literal) return '';
  const { text } = word;
  const base = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
  return base.endsWith('.exe') ? base.slice(0, -4) : base;
}

/** The index of the word that names the wrapped command. */
function innerStart(
  words: readonly Word[],
  from: number,
  wrapper: Wrapper,
  assignments: Assignment[],
): number | undefined {
  let positionals = wrapper.positionals ?? 0;
  const found: Assignment[] = [];
  for (let at = from; at < words.length; at++) {
    const word = words[at]!;
    if (word.literal && wrapper.idle?.includes(word.text)) return undefined;
    if (word.literal && word.text === '--') continue;
    if (/^-./.test(word.text)) {
      if (wrapper.valued?.includes(word.text)) at++;
      continue;
    }
    const assigned = wrapper.assigns ? assignmentIn(word) : undefined;
    if (assigned) found.push(assigned);
    else if (positionals > 0) positionals--;
    else {
      assignments.push(...found);
      return at;
    }
  }
  return undefined;
}

/** `A=b` as an argument. */
function assignmentIn(word: Word): Assignment | undefined {
  const name = /^([A-Za-z_]\w*)=/.exec(word.text)?.[1];
  const first = word.pieces[0];
  if (!name || first?.kind !== 'literal' || !first.text.startsWith(`${name}=`)) return undefined;
  const { from, to } = word;
  const cut = name.length + 1;
  const rest = first.text.slice(cut);
  const pieces = rest ? [{ ...first, text: rest, from: first.from + cut }] : [];
  const value: Word = {
    from: from + cut,
    to,
    text: word.text.slice(cut),
    literal: word.literal,
    pieces: [...pieces, ...word.pieces.slice(1)],
  };
  return { from, to, name, value };
}

import type { Command, Word } from '../parse/shell.ts';

/** A command that fetches packages from a registry. */
export interface InstallCommand {
  readonly manager: 'npm' | 'yarn' | 'pnpm' | 'pip' | 'uv';
  /** The verb as written: `install`, `i`, `ci`, `add`, `sync`; empty for a bare `yarn`. */
  readonly verb: string;
  readonly verbWord: Word | undefined;
  /** The words behind the verb. */
  readonly args: readonly Word[];
}

const PYTHON = /^python(?:\d+(?:\.\d+)?)?$/;

/** Options of the package managers of Node that take a value and may stand before the verb. */
const VALUED_BEFORE_VERB = /^(?:--prefix|--cwd|--dir|-C|-w|--workspace|--registry|--loglevel)$/;

/** Reads `pip install …`, `python -m pip install …`, `uv pip install …`, `npm ci` and their like; else undefined. */
export function installCommand(command: Command): InstallCommand | undefined {
  const { name, args } = command;
  if (/^pip(?:\d+(?:\.\d+)?)?$/.test(name)) return from('pip', args);
  if (PYTHON.test(name) && args[0]?.text === '-m' && args[1]?.text === 'pip')
    return from('pip', args.slice(2));
  if (name === 'uv') return args[0]?.text === 'pip' ? from('uv', args.slice(1)) : from('uv', args);
  if (name === 'npm' || name === 'yarn' || name === 'pnpm') return from(name, args);
  return undefined;
}

function from(manager: InstallCommand['manager'], args: readonly Word[]): InstallCommand {
  const at = args.findIndex(
    ({ text }, i) => !text.startsWith('-') && !VALUED_BEFORE_VERB.test(args[i - 1]?.text ?? ''),
  );
  const verbWord = at === -1 ? undefined : args[at];
  return {
    manager,
    verb: verbWord?.text ?? '',
    verbWord,
    args: at === -1 ? args : args.filter((_, i) => i !== at),
  };
}

/** An option with its value, written `--name value` or `--name=value`. */
export interface OptionUse {
  readonly word: Word;
  readonly value: string;
}

/** Every use of an option among `args`. */
export function optionUses(args: readonly Word[], name: string): readonly OptionUse[] {
  return args.flatMap((word, i) => {
    if (word.text === name) return [{ word, value: args[i + 1]?.text ?? '' }];
    return word.text.startsWith(`${name}=`) ? [{ word, value: word.text.slice(name.length + 1) }] : [];
  });
}

import type { Command, Script, Stretch, Word } from '../parse/shell.ts';

/** A `docker run` (or `create`) with its options. docs.docker.com/reference/cli/docker/container/run. */
export interface ContainerRun {
  readonly command: Command;
  readonly options: readonly ContainerOption[];
  /** Undefined when an expansion may hold the image. */
  readonly image: Word | undefined;
}

export interface ContainerOption extends Stretch {
  /** `--volume` also for `-v`. */
  readonly name: string;
  /** Empty for a flag. */
  readonly value: string;
}

const ENGINES = new Set(['docker', 'podman', 'nerdctl', 'finch']);
const LONG_NAMES: Readonly<Record<string, string>> = {
  '-v': '--volume',
  '--net': '--network',
  '-u': '--user',
};
/** Flags: every other option takes the next word when it has no `=`. */
const FLAGS = new Set([
  '--detach',
  '--disable-content-trust',
  '--help',
  '--init',
  '--interactive',
  '--no-healthcheck',
  '--no-hosts',
  '--oom-kill-disable',
  '--privileged',
  '--publish-all',
  '--quiet',
  '--read-only',
  '--replace',
  '--rm',
  '--sig-proxy',
  '--tty',
]);
/** Letters of flags, which can stand in a cluster: `-dit`. */
const FLAG_LETTERS = /^-[ditPqTh]+$/;

/** The containers that a script starts. */
export function containerRunsOf(script: Script): readonly ContainerRun[] {
  if (!/(?:docker|podman|nerdctl|finch)/.test(script.text) || !/\b(?:run|create)\b/.test(script.text))
    return [];
  return script.commands.flatMap((command) => {
    const run = ENGINES.has(command.name) ? containerRun(command) : undefined;
    return run ? [run] : [];
  });
}

function containerRun(command: Command): ContainerRun | undefined {
  const { args } = command;
  let at = 0;
  // Options of the engine itself stand before the verb.
  while (at < args.length && args[at]!.text.startsWith('-')) at += /=/.test(args[at]!.text) ? 1 : 2;
  if (args[at]?.text === 'container') at++;
  const verb = args[at]?.text;
  if (verb !== 'run' && verb !== 'create') return undefined;
  return { command, ...readOptions(args, at + 1) };
}

function readOptions(args: readonly Word[], from: number): Pick<ContainerRun, 'options' | 'image'> {
  const options: ContainerOption[] = [];
  for (let at = from; at < args.length; at++) {
    const word = args[at]!;
    const { text } = word;
    if (!text.startsWith('-')) {
      // `docker run $OPTIONS image`: an unquoted expansion may be options, so what follows may still be some.
      if (!word.literal && /^\$\{?\w*(?:opt|arg|flag|param)/i.test(text)) continue;
      return { options, image: word };
    }
    if (FLAG_LETTERS.test(text)) continue;
    const equals = text.indexOf('=');
    const written = equals === -1 ? text : text.slice(0, equals);
    const name = LONG_NAMES[written] ?? written;
    if (equals !== -1) options.push({ name, value: text.slice(equals + 1), from: word.from, to: word.to });
    else if (FLAGS.has(written)) options.push({ name, value: '', from: word.from, to: word.to });
    else if (/^-[A-Za-z]./.test(text)) {
      const short = text.slice(0, 2);
      options.push({ name: LONG_NAMES[short] ?? short, value: text.slice(2), from: word.from, to: word.to });
    } else {
      const value = args[at + 1];
      if (value) options.push({ name, value: value.text, from: word.from, to: value.to });
      at++;
    }
  }
  return { options, image: undefined };
}

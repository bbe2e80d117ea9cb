import { version } from '../../../package.json';
import {
  COMMANDS,
  type CommandName,
  type CommandSpec,
  type Invocation,
  OPTIONS,
  type OptionName,
  type OptionSpec,
  UsageError,
} from '../args.ts';
import { print } from '../output.ts';

/** `--version`. */
export async function printVersion(): Promise<number> {
  await print([`pipewarden ${version}\n`]);
  return 0;
}

/** `pipewarden help [COMMAND]`. */
export async function help({ operands }: Invocation): Promise<number> {
  const name = operands[0];
  if (name !== undefined && !Object.hasOwn(COMMANDS, name))
    throw new UsageError(`there is no command \`${name}\``);
  return printHelp(name as CommandName | undefined);
}

/** `--help`, of one command or of all. */
export async function printHelp(command: CommandName | undefined): Promise<number> {
  await print([command ? commandHelp(command) : overview()]);
  return 0;
}

function overview(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]): [string, string] => [name, summary]);
  return `Finds and fixes what an attacker would use in delivery pipelines.

Usage: pipewarden COMMAND [OPTION…]

Commands:
${table(commands)}

\`pipewarden COMMAND --help\` shows the options of a command.
Exit status: 0 nothing found, 1 findings, 2 the command or a configuration is wrong.
`;
}

function commandHelp(command: CommandName): string {
  const { summary, operands, options }: CommandSpec = COMMANDS[command];
  const rows = [...options, 'help' as const].map((name): [string, string] => [usageOf(name), describe(name)]);
  return `${summary}

Usage: pipewarden ${command}${options.length > 0 ? ' [OPTION…]' : ''}${operands === '' ? '' : ` ${operands}`}

Options:
${table(rows)}
`;
}

/** `-f, --format FORMAT`. */
function usageOf(name: OptionName): string {
  const { short, value }: OptionSpec = OPTIONS[name];
  return `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;
}

function describe(name: OptionName): string {
  const { description, values }: OptionSpec = OPTIONS[name];
  return values ? `${description} (${values.join(', ')})` : description;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

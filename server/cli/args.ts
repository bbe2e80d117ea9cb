import { parseArgs } from 'node:util';
import { POLICY_TYPES } from '../core/config/config.ts';
import { PROFILES, SEVERITIES } from '../core/finding.ts';
import { nearest } from '../core/text/nearest.ts';

/** One option of the command line. This table drives the parser, the help, the completions and the documentation. */
export interface OptionSpec {
  readonly short?: string;
  /** What the value is, for the help (`FILE`); an option without one is a switch. */
  readonly value?: string;
  /** The only values it takes. */
  readonly values?: readonly string[];
  readonly description: string;
}

export const FORMATS = ['text', 'compact', 'json', 'sarif', 'github', 'junit'] as const;
export type Format = (typeof FORMATS)[number];

export const SHELLS = ['bash', 'zsh', 'fish', 'pwsh'] as const;
export type Shell = (typeof SHELLS)[number];

export const OPTIONS = {
  profile: {
    value: 'PROFILE',
    values: PROFILES,
    description:
      'How much to report; each includes the one before. Default: the configuration, then `default`',
  },
  format: { short: 'f', value: 'FORMAT', values: FORMATS, description: 'Form of the report. Default: text' },
  output: { short: 'o', value: 'FILE', description: 'Write the report to a file instead of standard output' },
  'fail-on': {
    value: 'SEVERITY',
    values: SEVERITIES,
    description: 'Mildest severity that makes the exit status 1. Default: the configuration, then `low`',
  },
  config: {
    short: 'c',
    value: 'FILE',
    description: 'Use this configuration instead of the nearest .pipewarden.yml',
  },
  staged: { description: 'Lint what is staged for the next commit, as the index holds it' },
  since: { value: 'REF', description: 'Lint only files that changed since the branch left this commit' },
  baseline: { value: 'FILE', description: 'Do not report findings that this file knows' },
  'update-baseline': { description: 'Write the present findings to the baseline file' },
  'stdin-filename': { value: 'PATH', description: 'Where the text of standard input (`-`) would lie' },
  'force-exclude': { description: 'Leave out what `exclude` names even when it is given by name' },
  unsafe: { description: 'Apply fixes too that may change what the pipeline does' },
  diff: { description: 'Print what would change, write nothing' },
  color: { value: 'WHEN', values: ['auto', 'always', 'never'], description: 'Use colours. Default: auto' },
  force: { description: 'Replace a file that exists' },
  type: {
    value: 'TYPE',
    values: POLICY_TYPES,
    description: 'What the policies are attached to, where their content does not say',
  },
  'aws-profile': { value: 'NAME', description: 'Profile of the AWS credentials' },
  region: { value: 'REGION', description: 'AWS region' },
  stdio: { description: 'Speak over standard input and output' },
  'node-ipc': { description: 'Speak over the channel of the parent Node process' },
  socket: { value: 'PORT', description: 'Speak over a local TCP port' },
  clientProcessId: { value: 'PID', description: 'End when this process ends' },
  help: { short: 'h', description: 'Show this help' },
  version: { short: 'V', description: 'Show the version' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;

export interface CommandSpec {
  readonly summary: string;
  /** What stands after the command, for the help. */
  readonly operands: string;
  /** Values of the first operand, for completions. */
  readonly choices?: readonly string[];
  /** How many operands there may be. */
  readonly atMost: number;
  readonly options: readonly OptionName[];
}

export const COMMANDS = {
  check: {
    summary: 'Lint files and folders (default: .; `-` reads standard input)',
    operands: '[PATH…]',
    atMost: Number.POSITIVE_INFINITY,
    options: [
      'profile',
      'format',
      'output',
      'fail-on',
      'config',
      'staged',
      'since',
      'baseline',
      'update-baseline',
      'stdin-filename',
      'force-exclude',
      'color',
    ],
  },
  fix: {
    summary: 'Apply the safe fixes',
    operands: '[PATH…]',
    atMost: Number.POSITIVE_INFINITY,
    options: ['unsafe', 'diff', 'profile', 'config', 'since', 'force-exclude', 'stdin-filename'],
  },
  rules: {
    summary: 'List the rules',
    operands: '',
    atMost: 0,
    options: ['format', 'color'],
  },
  explain: {
    summary: 'Show the documentation of a rule (also by the name another tool has for it)',
    operands: 'RULE',
    atMost: 1,
    options: ['color'],
  },
  init: {
    summary: 'Write a .pipewarden.yml for this folder',
    operands: '[FOLDER]',
    atMost: 1,
    options: ['force'],
  },
  lsp: {
    summary: 'Start the language server',
    operands: '',
    atMost: 0,
    options: ['stdio', 'node-ipc', 'socket', 'clientProcessId'],
  },
  'validate-policy': {
    summary: 'Ask AWS Access Analyzer for its findings on policies (sends them to AWS)',
    operands: 'PATH…',
    atMost: Number.POSITIVE_INFINITY,
    options: ['type', 'aws-profile', 'region', 'format', 'output', 'fail-on', 'color'],
  },
  completions: {
    summary: 'Print a completion script',
    operands: SHELLS.join('|'),
    choices: SHELLS,
    atMost: 1,
    options: [],
  },
  help: { summary: 'Show the options of a command', operands: '[COMMAND]', atMost: 1, options: [] },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof COMMANDS;

/** The command line, understood: values by option name, switches as true. */
export interface Invocation {
  readonly command: CommandName | undefined;
  readonly operands: readonly string[];
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
}

/** Thrown where the user must correct the command line (exit status 2). */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the arguments after `pipewarden`. Throws a `UsageError` for what no command knows. */
export function readArgs(argv: readonly string[]): Invocation {
  const first = argv[0];
  const command = first !== undefined && Object.hasOwn(COMMANDS, first) ? (first as CommandName) : undefined;
  if (first !== undefined && command === undefined && !first.startsWith('-')) {
    const meant = nearest(first, Object.keys(COMMANDS));
    throw new UsageError(
      meant
        ? `there is no command \`${first}\`; did you mean \`${meant}\`?`
        : `there is no command \`${first}\`; to lint a path, write \`pipewarden check ${first}\``,
    );
  }
  const known: readonly OptionName[] = ['help', 'version', ...(command ? COMMANDS[command].options : [])];
  const options: Partial<Record<OptionName, string>> = {};
  const operands: string[] = [];
  for (const token of tokensOf(command ? argv.slice(1) : argv, known)) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind === 'option') options[optionName(token, known, command)] = readValue(token);
  }
  if (command && operands.length > COMMANDS[command].atMost) {
    throw new UsageError(`\`${command}\` does not take \`${operands[COMMANDS[command].atMost]}\``);
  }
  return { command, operands, options };
}

interface OptionToken {
  readonly kind: 'option';
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function tokensOf(argv: readonly string[], known: readonly OptionName[]) {
  const options = Object.fromEntries(
    known.map((name) => {
      const spec: OptionSpec = OPTIONS[name];
      const type = spec.value === undefined ? ('boolean' as const) : ('string' as const);
      return [name, { type, ...(spec.short && { short: spec.short }) }];
    }),
  );
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function optionName(
  token: OptionToken,
  known: readonly OptionName[],
  command: string | undefined,
): OptionName {
  const found = known.find((name) => name === token.name);
  if (found) return found;
  const meant = nearest(token.name, known);
  const hint = meant ? `; did you mean \`--${meant}\`?` : '';
  throw new UsageError(
    `${command ? `\`${command}\` has` : 'there is'} no option \`${token.rawName}\`${hint}`,
  );
}

function readValue({ name, rawName, value, inlineValue }: OptionToken): string {
  const spec: OptionSpec = OPTIONS[name as OptionName];
  if (spec.value === undefined) {
    if (value !== undefined) throw new UsageError(`\`${rawName}\` takes no value`);
    return 'true';
  }
  // `--format --staged` forgot a value; `--output=-x` means it.
  const forgotten = !inlineValue && value !== undefined && value.startsWith('-') && value !== '-';
  if (value === undefined || value === '' || forgotten)
    throw new UsageError(`\`${rawName}\` needs a value: ${spec.value}`);
  if (spec.values && !spec.values.includes(value)) {
    const meant = nearest(value, spec.values);
    throw new UsageError(
      `\`${rawName}\` cannot be \`${value}\`; it is one of ${spec.values.join(', ')}${meant ? ` (did you mean \`${meant}\`?)` : ''}`,
    );
  }
  return value;
}

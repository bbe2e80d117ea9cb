import { rules } from '../../../rules/registry.generated.ts';
import {
  COMMANDS,
  type CommandName,
  type CommandSpec,
  type Invocation,
  OPTIONS,
  type OptionName,
  type OptionSpec,
  SHELLS,
  type Shell,
  UsageError,
} from '../args.ts';
import { print } from '../output.ts';

/** `pipewarden completions SHELL`: a script made from the table of commands and options. */
export async function completions({ operands }: Invocation): Promise<number> {
  const shell = operands[0] as Shell | undefined;
  if (!shell || !SHELLS.includes(shell))
    throw new UsageError(`\`completions\` needs a shell: ${SHELLS.join(', ')}`);
  await print([SCRIPTS[shell]()]);
  return 0;
}

const names = Object.keys(COMMANDS) as CommandName[];
const SCRIPTS: Readonly<Record<Shell, () => string>> = { bash, zsh, fish, pwsh };

function optionsOf(command: CommandName): readonly OptionName[] {
  return [...COMMANDS[command].options, 'help'];
}

/** What the first operand of a command may be, where that is a closed list. */
function choicesOf(command: CommandName): readonly string[] {
  if (command === 'explain') return rules.map(({ id }) => id);
  return (COMMANDS[command] as CommandSpec).choices ?? [];
}

function bash(): string {
  const cases = names.map((command) => {
    const words = [...optionsOf(command).map((name) => `--${name}`), ...choicesOf(command)];
    return `    ${command}) words='${words.join(' ')}' ;;`;
  });
  const values = withValues().map(([name, list]) => `    --${name}) words='${list.join(' ')}' ;;`);
  return `_pipewarden() {
  local words='' cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  case $prev in
${values.join('\n')}
  esac
  if [ -z "$words" ] && [ "$COMP_CWORD" -eq 1 ]; then
    words='${names.join(' ')}'
  elif [ -z "$words" ]; then
    case \${COMP_WORDS[1]} in
${cases.join('\n')}
    esac
  fi
  while IFS='' read -r line; do COMPREPLY+=("$line"); done < <(compgen -W "$words" -- "$cur")
}
complete -o default -F _pipewarden pipewarden
`;
}

function zsh(): string {
  const cases = names.map((command) => {
    const options = optionsOf(command).map(
      (name) => `'--${name}[${zshText(OPTIONS[name].description)}]${zshValue(name)}'`,
    );
    const choices = choicesOf(command);
    const operand = choices.length > 0 ? `'1:what:(${choices.join(' ')})'` : "'*:file:_files'";
    return `    ${command}) _arguments ${options.join(' ')} ${operand} ;;`;
  });
  const commands = names.map((command) => `    '${command}:${zshText(COMMANDS[command].summary)}'`);
  return `#compdef pipewarden
_pipewarden() {
  local -a commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _pipewarden ]; then _pipewarden "$@"; else compdef _pipewarden pipewarden; fi
`;
}

function zshText(text: string): string {
  return text.replace(/[[\]:]/g, '\\$&').replaceAll("'", "'\\''");
}

function zshValue(name: OptionName): string {
  const { value, values }: OptionSpec = OPTIONS[name];
  if (values) return `:${value}:(${values.join(' ')})`;
  return value ? `:${value}:_files` : '';
}

function fish(): string {
  const commands = names.map(
    (command) =>
      `complete -c pipewarden -n __fish_use_subcommand -f -a ${command} -d ${fishText(COMMANDS[command].summary)}`,
  );
  const options = names.flatMap((command) => {
    const when = `-n '__fish_seen_subcommand_from ${command}'`;
    const choices = choicesOf(command);
    return [
      ...optionsOf(command).map((name) => `complete -c pipewarden ${when} -l ${name}${fishValue(name)}`),
      ...(choices.length > 0 ? [`complete -c pipewarden ${when} -f -a '${choices.join(' ')}'`] : []),
    ];
  });
  return `${[...commands, ...options].join('\n')}\n`;
}

function fishText(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

function fishValue(name: OptionName): string {
  const { short, value, values, description }: OptionSpec = OPTIONS[name];
  const form = values ? ` -x -a '${values.join(' ')}'` : value ? ' -r' : '';
  return `${short ? ` -s ${short}` : ''}${form} -d ${fishText(description)}`;
}

function pwsh(): string {
  const quote = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
  const table = names.map((command) => {
    const words = [...optionsOf(command).map((name) => `--${name}`), ...choicesOf(command)];
    return `    '${command}' = @(${quote(words)})`;
  });
  const values = withValues().map(([name, list]) => `    '--${name}' = @(${quote(list)})`);
  return `Register-ArgumentCompleter -Native -CommandName pipewarden -ScriptBlock {
  param($word, $ast, $position)
  $commands = [ordered]@{
${table.join('\n')}
  }
  $values = @{
${values.join('\n')}
  }
  $said = @($ast.CommandElements | ForEach-Object { $_.ToString() })
  if ($word) { $said = @($said | Select-Object -SkipLast 1) }
  $candidates = if ($values.ContainsKey($said[-1])) { $values[$said[-1]] }
    elseif ($said.Count -le 1) { $commands.Keys }
    else { $commands[$said[1]] }
  $candidates | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function withValues(): readonly (readonly [OptionName, readonly string[]])[] {
  return (Object.entries(OPTIONS) as [OptionName, OptionSpec][]).flatMap(([name, { values }]) =>
    values ? [[name, values] as const] : [],
  );
}

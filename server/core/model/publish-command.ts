import type { CommandLine } from '../parse/command-lines.ts';
import type { Command } from '../parse/shell.ts';

/** A package registry that accepts the identity of a workflow instead of a token. */
export type PublicRegistry = 'crates.io' | 'npm' | 'NuGet' | 'PyPI' | 'RubyGems';

/** What runs another program: `uv run x`, `python -m x`. The words behind the key are what has to follow it. */
const RUNNERS: Readonly<Record<string, string>> = {
  bunx: '',
  bundle: 'exec',
  hatch: 'run',
  npx: '',
  pdm: 'run',
  pipx: 'run',
  poetry: 'run',
  uv: 'run',
  uvx: '',
};

interface Publisher {
  readonly registry: PublicRegistry;
  /** The words that make the program publish. */
  readonly verbs: readonly string[];
  /** Options that name the place to publish to. */
  readonly targets: RegExp;
}

const TWINE: Publisher = {
  registry: 'PyPI',
  verbs: ['upload'],
  targets: /^(?:-r|--repository|--repository-url)$/,
};
const NPM: Publisher = { registry: 'npm', verbs: ['publish'], targets: /^--registry$/ };
const PYTHON_TARGETS = /^(?:-r|--repository|--publish-url|--index|--repo)$/;
const NUGET_TARGETS = /^(?:-s|--?source)$/i;
const PUBLISHERS: Readonly<Record<string, readonly Publisher[]>> = {
  bun: [NPM],
  cargo: [{ registry: 'crates.io', verbs: ['publish'], targets: /^--(?:registry|index)$/ }],
  dotnet: [{ registry: 'NuGet', verbs: ['nuget', 'push'], targets: NUGET_TARGETS }],
  gem: [{ registry: 'RubyGems', verbs: ['push'], targets: /^--host$/ }],
  hatch: [{ registry: 'PyPI', verbs: ['publish'], targets: PYTHON_TARGETS }],
  npm: [NPM],
  nuget: [{ registry: 'NuGet', verbs: ['push'], targets: NUGET_TARGETS }],
  pdm: [{ registry: 'PyPI', verbs: ['publish'], targets: PYTHON_TARGETS }],
  pnpm: [NPM],
  poetry: [{ registry: 'PyPI', verbs: ['publish'], targets: PYTHON_TARGETS }],
  twine: [TWINE],
  uv: [{ registry: 'PyPI', verbs: ['publish'], targets: PYTHON_TARGETS }],
  yarn: [NPM, { ...NPM, verbs: ['npm', 'publish'] }],
};

const VERB = /\b(?:publish|upload|push)\b/;
const TOOL = /\b(?:bun|bunx|cargo|dotnet|gem|hatch|npm|nuget|pdm|pipx|pnpm|poetry|twine|uv|uvx|yarn)\b/;

/** A cheap test that is false for scripts in which no command publishes. */
export function mayPublish(script: string): boolean {
  return VERB.test(script) && TOOL.test(script);
}

/**
 * The public registry that a command publishes to; undefined for dry runs, for other commands, and where an option
 * names another place.
 */
export function publishTarget(command: Command): PublicRegistry | undefined {
  let words = [command.name, ...command.args.map(({ text }) => text)];
  // A runner of a runner (`uv run python -m twine`) is as far as people go.
  for (let depth = 0; depth < 3; depth++) {
    const found = targetOf(words);
    if (found) return found;
    const behind = behindRunner(words);
    if (!behind) return undefined;
    words = behind;
  }
  return undefined;
}

function behindRunner(words: readonly string[]): string[] | undefined {
  const name = programName(words[0]);
  if (/^python[\d.]*$/.test(name)) {
    const at = words.indexOf('-m');
    return at === -1 ? undefined : words.slice(at + 1);
  }
  const verb = RUNNERS[name];
  if (verb === undefined) return undefined;
  const rest = words.slice(1);
  const at = verb === '' ? 0 : rest.indexOf(verb) + 1;
  if (verb !== '' && at === 0) return undefined;
  // Options of the runner itself come first, some with a value: the program is the first word that publishes.
  const isProgram = (word: string | undefined) =>
    word !== undefined && (programName(word) in PUBLISHERS || /^python/.test(word));
  const start = rest.findIndex((word, i) => i >= at && isProgram(word));
  if (start === -1) return undefined;
  // `uv run --with twine twine upload`: the first is what the option asks for.
  const isValue = rest[start - 1]?.startsWith('--with') && isProgram(rest[start + 1]);
  return rest.slice(isValue ? start + 1 : start);
}

function targetOf(words: readonly string[]): PublicRegistry | undefined {
  for (const { registry, verbs, targets } of PUBLISHERS[programName(words[0])] ?? []) {
    const args = words.slice(1);
    const at = verbAt(args, verbs);
    if (at === -1 || args.some((arg) => /^(?:--dry-run(?:=true)?|-n|--help|-h)$/.test(arg))) continue;
    return args.some((arg, i) => namesElsewhere(arg, args[i + 1], targets)) ? undefined : registry;
  }
  return undefined;
}

/** Where the verbs begin: behind options, and the values of options, only. */
function verbAt(args: readonly string[], verbs: readonly string[]): number {
  for (let at = 0; at < args.length; at++) {
    if (verbs.every((verb, i) => args[at + i] === verb)) return at;
    const arg = args[at]!;
    if (!arg.startsWith('-') && !arg.startsWith('+') && !args[at - 1]?.startsWith('-')) return -1;
  }
  return -1;
}

function namesElsewhere(arg: string, next: string | undefined, targets: RegExp): boolean {
  const equals = arg.indexOf('=');
  const name = equals === -1 ? arg : arg.slice(0, equals);
  const value = equals === -1 ? next : arg.slice(equals + 1);
  return targets.test(name) && value !== undefined && !isPublicRegistry(value);
}

/** True for the name or address of one of the public registries. */
export function isPublicRegistry(value: string): boolean {
  return /^(?:pypi|testpypi|crates-io|nuget(?:\.org)?)$/i.test(value) || PUBLIC_HOST.test(value);
}

const PUBLIC_HOST =
  /^(?:https?:)?\/\/(?:(?:upload|test)\.pypi\.org|registry\.(?:npmjs\.org|yarnpkg\.com)|(?:api|www)\.nuget\.org|nuget\.org|rubygems\.org)(?:[/:]|$)/i;

/** `twine==6.1.0`, `npm@latest` and `nuget.exe` are `twine`, `npm` and `nuget`. */
function programName(word: string | undefined): string {
  return /^[\w-]+/.exec(word ?? '')?.[0].toLowerCase() ?? '';
}

/** A cheap test that is false for scripts in which `publishesPackage` finds nothing. */
export const PUBLISH_HINT = /\b(?:publish|upload|push)\b/;

const PUBLISHES =
  /^(?:npx\s+|python3?\s+-m\s+|uvx\s+|pipx\s+run\s+)?(?:(?:npm|pnpm|yarn|bun|cargo|poetry|uv|hatch|pdm)\s(?:.*\s)?publish(?:\s|$)|twine\s+upload\s|gem\s+push\s|dotnet\s+nuget\s+push\s)(?!.*\s--dry-run)/;

/** True when the first words of a command publish a package, to whichever registry. */
export function publishesPackage({ text }: CommandLine): boolean {
  return PUBLISHES.test(text);
}

/** Actions that publish packages, by name in lower case. */
const PUBLISHING_ACTIONS: ReadonlySet<string> = new Set([
  'crates-io/publish-action',
  'js-devtools/npm-publish',
  'pypa/gh-action-pypi-publish',
  'rubygems/release-gem',
]);

/** True for an action (`owner/repo`, in small letters) that publishes a package. */
export function isPublishingAction(name: string): boolean {
  return PUBLISHING_ACTIONS.has(name);
}

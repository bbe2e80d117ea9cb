import { operandsOf } from '../parse/shell/query.ts';
import type { Command, Word } from '../parse/shell.ts';

/** `tool`: a program of a language's registry. `system`: a package of the distribution. `update`: locked versions moved on. */
export interface LooseInstall {
  readonly kind: 'tool' | 'system' | 'update';
  readonly word: Word;
}

/** How a package manager is told what to install. */
interface Manager {
  readonly kind: 'tool' | 'system';
  /** The verb, or the verbs in a row. */
  readonly verbs: readonly (readonly string[])[];
  /** Options whose value is the next word. */
  readonly valued?: readonly string[];
  /** A package with a version; local paths and addresses are handled before. */
  readonly pinned: RegExp;
  /** Options that name a version or a file with versions. */
  readonly locks?: RegExp;
  /** Options without which nothing is installed for good (`npm install x` goes into the lock file). */
  readonly only?: RegExp;
  readonly updates?: readonly string[];
}

const APT: Manager = {
  kind: 'system',
  verbs: [['install']],
  valued: ['-o', '-t', '-c', '--option', '--target-release'],
  pinned: /=/,
};
const RPM: Manager = {
  kind: 'system',
  verbs: [['install'], ['in'], ['localinstall'], ['groupinstall']],
  valued: ['-c', '--repo', '--enablerepo', '--disablerepo', '--setopt', '--installroot'],
  pinned: /-\d|[=@]/,
};
const PIP: Manager = {
  kind: 'tool',
  verbs: [['install']],
  valued: [
    '-i',
    '--index-url',
    '--extra-index-url',
    '-f',
    '--find-links',
    '-t',
    '--target',
    '--prefix',
    '--root',
    '--trusted-host',
    '-e',
    '--editable',
    '--upgrade-strategy',
    '--proxy',
    '--timeout',
    '--cert',
    '--only-binary',
    '--no-binary',
    '--python-version',
    '--platform',
  ],
  pinned: /==|@/,
  locks: /^(?:-r|--requirement|-c|--constraint|--require-hashes|-e|--editable)/,
};
const NODE_GLOBAL: Manager = {
  kind: 'tool',
  verbs: [['install'], ['i'], ['add'], ['global', 'add']],
  valued: ['--prefix', '--registry', '--loglevel', '--cache', '--omit', '--include'],
  pinned: /.@(?!latest$|next$|beta$|canary$)[\w^~<>=*.$]/,
  only: /^(?:-g|--global|--location=global|global)$/,
  updates: ['update', 'upgrade', 'up'],
};

/** Managers of systems, which keep one version of most things. */
const NEWEST: Manager = { kind: 'system', verbs: [['install']], pinned: /[=@]/, locks: /^--version/ };
const CONDA: Manager = {
  kind: 'tool',
  verbs: [['install'], ['create']],
  valued: ['-c', '--channel', '-n', '--name', '-p', '--prefix'],
  pinned: /=/,
  locks: /^(?:-f|--file)/,
};

const MANAGERS: Readonly<Record<string, Manager>> = {
  apt: APT,
  'apt-get': APT,
  apk: {
    kind: 'system',
    verbs: [['add']],
    valued: ['-X', '--repository', '-t', '--virtual', '--root', '-p', '--arch', '--keys-dir'],
    pinned: /[=<>~]/,
  },
  yum: RPM,
  dnf: RPM,
  microdnf: RPM,
  zypper: RPM,
  pip: PIP,
  pip3: PIP,
  pipx: { ...PIP, locks: /^$/ },
  npm: NODE_GLOBAL,
  pnpm: NODE_GLOBAL,
  yarn: { ...NODE_GLOBAL, verbs: [['global', 'add']], only: /^global$/ },
  gem: {
    kind: 'tool',
    verbs: [['install']],
    valued: ['-i', '--install-dir', '-n', '--bindir', '-s', '--source', '--platform'],
    pinned: /:\d/,
    locks: /^(?:-v|--version|-g|--file)/,
    updates: ['update'],
  },
  cargo: {
    kind: 'tool',
    verbs: [['install'], ['binstall']],
    valued: [
      '--root',
      '--features',
      '--target',
      '--index',
      '--registry',
      '--bin',
      '-j',
      '--profile',
      '--git',
      '--branch',
    ],
    pinned: /@/,
    locks: /^(?:--version|--vers|--path|--rev|--tag)/,
    updates: ['update'],
  },
  go: {
    kind: 'tool',
    verbs: [['install'], ['get']],
    valued: ['-ldflags', '-tags', '-o', '-mod'],
    pinned: /@(?!latest$|main$|master$)./,
  },
  brew: { ...NEWEST, valued: ['--appdir', '--language'], pinned: /@\d/ },
  choco: NEWEST,
  scoop: NEWEST,
  snap: { ...NEWEST, locks: /^--(?:channel|revision)/ },
  winget: { ...NEWEST, valued: ['--source', '-s'], locks: /^(?:-v|--version)$/ },
  conda: CONDA,
  mamba: CONDA,
  micromamba: CONDA,
  luarocks: { ...NEWEST, kind: 'tool', valued: ['--tree', '--server'], pinned: /^$/ },
  uv: {
    ...PIP,
    verbs: [
      ['pip', 'install'],
      ['tool', 'install'],
    ],
  },
  composer: {
    kind: 'tool',
    verbs: [['require'], ['global', 'require']],
    valued: ['-d', '--working-dir'],
    pinned: /[:=@]/,
    updates: ['update', 'upgrade'],
  },
  bundle: { kind: 'tool', verbs: [], pinned: /./, updates: ['update'] },
  poetry: { kind: 'tool', verbs: [], pinned: /./, updates: ['update'] },
  dotnet: {
    kind: 'tool',
    verbs: [['tool', 'install']],
    valued: ['--tool-path', '--add-source', '--framework'],
    pinned: /@/,
    locks: /^--version/,
  },
};

/** What the command installs or moves on without a version; undefined where every version is settled. */
export function looseInstall(command: Command): LooseInstall | undefined {
  const { name, args } = command;
  if (/^python[\d.]*$/.test(name)) {
    const at = args.findIndex(({ text }) => text === '-m');
    return args[at + 1]?.text === 'pip' && at !== -1 ? loose(PIP, args.slice(at + 2), 'pip') : undefined;
  }
  if (name === 'npx' || name === 'bunx') return looseRun(args);
  const run = name === 'uvx' ? args : RUN_VERBS[name] === args[0]?.text ? args.slice(1) : undefined;
  if (run && (name === 'uvx' || args.length > 1)) return looseFetch(run);
  if (name === 'uv' && args[0]?.text === 'tool' && args[1]?.text === 'run') return looseFetch(args.slice(2));
  const manager = Object.hasOwn(MANAGERS, name) ? MANAGERS[name] : undefined;
  return manager && loose(manager, args, name);
}

function loose(manager: Manager, args: readonly Word[], name: string): LooseInstall | undefined {
  const operands = operandsOf(args, manager.valued);
  const [first] = operands;
  if (first?.literal && manager.updates?.includes(first.text)) return { kind: 'update', word: first };
  const verb = manager.verbs.find((words) => words.every((text, i) => operands[i]?.text === text));
  if (!verb || (manager.only && !args.some(({ text }) => manager.only!.test(text)))) return undefined;
  if (args.some(({ text }) => manager.locks?.test(text))) return undefined;
  const word = operands.slice(verb.length).find((package_) => isLoose(package_, manager, name));
  return word && { kind: manager.kind, word };
}

function isLoose(word: Word, manager: Manager, name: string): boolean {
  const { text } = word;
  // What a variable holds is not known, and paths and addresses are no names of a registry.
  if (
    !word.literal ||
    text === '' ||
    /^[./~]|:\/\/|\.(?:whl|tar\.gz|tgz|deb|rpm|apk|gem|zip)$|^git\+|^file:/.test(text)
  )
    return false;
  if (name === 'go') return /^[\w.-]+\.[a-z]+\//.test(text) && !manager.pinned.test(text);
  if (name === 'composer') return text.includes('/') && !manager.pinned.test(text);
  return !manager.pinned.test(text);
}

/** `npx tool` takes the version of the lock file where there is one; with `--yes` or `-p` it was meant to be fetched. */
function looseRun(args: readonly Word[]): LooseInstall | undefined {
  const fetched = args.some(({ text }) => /^(?:-y|--yes|-p|--package)/.test(text));
  const tool = args.find(({ text }) => !text.startsWith('-'));
  if (!tool?.literal) return undefined;
  const latest = /.@(?:latest|next)$/.test(tool.text);
  return latest || (fetched && !/.@/.test(tool.text) && !/^[./]/.test(tool.text))
    ? { kind: 'tool', word: tool }
    : undefined;
}

/** The verb by which a manager fetches a program and runs it. */
const RUN_VERBS: Readonly<Record<string, string | undefined>> = { pipx: 'run', pnpm: 'dlx', yarn: 'dlx' };

/** `uvx tool`, `pnpm dlx tool`: always fetched; `--from` names the package where the tool is called otherwise. */
function looseFetch(args: readonly Word[]): LooseInstall | undefined {
  const from = args.findIndex(({ text }) => /^(?:--from|--spec|-p|--package)$/.test(text));
  const word = from === -1 ? args.find(({ text }) => !text.startsWith('-')) : args[from + 1];
  return word?.literal && !/.@(?!latest$)|==|^[./]|:\/\//.test(word.text)
    ? { kind: 'tool', word }
    : undefined;
}

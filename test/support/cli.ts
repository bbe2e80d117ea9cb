import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** The command as it ships. */
export const CLI = path.join(import.meta.dirname, '../../dist/cli.cjs');

/** A file that any run of the default profile reports, with no fix: YAML that breaks off. */
export const BROKEN = 'version: 0.2\nphases:\n  build:\n    commands: [make\n';
/** A file with one finding whose fix is safe: an ignore comment that silences nothing. */
export const STALE =
  'version: 0.2\nphases:\n  build: # pipewarden: ignore[syntax] old\n    commands: [make]\n';
export const CLEAN = 'version: 0.2\nphases:\n  build:\n    commands: [make]\n';

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs `pipewarden` and waits for its end. */
export function pipewarden(args: readonly string[], options: RunOptions = {}): SpawnSyncReturns<string> {
  const env = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...options.env };
  return spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
    ...options,
    env: env as NodeJS.ProcessEnv,
  });
}

/** Runs `pipewarden` while this process goes on, to answer it. */
export async function pipewardenAsking(
  args: readonly string[],
  { cwd, env }: Pick<RunOptions, 'cwd' | 'env'>,
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: env as NodeJS.ProcessEnv });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stdout, stderr };
}

/** The report of `check --format json`. */
export function checkJson(args: readonly string[], options: RunOptions = {}) {
  const { stdout, status, stderr } = pipewarden(['check', '--format', 'json', ...args], options);
  return { status, stderr, ...JSON.parse(stdout) } as JsonReport & { status: number; stderr: string };
}

export interface JsonReport {
  readonly schemaVersion: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly findings: readonly JsonFinding[];
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly stats: Readonly<Record<'files' | 'linted' | 'bytes' | 'milliseconds', number>>;
}

export interface JsonFinding {
  readonly ruleId: string;
  readonly severity: string;
  readonly path: string;
  readonly message: string;
  readonly fingerprint: string;
  readonly range: Readonly<Record<'start' | 'end', { line: number; column: number; offset: number }>>;
  readonly fixes: readonly {
    readonly safety: string;
    readonly edits: readonly { path: string; range: JsonFinding['range']; newText: string }[];
  }[];
  readonly suppressed?: { readonly by: string; readonly reason: string };
}

/** A folder with these files, gone after the test. */
export function scratch(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pipewarden-cli-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, files);
  return folder;
}

/** Writes these files below a folder, with the folders that they need. */
export function write(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** Runs git in a folder, with a fixed identity and without the user's own settings. */
export function git(folder: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

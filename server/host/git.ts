import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { compareText } from '../core/finding.ts';
import { decode, type FileText, MAX_FILE_BYTES } from './read-text.ts';

/** Git refused; the message is git's own first line. */
class GitError extends Error {
  override readonly name = 'GitError';
}

/** A file of the index: where it lies and which blob it is. */
export interface StagedFile {
  /** Absolute path. */
  readonly path: string;
  readonly blob: string;
}

/**
 * Nothing that a repository configures may run: no file system monitor, no external diff, no text conversion. The
 * `GIT_*` variables of a hook (the index of `git commit <path>`, the folder of a worktree) are passed on by design.
 */
const GUARDS = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false', '--no-optional-locks'];

/** The folder of the working tree that holds `folder`. */
function repositoryRoot(folder: string): string {
  return path.resolve(
    git(folder, ['rev-parse', '--show-toplevel'])
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  );
}

/** The files that the index changes against HEAD: added, modified, renamed to. Links and submodules are left out. */
export function stagedFiles(folder: string): readonly StagedFile[] {
  const root = repositoryRoot(folder);
  const raw = git(folder, [
    'diff-index',
    '--cached',
    '--raw',
    '--no-abbrev',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    '--diff-filter=d',
    '-z',
    hasHead(folder) ? 'HEAD' : emptyTree(folder),
    '--',
    `:/`,
  ]);
  const fields = raw.toString('utf8').split('\0');
  const files: StagedFile[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [, mode, , blob] = fields[i]!.split(' ');
    if (blob && mode?.startsWith('100')) files.push({ path: path.join(root, fields[i + 1]!), blob });
  }
  return files;
}

/**
 * The files (absolute paths) that differ from where the present branch left `ref`, uncommitted changes and untracked
 * files included, deleted ones not.
 */
export function filesSince(folder: string, ref: string): readonly string[] {
  const root = repositoryRoot(folder);
  const commit = resolve(folder, ref);
  const base = mergeBase(folder, commit) ?? commit;
  // The plumbing command compares by what the index knows: it runs no filter over the working tree's files.
  const changed = git(folder, [
    'diff-index',
    '--name-only',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    '--diff-filter=d',
    '-z',
    base,
    '--',
    ':/',
  ]);
  const untracked = git(root, ['ls-files', '--others', '--exclude-standard', '-z']);
  const names = [...changed.toString('utf8').split('\0'), ...untracked.toString('utf8').split('\0')];
  return [...new Set(names)].filter((name) => name !== '').map((name) => path.join(root, name));
}

/** The content of a file as the index has it, by its path from the root of the repository; undefined where it has none. */
export function stagedText(root: string, file: string): FileText | undefined {
  const { status, stdout } = run(root, ['cat-file', 'blob', `:0:${file}`]);
  return status === 0 ? decode(stdout) : undefined;
}

/** The names of the files of the index that lie directly in a folder, sorted; links and submodules are left out. */
export function stagedNames(root: string, folder: string): readonly string[] {
  const { status, stdout } = run(root, ['--literal-pathspecs', 'ls-files', '-s', '-z', '--', `${folder}/`]);
  if (status !== 0) return [];
  const names = stdout
    .toString('utf8')
    .split('\0')
    .flatMap((entry) =>
      entry.startsWith('100') ? [entry.slice(entry.indexOf('\t') + folder.length + 2)] : [],
    );
  return [...new Set(names)].filter((name) => !name.includes('/')).sort(compareText);
}

/** The contents of blobs, in their order, from one `git cat-file` process. Blobs over the size limit are errors. */
export async function readBlobs(folder: string, blobs: readonly string[]): Promise<readonly FileText[]> {
  if (blobs.length === 0) return [];
  const child = spawn('git', [...GUARDS, 'cat-file', '--batch'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => {
    // A git that has ended says why by its status.
  });
  child.stdin.end(`${blobs.join('\n')}\n`);
  await new Promise<void>((done, fail) => {
    child.on('error', () => fail(new GitError('git could not be started')));
    child.on('close', (code) => (code === 0 ? done() : fail(new GitError('git cat-file failed'))));
  });
  return splitBatch(Buffer.concat(chunks), blobs.length);
}

/** Each answer is `<id> <type> <size>`, a line end, the content, a line end; or `<id> missing`. */
function splitBatch(output: Buffer, count: number): readonly FileText[] {
  const files: FileText[] = [];
  for (let at = 0; files.length < count; ) {
    const end = output.indexOf(10, at);
    if (end === -1) throw new GitError('git cat-file broke off');
    const size = /^\S+ blob (\d+)$/.exec(output.toString('latin1', at, end))?.[1];
    if (size === undefined) {
      files.push({ is: 'error', message: 'not in the index any more' });
      at = end + 1;
      continue;
    }
    const content = output.subarray(end + 1, end + 1 + Number(size));
    files.push(
      content.length > MAX_FILE_BYTES ? { is: 'error', message: 'too large, left out' } : decode(content),
    );
    at = end + 1 + Number(size) + 1;
  }
  return files;
}

function hasHead(folder: string): boolean {
  return run(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']).status === 0;
}

/** The id of the empty tree, in the repository's own hash. */
function emptyTree(folder: string): string {
  return git(folder, ['hash-object', '-t', 'tree', '--stdin']).toString('utf8').trim();
}

function resolve(folder: string, ref: string): string {
  const { status, stdout } = run(folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ]);
  if (status !== 0) throw new GitError(`git knows no commit \`${ref}\``);
  return stdout.toString('utf8').trim();
}

function mergeBase(folder: string, commit: string): string | undefined {
  const { status, stdout } = run(folder, ['merge-base', 'HEAD', commit]);
  return status === 0 ? stdout.toString('utf8').trim() : undefined;
}

function git(folder: string, args: readonly string[]): Buffer {
  const { status, stdout, stderr } = run(folder, args);
  if (status === 0) return stdout;
  throw new GitError(
    `git: ${
      stderr
        .toString('utf8')
        .split('\n')[0]!
        .replace(/^fatal: /, '') || 'it failed'
    }`,
  );
}

function run(
  folder: string,
  args: readonly string[],
): { status: number | null; stdout: Buffer; stderr: Buffer } {
  const result = spawnSync('git', [...GUARDS, ...args], {
    cwd: folder,
    input: '',
    maxBuffer: 1024 * 1024 * 1024,
    windowsHide: true,
  });
  if (result.error) throw new GitError('git could not be started; is it installed?');
  return result;
}

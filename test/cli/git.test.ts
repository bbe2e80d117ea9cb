import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BROKEN, CLEAN, CLI, checkJson, git, pipewarden, scratch, write } from '../support/cli.ts';

function repository(files: Record<string, string> = {}): string {
  const folder = scratch(files);
  git(folder, 'init', '-q', '-b', 'main');
  return folder;
}

function staged(cwd: string, args: string[] = []) {
  const { findings, status, stats } = checkJson(['--staged', ...args], { cwd });
  return { paths: [...new Set(findings.map((finding) => finding.path))], status, files: stats.files };
}

test('--staged reads the index, not the working tree, also before the first commit', () => {
  const folder = repository({ 'buildspec.yml': BROKEN, 'other.yml': BROKEN });
  git(folder, 'add', 'buildspec.yml');
  write(folder, { 'buildspec.yml': CLEAN });
  expect(staged(folder)).toEqual({ paths: ['buildspec.yml'], status: 1, files: 1 });
  git(folder, 'add', 'buildspec.yml');
  write(folder, { 'buildspec.yml': BROKEN });
  expect(staged(folder)).toEqual({ paths: [], status: 0, files: 1 });
  git(folder, 'commit', '-qm', 'x');
  expect(staged(folder)).toEqual({ paths: [], status: 0, files: 0 });
});

test('--staged follows renames, leaves out what is deleted, linked or excluded, and takes odd names', () => {
  const folder = repository({
    'old/buildspec.yml': BROKEN,
    'gone.yml': BROKEN,
    '.pipewarden.yml': 'exclude: [vendor]\n',
  });
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'x');
  mkdirSync(path.join(folder, 'new'));
  renameSync(path.join(folder, 'old/buildspec.yml'), path.join(folder, 'new/a "b"\n ü.yml'));
  rmSync(path.join(folder, 'gone.yml'));
  symlinkSync('new', path.join(folder, 'link.yml'));
  write(folder, { 'vendor/buildspec.yml': BROKEN });
  git(folder, 'add', '-A');
  expect(staged(folder)).toEqual({ paths: ['new/a "b"\n ü.yml'], status: 1, files: 1 });
});

test('--staged works in a subfolder, for named paths, and in a worktree', () => {
  const folder = repository({ 'a/buildspec.yml': BROKEN, 'b/buildspec.yml': BROKEN });
  git(folder, 'add', '.');
  expect(staged(path.join(folder, 'a')).paths).toEqual(['buildspec.yml']);
  expect(staged(folder, ['b']).paths).toEqual(['b/buildspec.yml']);
  git(folder, 'commit', '-qm', 'x');
  const other = scratch();
  git(folder, 'worktree', 'add', '-q', path.join(other, 'tree'), '-b', 'side');
  write(other, { 'tree/c/buildspec.yml': BROKEN });
  git(path.join(other, 'tree'), 'add', '.');
  expect(staged(path.join(other, 'tree')).paths).toEqual(['c/buildspec.yml']);
});

test('--staged in a hook sees the index of the commit that is made', () => {
  const folder = repository({ 'a/buildspec.yml': CLEAN, 'b/buildspec.yml': CLEAN });
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'x');
  write(folder, {
    '.git/hooks/pre-commit': `#!/bin/sh\nexec "${process.execPath}" "${CLI}" check --staged --format compact\n`,
  });
  chmodSync(path.join(folder, '.git/hooks/pre-commit'), 0o755);
  write(folder, { 'a/buildspec.yml': BROKEN, 'b/buildspec.yml': `${CLEAN}# more\n` });
  git(folder, 'add', 'a');
  // `git commit <path>` makes its own index, which holds `b` only.
  git(folder, 'commit', '-qm', 'b', 'b/buildspec.yml');
  expect(() => git(folder, 'commit', '-qm', 'a')).toThrow(/syntax/);
});

test('--since lints what changed since the branch left, with what is not committed yet', () => {
  const folder = repository({ 'old/buildspec.yml': BROKEN, '.gitignore': 'ignored/\n' });
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'one');
  git(folder, 'checkout', '-q', '-b', 'side');
  write(folder, { 'committed/buildspec.yml': BROKEN });
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'two');
  write(folder, { 'untracked/buildspec.yml': BROKEN, 'ignored/buildspec.yml': BROKEN });
  git(folder, 'checkout', '-q', 'main');
  write(folder, { 'elsewhere/buildspec.yml': BROKEN });
  git(folder, 'add', 'elsewhere');
  git(folder, 'commit', '-qm', 'three');
  git(folder, 'checkout', '-q', 'side');
  const paths = (args: string[], cwd = folder) =>
    checkJson(args, { cwd }).findings.map((finding) => finding.path);
  expect(paths(['--since', 'main'])).toEqual(['committed/buildspec.yml', 'untracked/buildspec.yml']);
  expect(paths(['--since', 'HEAD'])).toEqual(['untracked/buildspec.yml']);
  expect(paths(['--since', 'main', '.'], path.join(folder, 'committed'))).toEqual(['buildspec.yml']);
  const wrong = pipewarden(['check', '--since', 'no-such-branch'], { cwd: folder });
  expect(wrong.stderr).toBe('pipewarden: git knows no commit `no-such-branch`\n');
  expect(wrong.status).toBe(2);
  expect(pipewarden(['check', '--since=--output=x'], { cwd: folder }).status).toBe(2);
});

test('outside a repository git says so, in one line', () => {
  const { status, stderr, stdout } = pipewarden(['check', '--staged'], { cwd: scratch() });
  expect(stderr).toMatch(/^pipewarden: git: not a git repository.*\n$/);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test('nothing that the repository configures is run', () => {
  const folder = repository({ 'buildspec.yml': CLEAN });
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'x');
  write(folder, { 'evil.sh': '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n', 'buildspec.yml': BROKEN });
  chmodSync(path.join(folder, 'evil.sh'), 0o755);
  const evil = path.join(folder, 'evil.sh');
  git(folder, 'config', 'core.fsmonitor', evil);
  git(folder, 'config', 'diff.external', evil);
  git(folder, 'config', 'core.hooksPath', folder);
  write(folder, { '.gitattributes': '*.yml diff=evil filter=evil\n' });
  git(folder, 'config', 'diff.evil.textconv', evil);
  git(folder, 'config', 'diff.evil.command', evil);
  git(folder, 'config', 'filter.evil.clean', evil);
  git(folder, 'config', 'filter.evil.process', evil);
  rmSync(path.join(folder, 'ran'), { force: true });
  expect(checkJson(['--since', 'HEAD', '.'], { cwd: folder }).findings.length).toBeGreaterThan(0);
  expect(existsSync(path.join(folder, 'ran'))).toBe(false);
  git(folder, '-c', 'core.fsmonitor=false', '-c', 'core.attributesFile=/dev/null', 'add', 'evil.sh');
  rmSync(path.join(folder, 'ran'), { force: true });
  expect(staged(folder).files).toBe(1);
  expect(existsSync(path.join(folder, 'ran'))).toBe(false);
});

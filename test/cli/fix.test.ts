import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { unifiedDiff } from '../../server/cli/diff.ts';
import { CLEAN, git, pipewarden, STALE, scratch, write } from '../support/cli.ts';

const FIXED = STALE.replace(' # pipewarden: ignore[syntax] old', '');

test('writes the safe fixes, keeps the mode, and has nothing to do the second time', () => {
  const folder = scratch({ 'a/buildspec.yml': STALE, 'b/buildspec.yml': CLEAN });
  const file = path.join(folder, 'a/buildspec.yml');
  chmodSync(file, 0o750);
  const first = pipewarden(['fix'], { cwd: folder });
  expect(first.stdout).toBe('a/buildspec.yml: 1 fixed\nFixed 1 finding in 1 file.\n');
  expect(first.status).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(FIXED);
  expect(statSync(file).mode & 0o777).toBe(0o750);
  expect(readdirSync(path.join(folder, 'a'))).toEqual(['buildspec.yml']);
  const { mtimeMs } = statSync(file);
  expect(pipewarden(['fix'], { cwd: folder }).stdout).toBe('Nothing to fix.\n');
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
});

test('keeps a byte order mark and CRLF', () => {
  const crlf = (text: string) => `\ufeff${text.replaceAll('\n', '\r\n')}`;
  const folder = scratch({ 'buildspec.yml': crlf(STALE) });
  pipewarden(['fix', folder]);
  expect(readFileSync(path.join(folder, 'buildspec.yml'), 'utf8')).toBe(crlf(FIXED));
});

test('--diff prints what would change and writes nothing', () => {
  const folder = scratch({ 'buildspec.yml': STALE });
  const { stdout, status } = pipewarden(['fix', '--diff'], { cwd: folder });
  expect(stdout).toBe(`--- a/buildspec.yml
+++ b/buildspec.yml
@@ -1,4 +1,4 @@
 version: 0.2
 phases:
-  build: # pipewarden: ignore[syntax] old
+  build:
     commands: [make]
`);
  expect(status).toBe(0);
  expect(readFileSync(path.join(folder, 'buildspec.yml'), 'utf8')).toBe(STALE);
});

test('fixes standard input to standard output', () => {
  const { stdout, status } = pipewarden(['fix', '-', '--stdin-filename', 'buildspec.yml'], { input: STALE });
  expect(stdout).toBe(FIXED);
  expect(status).toBe(0);
  expect(pipewarden(['fix', '-', '--stdin-filename', 'buildspec.yml'], { input: CLEAN }).stdout).toBe(CLEAN);
});

test('does not touch what a configuration ignores or excludes', () => {
  const folder = scratch({
    '.pipewarden.yml': 'exclude: [x/]\nignore: [{ rule: unused-ignore, path: y/, reason: kept }]\n',
    'x/buildspec.yml': STALE,
    'y/buildspec.yml': STALE,
  });
  expect(pipewarden(['fix'], { cwd: folder }).stdout).toBe('Nothing to fix.\n');
});

test('writes through a link inside the project, refuses one that leads out, and text that is not UTF-8', () => {
  const outside = scratch({ 'buildspec.yml': STALE });
  const folder = scratch({
    'real/buildspec.yml': STALE,
    'latin.yml': Buffer.from(`${STALE}# caf\xe9\n`, 'latin1'),
    'wide.yml': Buffer.from(`\ufeff${STALE}`, 'utf16le'),
  });
  mkdirSync(path.join(folder, 'links'));
  symlinkSync('../real/buildspec.yml', path.join(folder, 'links/in.yml'));
  symlinkSync(path.join(outside, 'buildspec.yml'), path.join(folder, 'links/out.yml'));
  const { status, stderr, stdout } = pipewarden(
    ['fix', 'links/in.yml', 'links/out.yml', 'latin.yml', 'wide.yml'],
    { cwd: folder },
  );
  expect(stdout).toContain('links/in.yml: 1 fixed');
  expect(readFileSync(path.join(folder, 'real/buildspec.yml'), 'utf8')).toBe(FIXED);
  expect(readFileSync(path.join(outside, 'buildspec.yml'), 'utf8')).toBe(STALE);
  expect(stderr).toContain('links/out.yml: left as it is: a symbolic link leads out of the project');
  expect(stderr).toContain('latin.yml: left as it is: it is not written in UTF-8');
  expect(stderr).toContain('wide.yml: left as it is: it is not written in UTF-8');
  expect(status).toBe(2);
});

test('the difference joins near changes, shows the end of a file, and shows only what may be shown', () => {
  const lines = (...numbers: number[]) => numbers.map((number) => `line ${number}\n`).join('');
  const before = lines(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
  const after = `${before.replace('line 2\n', '').replace('line 6\n', 'line six\nand more\n').replace('line 19\n', '')}end`;
  const plain = (text: string) => ({ text, shown: text });
  expect(unifiedDiff('a', plain(before), plain(before))).toBe('');
  expect(unifiedDiff('a', plain(before), { text: after, shown: after.replace('six', '***') })).toBe(`--- a/a
+++ b/a
@@ -1,9 +1,9 @@
 line 1
-line 2
 line 3
 line 4
 line 5
-line 6
+line ***
+and more
 line 7
 line 8
 line 9
@@ -16,5 +16,5 @@
 line 16
 line 17
 line 18
-line 19
 line 20
+end
\\ No newline at end of file
`);
});

test('the difference applies with git', () => {
  const folder = scratch({ 'buildspec.yml': STALE, 'sub/other.yml': `${STALE}extra: 1` });
  const { stdout } = pipewarden(['fix', '--diff'], { cwd: folder });
  write(folder, { 'fix.patch': stdout });
  git(folder, 'apply', 'fix.patch');
  expect(readFileSync(path.join(folder, 'sub/other.yml'), 'utf8')).toBe(`${FIXED}extra: 1`);
});

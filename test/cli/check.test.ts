import { spawn } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BROKEN, CLEAN, CLI, checkJson, git, pipewarden, STALE, scratch, write } from '../support/cli.ts';

describe('exit status', () => {
  test('0 for nothing found, 1 for findings, 2 for a wrong command line', () => {
    const folder = scratch({ 'good/buildspec.yml': CLEAN, 'bad/buildspec.yml': BROKEN });
    expect(pipewarden(['check', 'good'], { cwd: folder }).status).toBe(0);
    expect(pipewarden(['check', 'bad'], { cwd: folder }).status).toBe(1);
    expect(pipewarden(['check', '--no-such-option'], { cwd: folder }).status).toBe(2);
    expect(pipewarden(['check', 'no-such-file'], { cwd: folder }).status).toBe(2);
  });

  test('follows --fail-on, and the configuration where the option is not given', () => {
    const folder = scratch({ 'buildspec.yml': BROKEN });
    expect(pipewarden(['check', '--fail-on', 'low', folder]).status).toBe(1);
    expect(pipewarden(['check', '--fail-on=medium', folder]).status).toBe(0);
    write(folder, { '.pipewarden.yml': 'fail-on: high\n' });
    expect(pipewarden(['check', folder]).status).toBe(0);
    expect(pipewarden(['check', '--fail-on', 'info', folder]).status).toBe(1);
  });

  test('is the same in every format', () => {
    const folder = scratch({ 'buildspec.yml': BROKEN });
    for (const format of ['text', 'compact', 'json', 'sarif', 'github', 'junit']) {
      expect(pipewarden(['check', '--format', format, folder]).status, format).toBe(1);
    }
  });
});

describe('the command line', () => {
  test.each([
    [['chek'], 'did you mean `check`?'],
    [['check', '--formt', 'json'], 'did you mean `--format`?'],
    [['check', '--format', 'jsn'], 'did you mean `json`?'],
    [['check', '--format'], 'needs a value: FORMAT'],
    [['check', '--format', '--staged'], 'needs a value: FORMAT'],
    [['check', '--staged=yes'], 'takes no value'],
    [['check', '--staged', '--since', 'HEAD'], 'exclude each other'],
    [['explain', 'sintax'], 'did you mean `syntax`?'],
    [['rules', 'all'], 'does not take `all`'],
    [['check', '--update-baseline'], 'needs `--baseline`'],
  ])('says what is wrong with %j', (args, words) => {
    const { status, stderr, stdout } = pipewarden(args);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('--help and --version', () => {
    expect(pipewarden(['--version']).stdout).toMatch(/^pipewarden \d+\.\d+\.\d+\n$/);
    expect(pipewarden([]).stdout).toContain('Usage: pipewarden COMMAND');
    expect(pipewarden(['help', 'check']).stdout).toBe(pipewarden(['check', '-h']).stdout);
    for (const option of ['--profile', '--format', '--staged', '--since', '--baseline', '--stdin-filename']) {
      expect(pipewarden(['check', '--help']).stdout).toContain(option);
    }
  });
});

describe('json', () => {
  test('holds what the contract says', () => {
    const folder = scratch({ 'other/buildspec.yml': CLEAN, 'deploy/buildspec.yml': STALE });
    const { status, schemaVersion, tool, findings, errors, stats } = checkJson(['.'], { cwd: folder });
    expect({ status, schemaVersion, errors, name: tool.name }).toEqual({
      status: 1,
      schemaVersion: 1,
      errors: [],
      name: 'pipewarden',
    });
    expect(Object.keys(stats)).toEqual(['files', 'linted', 'bytes', 'milliseconds']);
    expect(stats).toMatchObject({ files: 2, linted: 2, bytes: STALE.length + CLEAN.length });
    expect(findings).toHaveLength(1);
    expect(Object.keys(findings[0]!)).toEqual(
      'ruleId severity confidence profile message path kind range related fixes fingerprint owasp cwe url'.split(
        ' ',
      ),
    );
    const [finding] = findings;
    expect(finding).toMatchObject({
      ruleId: 'unused-ignore',
      path: 'deploy/buildspec.yml',
      kind: 'buildspec',
      range: { start: { line: 3 }, end: { line: 3 } },
    });
    const { start, end } = finding!.range;
    expect(STALE.slice(start.offset, end.offset)).toBe('syntax');
    expect(start.column).toBe(start.offset - STALE.lastIndexOf('\n', start.offset));
    const edit = finding!.fixes[0]!.edits[0]!;
    expect(Object.keys(edit)).toEqual(['path', 'range', 'newText']);
    expect(edit.path).toBe('deploy/buildspec.yml');
  });

  test('names files as they were given', () => {
    const folder = scratch({ 'a/buildspec.yml': BROKEN });
    const paths = (args: string[], cwd = folder) => checkJson(args, { cwd }).findings.map(({ path }) => path);
    expect(new Set(paths([]))).toEqual(new Set(['a/buildspec.yml']));
    expect(new Set(paths(['./a']))).toEqual(new Set(['a/buildspec.yml']));
    expect(new Set(paths(['a/buildspec.yml']))).toEqual(new Set(['a/buildspec.yml']));
    expect(new Set(paths([folder]))).toEqual(new Set([`${folder}/a/buildspec.yml`]));
    expect(new Set(paths(['../a'], path.join(folder, 'a')))).toEqual(new Set(['../a/buildspec.yml']));
  });

  test('has the same fingerprints from any folder, and after lines moved', () => {
    const folder = scratch({ 'a/buildspec.yml': BROKEN });
    mkdirSync(path.join(folder, '.git'));
    const prints = (args: string[], cwd: string) =>
      checkJson(args, { cwd }).findings.map((each) => each.fingerprint);
    const expected = prints(['.'], folder);
    expect(expected.length).toBeGreaterThan(0);
    expect(prints(['.'], path.join(folder, 'a'))).toEqual(expected);
    expect(prints([folder], '/')).toEqual(expected);
    write(folder, { 'a/buildspec.yml': `# a comment\n\n${BROKEN}` });
    expect(prints(['.'], folder)).toEqual(expected);
  });
});

describe('text', () => {
  test('quotes the line with carets and counts at the end', () => {
    const folder = scratch({ 'buildspec.yml': STALE });
    const { stdout } = pipewarden(['check', '--fail-on', 'info'], { cwd: folder });
    expect(
      stdout,
    ).toBe(`low[unused-ignore]: Nothing here is reported by \`syntax\` any more; remove it from the comment.
 --> buildspec.yml:3:31
  |
3 |   build: # pipewarden: ignore[syntax] old
  |                               ^^^^^^
  = fix: Remove syntax from the comment

1 finding (1 low) in 1 of 1 file; 1 fixable with \`pipewarden fix\`.
`);
  });

  test('measures wide and combining characters, cuts long lines, and lets no control character through', () => {
    const line = (before: string) => `  build: {x: "${before}"} # pipewarden: ignore[syntax]`;
    const show = (before: string) => {
      const text = `version: 0.2\nphases:\n${line(before)}\n`;
      const { stdout } = pipewarden(['check', '-'], { input: text });
      const [code, carets] = stdout.split('\n').slice(3, 5);
      return { code: code!, carets: carets!, stdout };
    };
    const plain = show('ab');
    // Two letters take as many columns as one wide character, or as two letters with an accent on top.
    expect(show('日').carets).toBe(plain.carets);
    expect(show('🙂').carets).toBe(plain.carets);
    expect(show('a\u0301b').carets).toBe(plain.carets);
    const long = show('x'.repeat(400));
    expect(long.code.length).toBeLessThanOrEqual(100);
    expect(long.code).toContain('ignore[syntax]');
    expect(long.carets.indexOf('^')).toBe(long.code.indexOf('syntax]'));
    const { stdout } = show('\u001b[31m\u202e');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\u202e');
  });

  test('has colours only where they are wanted', () => {
    const folder = scratch({ 'buildspec.yml': BROKEN });
    const colored = (args: string[], env = {}) =>
      pipewarden(['check', ...args, folder], { env }).stdout.includes('\u001b[');
    expect(colored([])).toBe(false);
    expect(colored([], { FORCE_COLOR: '1' })).toBe(true);
    expect(colored([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
    expect(colored(['--color', 'always'], { NO_COLOR: '1' })).toBe(true);
    expect(colored(['--color=never'], { FORCE_COLOR: '1' })).toBe(false);
  });
});

describe('the walk', () => {
  test('respects .gitignore, nested and with exceptions, but lints what is named', () => {
    const folder = scratch({
      '.gitignore': 'build/\n*.gen.yml\n!keep.gen.yml\n',
      'build/buildspec.yml': BROKEN,
      'a.gen.yml': BROKEN,
      'keep.gen.yml': BROKEN,
      'sub/.gitignore': '/local.yml\n!b.gen.yml\n',
      'sub/local.yml': BROKEN,
      'sub/b.gen.yml': BROKEN,
      'sub/deep/local.yml': BROKEN,
      'node_modules/x/buildspec.yml': BROKEN,
      '.git/info/exclude': 'private/\n',
      'private/buildspec.yml': BROKEN,
    });
    const files = (args: string[], cwd = folder) => [
      ...new Set(checkJson(args, { cwd }).findings.map((finding) => finding.path)),
    ];
    expect(files([])).toEqual(['keep.gen.yml', 'sub/b.gen.yml', 'sub/deep/local.yml']);
    expect(files(['a.gen.yml'])).toEqual(['a.gen.yml']);
    expect(files(['build'])).toEqual(['build/buildspec.yml']);
    expect(files([], path.join(folder, 'sub'))).toEqual(['b.gen.yml', 'deep/local.yml']);
  });

  test('leaves out what the configuration excludes, by name only with --force-exclude', () => {
    const folder = scratch({
      '.pipewarden.yml': 'exclude: [vendor, "*.old.yml"]\n',
      'a/vendor/buildspec.yml': BROKEN,
      'x.old.yml': BROKEN,
      'b/buildspec.yml': BROKEN,
    });
    const files = (args: string[]) => [
      ...new Set(checkJson(args, { cwd: folder }).findings.map((finding) => finding.path)),
    ];
    expect(files([])).toEqual(['b/buildspec.yml']);
    expect(files(['x.old.yml'])).toEqual(['x.old.yml']);
    expect(files(['--force-exclude', 'x.old.yml', 'b/buildspec.yml'])).toEqual(['b/buildspec.yml']);
  });

  test('survives links in circles, sockets, pipes, binaries and files that cannot be read', async () => {
    const folder = scratch({
      'ok/buildspec.yml': BROKEN,
      'picture.yml': Buffer.from([0x89, 0x50, 0x00, 0x0a]),
      'latin.yml': Buffer.from('name: caf\xe9\n', 'latin1'),
      'empty.yml': '',
      'huge.yml': `a: ${'x'.repeat(17 * 1024 * 1024)}`,
    });
    symlinkSync('..', path.join(folder, 'ok/up'));
    symlinkSync('b.yml', path.join(folder, 'a.yml'));
    symlinkSync('a.yml', path.join(folder, 'b.yml'));
    const server = createServer().listen(path.join(folder, 'socket.yml'));
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { status, findings, errors, stats } = checkJson(['.'], { cwd: folder });
    expect(new Set(findings.map((finding) => finding.path))).toEqual(new Set(['ok/buildspec.yml']));
    expect(errors).toEqual([{ path: 'huge.yml', message: 'larger than 16 MB, left out' }]);
    expect(status).toBe(1);
    expect(stats.linted).toBe(3);
    const named = checkJson(['a.yml', 'socket.yml', 'picture.yml'], { cwd: folder });
    expect(named.errors.map((error) => error.path)).toEqual(['a.yml', 'socket.yml']);
    expect(named.errors[0]!.message).toContain('circle');
    expect(named.status).toBe(2);
  });

  test('counts a file once, however often it is named', () => {
    const folder = scratch({ 'a/buildspec.yml': BROKEN });
    const once = checkJson(['.'], { cwd: folder });
    const twice = checkJson(['.', 'a', 'a/buildspec.yml'], { cwd: folder });
    expect(twice.findings).toEqual(once.findings);
    expect(twice.stats.files).toBe(once.stats.files);
  });
});

describe('what files hold', () => {
  test('a byte order mark and CRLF change lines and columns of nothing', () => {
    const folder = scratch({
      'a.yml': STALE,
      'b.yml': `\ufeff${STALE.replaceAll('\n', '\r\n')}`,
      'c.yml': Buffer.from(`\ufeff${STALE}`, 'utf16le'),
    });
    const { findings } = checkJson(['.'], { cwd: folder });
    const places = findings.map(({ path, range }) => [path, range.start.line, range.start.column]);
    expect(places).toEqual([
      ['a.yml', 3, 31],
      ['b.yml', 3, 31],
      ['c.yml', 3, 31],
    ]);
    // The mark and one carriage return per line stand before it.
    expect(findings[1]!.range.start.offset).toBe(findings[0]!.range.start.offset + 3);
  });

  test('standard input is linted under the name it would have', () => {
    const folder = scratch({ '.pipewarden.yml': 'rules: { syntax: high }\n' });
    const { findings, status } = checkJson(['-', '--stdin-filename', 'sub/buildspec.yml'], {
      cwd: folder,
      input: BROKEN,
    });
    expect(findings[0]).toMatchObject({ path: 'sub/buildspec.yml', severity: 'high', kind: 'buildspec' });
    expect(status).toBe(1);
    expect(checkJson(['-'], { input: CLEAN }).status).toBe(0);
  });
});

describe('configuration', () => {
  test('the nearest one upwards counts, not beyond the repository', () => {
    const folder = scratch({
      '.pipewarden.yml': 'rules: { syntax: off }\n',
      'repo/.git/HEAD': '',
      'repo/.github/pipewarden.yml': 'rules: { syntax: high }\n',
      'repo/a/buildspec.yml': BROKEN,
      'repo/b/.pipewarden.yml': 'rules: { syntax: critical }\n',
      'repo/b/buildspec.yml': BROKEN,
      'bare/.git/HEAD': '',
      'bare/buildspec.yml': BROKEN,
    });
    const { findings } = checkJson(['repo', 'bare'], { cwd: folder });
    const severities = new Map(findings.map(({ path, severity }) => [path, severity]));
    expect([...severities]).toEqual([
      ['bare/buildspec.yml', 'low'],
      ['repo/a/buildspec.yml', 'high'],
      ['repo/b/buildspec.yml', 'critical'],
    ]);
    const named = checkJson(['--config', '.pipewarden.yml', 'repo'], { cwd: folder });
    expect(named.findings).toEqual([]);
  });

  test('a mistake in it is an error with its place, and the status is 2', () => {
    const folder = scratch({ '.pipewarden.yml': 'profile: strict\nrulez: {}\n', 'buildspec.yml': CLEAN });
    const { status, errors, findings, stderr } = checkJson(['.'], { cwd: folder });
    expect(status).toBe(2);
    expect(errors).toEqual([
      { path: '.pipewarden.yml', message: '2:1: There is no key `rulez`; did you mean `rules`?' },
    ]);
    expect(stderr).toBe('pipewarden: .pipewarden.yml:2:1: There is no key `rulez`; did you mean `rules`?\n');
    expect(findings.map((finding) => finding.ruleId)).toEqual(['invalid-config']);
    expect(pipewarden(['check', '--config', 'none.yml'], { cwd: folder }).status).toBe(2);
  });

  test('says what a policy is, where its content does not', () => {
    const statement = { Effect: 'Deny', Action: '*', Resource: '*', Principal: '*' };
    const folder = scratch({
      'guard/policy.json': JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      '.pipewarden.yml': "policy-types: { 'guard/*.json': scp }\n",
    });
    const said = () =>
      checkJson(['--profile', 'audit', '.'], { cwd: folder }).findings.map((each) => each.message);
    const asScp = said();
    write(folder, { '.pipewarden.yml': "policy-types: { 'guard/*.json': resource }\n" });
    expect(said()).not.toEqual(asScp);
  });

  test('an ignore entry silences what matches it, and is reported when it is of no use', () => {
    const ignore = (entry: string) => `ignore:\n  - { ${entry}, reason: known }\n`;
    const folder = scratch({ 'a/buildspec.yml': BROKEN });
    const run = (config: string) => {
      write(folder, { '.pipewarden.yml': config });
      const { status, findings } = checkJson(['.'], { cwd: folder });
      return { status, said: findings.map((each) => `${each.ruleId} ${each.suppressed?.by ?? '-'}`) };
    };
    expect(run(ignore('rule: syntax, path: a/'))).toEqual({ status: 0, said: ['syntax config'] });
    expect(run(ignore('rule: syntax, until: 2999-01-01'))).toEqual({ status: 0, said: ['syntax config'] });
    expect(run(ignore('rule: syntax, until: 2020-01-01')).said).toEqual(['unused-ignore -', 'syntax -']);
    expect(run(ignore('rule: syntax, path: b/')).said).toEqual(['unused-ignore -', 'syntax -']);
    // An entry with a mistake silences nothing.
    expect(run(ignore('rule: syntx, path: a/')).said).toEqual(['invalid-config -', 'syntax -']);
  });
});

describe('baseline', () => {
  test('goes round, is sorted, and leaves new findings to fail', () => {
    const folder = scratch({ 'a/buildspec.yml': BROKEN, 'b/buildspec.yml': BROKEN });
    const options = { cwd: folder };
    const written = pipewarden(['check', '--baseline', 'base.json', '--update-baseline'], options);
    expect(written.status).toBe(0);
    const text = readFileSync(path.join(folder, 'base.json'), 'utf8');
    expect(JSON.parse(text).findings.map((entry: { path: string }) => entry.path)).toEqual([
      'a/buildspec.yml',
      'b/buildspec.yml',
    ]);
    const known = checkJson(['--baseline', 'base.json'], options);
    expect(known.status).toBe(0);
    expect(known.findings.map((finding) => finding.suppressed?.by)).toEqual(['baseline', 'baseline']);
    expect(pipewarden(['check', '--baseline', 'base.json'], options).stdout).toContain('No findings in');
    write(folder, { 'c/buildspec.yml': BROKEN });
    expect(checkJson(['--baseline', 'base.json'], options).status).toBe(1);
    expect(pipewarden(['check', '--baseline', 'none.json'], options).status).toBe(2);
    write(folder, { 'wrong.json': '[1' });
    expect(pipewarden(['check', '--baseline', 'wrong.json'], options).stderr).toContain('it is not JSON');
  });
});

describe('output', () => {
  test('--output writes the report and nothing to standard output', () => {
    const folder = scratch({ 'buildspec.yml': BROKEN });
    const { stdout, status } = pipewarden(['check', '-f', 'json', '-o', 'report.json'], { cwd: folder });
    expect(stdout).toBe('');
    expect(status).toBe(1);
    expect(JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8')).findings).toHaveLength(1);
    expect(pipewarden(['check', '-o', 'no/such/folder/x'], { cwd: folder }).status).toBe(2);
    expect(existsSync(path.join(folder, 'no'))).toBe(false);
  });

  test('a report of more than 5 MB arrives whole through a pipe that is read slowly', async () => {
    const folder = scratch({ 'buildspec.yml': STALE.repeat(1) });
    const comment = `  # pipewarden: ignore[${Array.from({ length: 9000 }, () => 'syntax').join(' ')}]\n`;
    write(folder, { 'buildspec.yml': `version: 0.2\nphases:\n${comment}  build: {}\n` });
    const child = spawn(process.execPath, [CLI, 'check', '--format', 'json', folder]);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      child.stdout.pause();
      setTimeout(() => child.stdout.resume(), 5);
    });
    await new Promise((resolve) => child.on('close', resolve));
    const text = Buffer.concat(chunks).toString('utf8');
    expect(text.length).toBeGreaterThan(5_000_000);
    expect(JSON.parse(text).findings.length).toBe(9000);
  }, 60_000);

  test('a reader that leaves early is no error', async () => {
    const folder = scratch();
    const comment = `  # pipewarden: ignore[${Array.from({ length: 3000 }, () => 'syntax').join(' ')}]\n`;
    write(folder, { 'buildspec.yml': `version: 0.2\nphases:\n${comment}  build: {}\n` });
    const child = spawn('sh', ['-c', `"${process.execPath}" "${CLI}" check --format json . | head -c 10`], {
      cwd: folder,
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
  });
});

test('many files on several threads give the report of one thread', () => {
  const files: Record<string, string> = {};
  for (let i = 0; i < 200; i++)
    files[`${i}/buildspec.yml`] = i % 3 === 0 ? BROKEN : i % 3 === 1 ? STALE : CLEAN;
  const folder = scratch(files);
  const whole = checkJson(['.'], { cwd: folder });
  const half = (from: number) => {
    const names = Object.keys(files).slice(from, from + 100);
    return checkJson(names, { cwd: folder }).findings;
  };
  const byPlace = [...half(0), ...half(100)].sort((a, b) => (a.path < b.path ? -1 : 1));
  expect(whole.stats.linted).toBe(200);
  expect(whole.findings).toEqual(byPlace);
});

test('a hard link is a file like any other', () => {
  const folder = scratch({ 'a/buildspec.yml': BROKEN });
  linkSync(path.join(folder, 'a/buildspec.yml'), path.join(folder, 'b.yml'));
  expect(checkJson(['.'], { cwd: folder }).stats.files).toBe(2);
  git(folder, 'init', '-q');
  expect(checkJson(['.'], { cwd: folder }).stats.files).toBe(2);
});

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../server/cli/args.ts';
import { BROKEN, CLEAN, CLI, pipewarden, scratch } from '../support/cli.ts';

describe('rules', () => {
  test('--format json has the keys of the contract', () => {
    const rules = JSON.parse(pipewarden(['rules', '--format', 'json']).stdout);
    expect(rules.length).toBeGreaterThan(3);
    for (const rule of rules) {
      expect(Object.keys(rule)).toEqual(
        'id summary severity confidence profile kinds fix online owasp cwe since url equivalents'.split(' '),
      );
      expect(Object.keys(rule.equivalents)).toEqual(
        expect.arrayContaining(
          'zizmor actionlint glsec gitleaks access-analyzer parliament checkov guarddog pipeline-check'.split(
            ' ',
          ),
        ),
      );
    }
  });

  test('as a table, a line per rule', () => {
    const { stdout } = pipewarden(['rules']);
    expect(stdout).toMatch(/^syntax +low +default +The file cannot be read/m);
    expect(pipewarden(['rules', '--format', 'sarif']).status).toBe(2);
  });
});

test('explain shows the documentation, also by the name of another tool', () => {
  const { stdout } = pipewarden(['explain', 'syntax']);
  expect(stdout).toMatch(/^syntax: The file cannot be read to its end\n/);
  expect(stdout).toContain('What it does');
  const rules: { id: string; equivalents: Record<string, string[]> }[] = JSON.parse(
    pipewarden(['rules', '--format', 'json']).stdout,
  );
  for (const { id, equivalents } of rules) {
    for (const [tool, [other]] of Object.entries(equivalents)) {
      if (!other) continue;
      expect(pipewarden(['explain', `${tool}:${other}`]).stdout).toContain(`${id}: `);
      return;
    }
  }
});

describe('init', () => {
  test('writes a configuration that check understands, once', () => {
    const folder = scratch({ 'a/fixtures/buildspec.yml': BROKEN, 'buildspec.yml': CLEAN });
    const { stdout, status } = pipewarden(['init'], { cwd: folder });
    expect(status).toBe(0);
    expect(stdout).toContain('buildspec: 2');
    const text = readFileSync(path.join(folder, '.pipewarden.yml'), 'utf8');
    expect(text).toContain('/a/fixtures/');
    expect(pipewarden(['check'], { cwd: folder }).status).toBe(1);
    expect(pipewarden(['init'], { cwd: folder }).status).toBe(2);
    expect(pipewarden(['init', '--force'], { cwd: folder }).status).toBe(0);
  });
});

describe('completions', () => {
  test.each(['bash', 'zsh', 'fish', 'pwsh'])('%s: names every command and option', (shell) => {
    const { stdout, status } = pipewarden(['completions', shell]);
    expect(status).toBe(0);
    for (const command of Object.keys(COMMANDS)) expect(stdout).toContain(command);
    for (const option of ['profile', 'stdin-filename', 'update-baseline']) expect(stdout).toContain(option);
    const run = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' });
    // Shells that are not installed here cannot be asked.
    if (!run.error && shell !== 'pwsh') expect(run.stderr).toBe('');
  });

  test('bash completes commands, options and values', () => {
    const script = pipewarden(['completions', 'bash']).stdout;
    const complete = (...words: string[]) => {
      const quoted = words.map((word) => `'${word}'`).join(' ');
      const ask = `${script}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _pipewarden; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', ask], { encoding: 'utf8' }).stdout.trim().split('\n');
    };
    expect(complete('pipewarden', 'ch')).toEqual(['check']);
    expect(complete('pipewarden', 'check', '--ba')).toEqual(['--baseline']);
    expect(complete('pipewarden', 'check', '--profile', 's')).toEqual(['strict']);
    expect(complete('pipewarden', 'completions', 'f')).toEqual(['fish']);
    expect(complete('pipewarden', 'explain', 'unused-ig')).toEqual(['unused-ignore']);
  });
});

test('lsp speaks the protocol over standard input and output', async () => {
  if (!existsSync(path.join(path.dirname(CLI), 'server.cjs'))) return;
  const server = spawn(process.execPath, [CLI, 'lsp', '--stdio']);
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: null, rootUri: null, capabilities: {} },
  });
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
  const answer = await new Promise<string>((resolve) =>
    server.stdout.once('data', (data) => resolve(String(data))),
  );
  server.kill();
  expect(answer).toMatch(/^Content-Length: \d+\r\n/);
}, 20_000);

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BROKEN, CLEAN, git, scratch, write } from '../support/cli.ts';

const ROOT = path.join(import.meta.dirname, '../..');

const command = ['pre-commit', 'python3 -m pre_commit']
  .map((line) => line.split(' '))
  .find(([name, ...args]) => spawnSync(name!, [...args, '--version']).status === 0);
if (!command) console.log('skipped: pre-commit is not installed here (pip install pre-commit)');

test.skipIf(!command)(
  'the real pre-commit installs the hook from git, stops a bad file and lets a good one pass',
  () => {
    const folder = scratch({ 'buildspec.yml': BROKEN, 'README.md': '# Scratch\n' });
    const rev = git(ROOT, 'rev-parse', 'HEAD').trim();
    write(folder, {
      '.pre-commit-config.yaml': `repos:\n  - repo: ${ROOT}\n    rev: ${rev}\n    hooks:\n      - id: pipewarden\n`,
    });
    git(folder, 'init', '-q');
    const run = () => {
      git(folder, 'add', '-A');
      return spawnSync(command![0]!, [...command!.slice(1), 'run', '--color', 'never'], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PRE_COMMIT_HOME: path.join(home, 'cache') },
      });
    };
    const home = scratch();
    const bad = run();
    expect(bad.stdout).toContain('low[syntax]');
    expect(bad.stdout).toContain('buildspec.yml:4:');
    expect(bad.status).toBe(1);
    write(folder, { 'buildspec.yml': CLEAN });
    expect(run().stdout).toMatch(/pipewarden\.+Passed/);
  },
  // It clones the project and builds it with dependencies of its own.
  400_000,
);

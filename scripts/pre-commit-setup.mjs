// Puts the real pre-commit into `.vscode-test/pre-commit`, where it is not installed, for the test of our hook.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const VERSION = '4.7.0';

function works(command, ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** The folder to put in front of PATH so that `pre-commit` is found; undefined where it already is or cannot be had. */
export function preCommitFolder() {
  if (works('pre-commit', '--version')) return undefined;
  const folder = path.resolve('.vscode-test/pre-commit');
  const bin = path.join(folder, 'bin');
  if (existsSync(path.join(bin, 'pre-commit'))) return bin;
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!works('python3', '-m', 'venv', folder)) {
    if (!mayInstall || !works('apt-get', 'update')) return undefined;
    works('apt-get', 'install', '-y', '--no-install-recommends', 'python3', 'python3-venv');
    if (!works('python3', '-m', 'venv', '--clear', folder)) return undefined;
  }
  return works(path.join(bin, 'pip'), 'install', '--quiet', `pre-commit==${VERSION}`) ? bin : undefined;
}

// On a machine that can download VS Code the suite runs in its desktop build.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { scratch } from './server.mjs';
import { cacheFolder, ROOT } from './versions.mjs';

/** Runs the suite; false when VS Code could not be had. `take` gets each line of its log. */
export async function runInElectron(suite, take) {
  try {
    const { downloadAndUnzipVSCode, runTests } = load();
    const vscodeExecutablePath = await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath: cacheFolder(),
    });
    const place = scratch();
    const write = process.stdout.write;
    // The runner prints what the extension host logs; our lines are taken from it.
    process.stdout.write = (chunk, ...rest) => {
      for (const line of String(chunk).split('\n')) take(line.trim());
      return write.call(process.stdout, chunk, ...rest);
    };
    try {
      await runTests({
        vscodeExecutablePath,
        extensionDevelopmentPath: ROOT,
        extensionTestsPath: path.join(suite, 'suite.js'),
        launchArgs: [place.workspace, '--disable-workspace-trust', '--disable-extensions'],
      });
    } finally {
      process.stdout.write = write;
      place.remove();
    }
    return true;
  } catch {
    return false;
  }
}

/** The runner, installed beside what it downloads. */
function load() {
  const cache = cacheFolder();
  mkdirSync(cache, { recursive: true });
  if (!existsSync(path.join(cache, 'package.json')))
    writeFileSync(path.join(cache, 'package.json'), '{"private":true}\n');
  const require = createRequire(path.join(cache, 'x.js'));
  if (!existsSync(path.join(cache, 'node_modules/@vscode/test-electron'))) {
    const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '@vscode/test-electron@2.5.2'];
    execFileSync('npm', args, { cwd: cache, stdio: 'ignore', shell: process.platform === 'win32' });
  }
  return require('@vscode/test-electron');
}

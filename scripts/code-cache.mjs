// Writes what V8 compiles of the command's bundle, after a run that needs its usual functions; see server/cli/launch.cjs.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Lints a small workflow in a process of its own, which leaves its compiled code behind when it ends. */
export function writeCodeCache() {
  const cli = path.resolve('dist/cli.cjs');
  const cache = path.resolve(`dist/cli-main.${process.version}-${process.platform}-${process.arch}.cache`);
  const folder = mkdtempSync(path.join(tmpdir(), 'pipewarden-build-'));
  const warmUp = `
    const { writeFileSync } = require('node:fs');
    process.argv = [process.execPath, ${JSON.stringify(cli)}, 'check', '--format', 'text', ${JSON.stringify(folder)}];
    process.stdout.write = (_, done) => (typeof done === 'function' && done(), true);
    const { compiled } = require(${JSON.stringify(cli)});
    process.on('exit', () => {
      writeFileSync(${JSON.stringify(cache)}, compiled());
      process.exitCode = 0;
    });
  `;
  try {
    mkdirSync(path.join(folder, '.github/workflows'), { recursive: true });
    writeFileSync(path.join(folder, '.github/workflows/ci.yml'), SAMPLE);
    // The launcher uses a cache only where there is one; V8 refuses the empty one and compiles.
    writeFileSync(cache, '');
    const { status, stderr } = spawnSync(process.execPath, ['-e', warmUp], { encoding: 'utf8' });
    if (status === 0) return;
    // The command works without it.
    console.error(`no code cache: ${stderr.trim().split('\n').at(-1)}`);
    rmSync(cache, { force: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const SAMPLE = `name: CI
on:
  push:
    branches: [main]
  pull_request_target:
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - name: Build
        run: |
          echo "\${{ github.event.pull_request.title }}"
          curl https://example.com/install.sh | sh
        env:
          TOKEN: \${{ secrets.TOKEN }}
`;

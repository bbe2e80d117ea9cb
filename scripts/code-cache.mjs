// Writes what V8 compiles of the command's bundle, after a run that needs its functions; see server/cli/launch.cjs.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Lints the fixtures, which lead into every rule, in a process of its own that leaves its compiled code behind. One
 * thread does it, so that the code is all in one place; and V8's flags stay as they are when the command starts.
 */
export function writeCodeCache() {
  const cli = path.resolve('dist/cli.cjs');
  const cache = path.resolve(`dist/cli-main.${process.version}-${process.platform}-${process.arch}.cache`);
  const warmUp = `
    const { writeFileSync } = require('node:fs');
    require('node:os').availableParallelism = () => 1;
    require('node:v8').setFlagsFromString = () => {};
    process.argv = [process.execPath, ${JSON.stringify(cli)}, 'check', '--format', 'text', 'test/fixtures'];
    process.stdout.write = (_, done) => (typeof done === 'function' && done(), true);
    const { compiled } = require(${JSON.stringify(cli)});
    process.on('exit', () => {
      writeFileSync(${JSON.stringify(cache)}, compiled());
      process.exitCode = 0;
    });
  `;
  // The launcher uses a cache only where there is one; V8 refuses the empty one and compiles.
  writeFileSync(cache, '');
  const { status, stderr } = spawnSync(process.execPath, ['-e', warmUp], { encoding: 'utf8' });
  if (status === 0) return;
  // The command works without it.
  console.error(`no code cache: ${stderr.trim().split('\n').at(-1)}`);
  rmSync(cache, { force: true });
}

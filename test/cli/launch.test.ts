import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const cli = path.resolve('dist/cli.cjs');

test('the command starts with the code that was compiled when it was built', () => {
  const script = `
    process.argv = [process.execPath, ${JSON.stringify(cli)}, '--version'];
    process.stdout.write = () => true;
    const { isRefused } = require(${JSON.stringify(cli)});
    process.on('exit', () => console.error(isRefused?.()));
  `;
  expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stderr.trim()).toBe('false');
});

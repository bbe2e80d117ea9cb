// All checks in their order, each counted; the last line says how many passed. `npm test -- --fast` leaves out VS Code.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { preCommitFolder } from './pre-commit-setup.mjs';

const scratch = mkdtempSync(path.join(tmpdir(), 'pipewarden-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };

function run(title, command, args) {
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  return status === 0;
}

/** A check that passes or fails as a whole. */
function check(title, command, args) {
  if (run(title, command, args)) total.passed++;
  else total.failed++;
}

check('build', 'node', ['scripts/build.mjs']);
check('types', 'node', ['scripts/typecheck.mjs']);
check('lint and format', 'node_modules/.bin/biome', ['check', '.']);
check('generated files are fresh', 'node', ['scripts/generate.mjs', '--check']);

const preCommit = preCommitFolder();
if (preCommit) process.env.PATH = `${preCommit}${path.delimiter}${process.env.PATH}`;
const report = path.join(scratch, 'vitest.json');
const green = run('unit, command line, server, web', 'node_modules/.bin/vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]);
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  total.passed += numPassedTests;
  total.failed += numFailedTests;
  total.skipped += numPendingTests;
  // A file that does not load has no failed test, but it has failed.
  if (!green && numFailedTests === 0) total.failed += Math.max(1, numFailedTestSuites);
} else total.failed++;

if (!process.argv.includes('--fast')) {
  console.log('\n== extension in a real VS Code');
  const { status, stdout } = spawnSync('node', ['test/vscode/run.mjs'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = stdout.trimEnd().split('\n');
  const summary = /^\{"passed":\d+,"failed":\d+,"skipped":\d+\}$/.test(lines.at(-1))
    ? JSON.parse(lines.pop())
    : undefined;
  console.log(lines.join('\n'));
  for (const key of Object.keys(total)) total[key] += summary?.[key] ?? 0;
  if (!summary || (status !== 0 && summary.failed === 0)) total.failed++;
}

rmSync(scratch, { recursive: true, force: true });
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exit(total.failed === 0 ? 0 : 1);

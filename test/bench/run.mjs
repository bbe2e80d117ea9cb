// Measures Pipewarden against the bounds of its design and, where they are installed, against its peers, all in one run:
//   node test/bench/run.mjs [--quick] [--edits] [--peers DIR]
// `--edits` measures only how long an edit takes to its diagnostics.
// Peers are looked for in DIR (a folder of programs), then in PATH: zizmor (PyPI), actionlint (Go). Prints Markdown.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { activate } from '../support/activate.mjs';
import { measureEdits } from './lsp.mjs';
import { workflow, writeTree } from './samples.mjs';

const ROOT = path.join(import.meta.dirname, '../..');
const CLI = path.join(ROOT, 'dist/cli.cjs');
const quick = process.argv.includes('--quick');
const editsOnly = process.argv.includes('--edits');
const peers = process.argv[process.argv.indexOf('--peers') + 1];
const scratch = mkdtempSync(path.join(tmpdir(), 'pipewarden-bench-'));
const rows = [];

function program(name) {
  const own = peers && path.join(peers, name);
  if (own && existsSync(own)) return own;
  return spawnSync(name, ['--version']).error ? undefined : name;
}

const zizmor = program('zizmor');
const actionlint = program('actionlint');
const node = process.execPath;

/** Seconds and, where `time` is installed, peak memory in MB. */
function run(command, args, cwd = scratch) {
  const hasTime = existsSync('/usr/bin/time');
  const report = path.join(scratch, 'time.txt');
  const begin = performance.now();
  const [file, argv] = hasTime
    ? ['/usr/bin/time', ['-f', '%M', '-o', report, command, ...args]]
    : [command, args];
  spawnSync(file, argv, { cwd, stdio: ['ignore', 'ignore', 'ignore'] });
  const seconds = (performance.now() - begin) / 1000;
  const megabytes = hasTime
    ? Number(readFileSync(report, 'utf8').trim().split('\n').at(-1)) / 1024
    : undefined;
  return { seconds, megabytes };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** The best of some runs: what the program takes when the machine lets it. */
function best(times, measure) {
  const runs = Array.from({ length: times }, measure);
  return runs.reduce((a, b) => (b.seconds < a.seconds ? b : a));
}

function row(what, ours, peer, ratio, bound, met) {
  rows.push([what, ours, peer, ratio, bound, met === undefined ? '' : met ? 'yes' : 'NO']);
  console.error(`${what}: ${ours}${peer ? ` against ${peer}` : ''}`);
}

const ms = (seconds) => `${Math.round(seconds * 1000)} ms`;
const mb = (value) => (value === undefined ? '' : `, ${Math.round(value)} MB`);

function startUp() {
  const folder = path.join(scratch, 'one/.github/workflows');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'ci.yml'), workflow(60));
  const file = path.join(folder, 'ci.yml');
  const bare = [];
  const ours = [];
  for (let i = 0; i < (quick ? 7 : 25); i++) {
    bare.push(run(node, ['-e', '0']).seconds);
    ours.push(run(node, [CLI, 'check', file]).seconds);
  }
  const ratio = median(ours) / median(bare);
  row(
    'check of one workflow',
    ms(median(ours)),
    `node -e 0: ${ms(median(bare))}`,
    ratio.toFixed(2),
    '≤ 2.5',
    ratio <= 2.5,
  );
}

/** Processor time of the extension's activation, as VS Code calls it. */
function activation() {
  const time = median(Array.from({ length: 9 }, () => activate('client.js').milliseconds));
  row('activation', `${time.toFixed(1)} ms`, '', '', '≤ 50 ms', time <= 50);
}

function manyWorkflows() {
  const corpus = [path.resolve(ROOT, '../shared/corpus/workflow')].find(existsSync);
  const folder = path.join(scratch, 'many/.github/workflows');
  mkdirSync(folder, { recursive: true });
  const real = corpus ? readdirSync(corpus).map((name) => path.join(corpus, name)) : [];
  for (let i = 0; i < 1378; i++) {
    const to = path.join(folder, `${i}.yml`);
    if (real.length > 0) cpSync(real[i % real.length], to);
    else writeFileSync(to, workflow(100, i));
  }
  const what = real.length > 0 ? '1,378 workflows (real ones, twice)' : '1,378 generated workflows';
  const times = quick ? 1 : 3;
  const cwd = path.join(scratch, 'many');
  const ours = best(times, () => run(node, [CLI, 'check', '--format', 'compact', '.'], cwd));
  const theirs = zizmor && best(times, () => run(zizmor, ['--offline', '--no-progress', '.'], cwd));
  const ratio = theirs && ours.seconds / theirs.seconds;
  row(
    what,
    `${ours.seconds.toFixed(2)} s${mb(ours.megabytes)}`,
    theirs ? `zizmor --offline: ${theirs.seconds.toFixed(2)} s${mb(theirs.megabytes)}` : '',
    ratio ? ratio.toFixed(2) : '',
    '≤ 0.3 of zizmor',
    ratio === undefined ? undefined : ratio <= 0.3,
  );
  if (!actionlint) return;
  const lint = best(times, () =>
    run(
      actionlint,
      ['-shellcheck=', '-pyflakes=', ...readdirSync(folder).map((name) => path.join(folder, name))],
      cwd,
    ),
  );
  row(
    what,
    '',
    `actionlint: ${lint.seconds.toFixed(2)} s${mb(lint.megabytes)}`,
    (ours.seconds / lint.seconds).toFixed(2),
    '',
    undefined,
  );
}

async function edits() {
  const servers = [['ours', node, [CLI, 'lsp', '--stdio']]];
  if (zizmor) servers.push(['zizmor', zizmor, ['--lsp']]);
  for (const [lines, bound] of [
    [500, 12],
    [13_000, 250],
  ]) {
    const text = workflow(lines);
    const results = {};
    for (const [name, command, args] of servers) {
      results[name] = await measureEdits(command, args, text, quick ? 10 : 40).catch((error) => ({ error }));
    }
    const show = (result) =>
      result === undefined
        ? ''
        : result.error
          ? String(result.error.message)
          : `${result.median.toFixed(1)} / ${result.p95.toFixed(1)} ms`;
    const { ours, zizmor: theirs } = results;
    row(
      `edit to diagnostics, ${text.split('\n').length - 1} lines (median / 95th)`,
      show(ours),
      theirs ? `zizmor --lsp: ${show(theirs)}` : '',
      ours.p95 && theirs?.p95 ? (ours.p95 / theirs.p95).toFixed(2) : '',
      `95th ≤ ${bound} ms`,
      ours.p95 === undefined ? undefined : ours.p95 <= bound,
    );
  }
}

function memory() {
  const sizes = quick ? [1000, 10_000] : [1000, 100_000];
  const [small, large] = sizes.map((files) => {
    const folder = path.join(scratch, `tree-${files}`);
    writeTree(folder, files);
    const result = run(node, [CLI, 'check', '--format', 'compact', folder]);
    rmSync(folder, { recursive: true });
    return result;
  });
  if (small.megabytes === undefined) return;
  const ratio = large.megabytes / small.megabytes;
  row(
    `memory, ${sizes[1].toLocaleString('en')} files against ${sizes[0].toLocaleString('en')}`,
    `${Math.round(large.megabytes)} MB (${large.seconds.toFixed(1)} s)`,
    `${Math.round(small.megabytes)} MB (${small.seconds.toFixed(1)} s)`,
    ratio.toFixed(2),
    '≤ 1.5',
    ratio <= 1.5,
  );
}

function packageSize() {
  const file = readdirSync(ROOT).find((name) => name.endsWith('.vsix')) ?? 'dist/pipewarden.vsix';
  if (!existsSync(path.join(ROOT, file)))
    return row('size of the VSIX', 'not packaged', '', '', '≤ 3 MB', undefined);
  const size = readFileSync(path.join(ROOT, file)).length / 1e6;
  return row('size of the VSIX', `${size.toFixed(2)} MB`, '', '', '≤ 3 MB', size <= 3);
}

try {
  if (!editsOnly) {
    startUp();
    activation();
    manyWorkflows();
  }
  await edits();
  if (!editsOnly) {
    memory();
    packageSize();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (!zizmor) console.error('zizmor is not installed: nothing to compare with');
console.log('| What | Pipewarden | Against | Ratio | Bound | Met |\n| --- | --- | --- | --- | --- | --- |');
for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);

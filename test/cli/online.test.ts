import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkJson, type JsonReport, pipewardenAsking, scratch, write } from '../support/cli.ts';
import { type Answer, type Commits, makeRepository, startGitHost } from '../support/git-host.ts';

const REDIRECT = path.join(import.meta.dirname, '../support/redirect-github.cjs');
const CI = '.github/workflows/ci.yml';

function workflow(...uses: readonly string[]): string {
  const steps = uses.map((each) => `      - uses: ${each}\n`).join('');
  return `on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    steps:\n${steps}`;
}

/** Runs the command against a host with the repository `an-owner/an-action`. */
async function start(answer?: Answer) {
  const { folder, commits } = makeRepository();
  const host = await startGitHost(folder, answer);
  onTestFinished(() => host.close());
  const project = scratch({ '.git/HEAD': '', '.pipewarden.yml': 'online: true\n' });
  const cache = scratch();
  const env = {
    PATH: process.env.PATH,
    XDG_CACHE_HOME: cache,
    TEST_GIT_HOST: host.origin,
    NODE_OPTIONS: `--require ${REDIRECT}`,
  };
  const runIt = (...args: readonly string[]) => pipewardenAsking(args, { cwd: project, env });
  const check = async (...args: readonly string[]) => {
    const { stdout, stderr, status } = await runIt('check', '--format', 'json', ...args);
    return { ...(JSON.parse(stdout) as JsonReport), stderr, status };
  };
  return { host, commits, project, runIt, check };
}

function pins({ released, old, forked }: Commits): string {
  return workflow(
    `an-owner/an-action@${released} # v1.0.0`,
    `an-owner/an-action@${old}`,
    `an-owner/an-action@${forked} # v1.0.0`,
    'an-owner/an-action@v1',
  );
}

test('`online: true` lets rules ask, once for each repository and run', async () => {
  const { host, commits, project, check } = await start();
  write(project, { [CI]: pins(commits), '.github/workflows/other.yml': pins(commits) });
  const report = await check('--profile', 'strict', '.github');
  const lines = report.findings
    .filter(({ path: file }) => file === CI)
    .map(({ ruleId, range }) => `${ruleId} ${range.start.line}`);
  expect(lines).toContain('untagged-commit 9');
  expect(lines).toContain('impostor-commit 10');
  expect(lines.filter((line) => /8$/.test(line))).toEqual([]);
  expect(report.stderr).toBe('');
  expect(report.status).toBe(1);
  expect(host.requests.slice(0, 1)).toEqual(['an-owner/an-action ls-refs']);
  // One for each commit that is no tip, and the one that makes sure of a verdict.
  expect(host.requests).toHaveLength(4);
  await check('--profile', 'strict', '.github');
  // The branches and tags are those of the cache, but not to speak against a commit.
  expect(host.requests.slice(4).filter((request) => request.includes(commits.old))).toEqual([]);
});

test('the fix pins to what the repository says, and is stable', async () => {
  const { commits, project, runIt } = await start();
  write(project, { [CI]: workflow('an-owner/an-action@v1', 'an-owner/an-action@main') });
  const { stdout } = await runIt('fix', '--unsafe', '--diff', CI);
  expect(stdout).toContain(`+      - uses: an-owner/an-action@${commits.released} # v1.0.0\n`);
  expect(stdout).toContain(`+      - uses: an-owner/an-action@${commits.tip} # main\n`);
});

test('what cannot be known is said in one line, and changes nothing else', async () => {
  const { project, check, host } = await start((_, response) => {
    response.writeHead(429).end();
    return true;
  });
  const text = workflow(...Array.from({ length: 9 }, (_, i) => `an-owner/a${i}@${'0'.repeat(40)}`));
  write(project, { [CI]: text });
  const report = await check('.');
  expect(report.stderr).toMatch(
    /^pipewarden: note: nothing is known .* of 9 repositories \(an-owner\/a0: .*; and 6 more\)\n$/,
  );
  expect(host.requests.length).toBeLessThanOrEqual(4);
  write(project, { '.pipewarden.yml': 'online: false\n' });
  const offline = checkJson(['.'], { cwd: project });
  expect(report.findings).toEqual(offline.findings);
  expect(report.errors).toEqual([]);
  expect(report.status).toBe(offline.status);
});

test('without the key nobody is asked', async () => {
  const { host, commits, project, check } = await start();
  for (const config of ['', 'online: false\n']) {
    write(project, { '.pipewarden.yml': config, [CI]: pins(commits) });
    await check('--profile', 'audit', '.');
  }
  expect(host.requests).toEqual([]);
});

test('an ignore comment for what only the network knows is not stale without it', async () => {
  const { commits, project, check } = await start();
  const text = workflow(`an-owner/an-action@${commits.forked} # pipewarden: ignore[impostor-commit] ours`);
  write(project, { [CI]: text });
  const [finding] = (await check('.')).findings.filter(({ ruleId }) => ruleId === 'impostor-commit');
  expect(finding?.suppressed).toEqual({ by: 'comment', reason: 'ours' });
  write(project, { '.pipewarden.yml': 'online: false\n' });
  expect((await check('.')).findings).toEqual([]);
});

test('many files on many threads ask no more than one file does', async () => {
  const { host, commits, project, check } = await start();
  const files = Array.from({ length: 200 }, (_, i) => [
    `.github/workflows/w${i}.yml`,
    workflow(`an-owner/an-action@${commits.forked}`),
  ]);
  write(project, Object.fromEntries(files));
  const report = await check('.');
  expect(report.findings.filter(({ ruleId }) => ruleId === 'impostor-commit')).toHaveLength(200);
  expect(host.requests).toHaveLength(3);
});

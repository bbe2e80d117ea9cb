import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkJson, pipewarden, scratch } from '../support/cli.ts';

/* A workflow that calls another one of its repository is judged by what that one does with its inputs. */
const CALLER = `on: issues
permissions: {}
jobs:
  call:
    uses: ./.github/workflows/called.yml
    with:
      title: \${{ github.event.issue.title }}
`;
const called = (script: string): string => `on:
  workflow_call:
    inputs:
      title:
        type: string
permissions: {}
jobs:
  work:
    runs-on: ubuntu-latest
    steps:
      - run: ${script}
        env:
          TITLE: \${{ inputs.title }}
`;
const PASTES = called(`echo "\${{ inputs.title }}"`);
const READS = called('echo "$TITLE"');
const CI = '.github/workflows/ci.yml';
const CALLED = '.github/workflows/called.yml';

function places(args: readonly string[], options: object): readonly string[] {
  return checkJson(args, options)
    .findings.filter(({ ruleId }) => ruleId === 'template-injection')
    .map((finding) => `${finding.path}:${finding.range.start.line}`);
}

test('reads the file that is called, wherever the command starts', () => {
  const cwd = scratch({ '.git/HEAD': '', [CI]: CALLER, [CALLED]: PASTES });
  expect(places([CI], { cwd })).toEqual([`${CI}:7`]);
  expect(places(['ci.yml'], { cwd: path.join(cwd, '.github/workflows') })).toEqual(['ci.yml:7']);
  expect(places(['-', '--stdin-filename', CI], { cwd, input: CALLER })).toEqual([`${CI}:7`]);
  const { stdout } = pipewarden(['check', '--format', 'sarif', 'ci.yml'], {
    cwd: path.join(cwd, '.github/workflows'),
  });
  expect(stdout).toContain(CALLED);
});

test('says nothing when the file does no harm, is missing or lies outside of the repository', () => {
  expect(places([CI], { cwd: scratch({ '.git/HEAD': '', [CI]: CALLER, [CALLED]: READS }) })).toEqual([]);
  expect(places([CI], { cwd: scratch({ '.git/HEAD': '', [CI]: CALLER }) })).toEqual([]);
  const cwd = scratch({ 'repo/.git/HEAD': '', [`repo/${CI}`]: CALLER, 'called.yml': PASTES });
  mkdirSync(path.join(cwd, 'repo/.github/workflows'), { recursive: true });
  symlinkSync(path.join(cwd, 'called.yml'), path.join(cwd, 'repo', CALLED));
  expect(places([CI], { cwd: path.join(cwd, 'repo') })).toEqual([]);
});

test('with `--staged`, what is staged counts', () => {
  const cwd = scratch({ [CI]: CALLER, [CALLED]: PASTES });
  const git = (...args: string[]) => spawnSync('git', args, { cwd, stdio: 'ignore' });
  git('init', '-q');
  git('add', '.');
  writeFileSync(path.join(cwd, CALLED), READS);
  expect(places(['--staged'], { cwd })).toEqual([`${CI}:7`]);
});

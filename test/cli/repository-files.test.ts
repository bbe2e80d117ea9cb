import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CALLED, CALLER, CI, PASTES, READS } from '../support/called-workflow.ts';
import { checkJson, pipewarden, scratch } from '../support/cli.ts';

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

/* What a GitLab pipeline includes is known of its jobs; what cannot be read may hold anything. */
const PIPELINE = `include:
  - local: /ci/base.yml
deploy:
  extends: .live
  script: [./deploy.sh]
`;
const BASE = `include: ci/names.yml
.live:
  extends: .named
  rules:
    - if: $CI_COMMIT_TAG
`;
const NAMES = `.named:
  environment: production
`;

test('follows the files that a GitLab pipeline includes, level by level', () => {
  const args = ['--profile', 'strict', '.gitlab-ci.yml'];
  const found = (files: Readonly<Record<string, string>>): readonly string[] =>
    checkJson(args, { cwd: scratch({ '.git/HEAD': '', '.gitlab-ci.yml': PIPELINE, ...files }) })
      .findings.map(({ ruleId }) => ruleId)
      .filter((id) => id === 'gitlab-unguarded-deploy' || id === 'unlimited-job-time');
  expect(found({})).toEqual([]);
  expect(found({ 'ci/base.yml': BASE })).toEqual([]);
  expect(found({ 'ci/base.yml': BASE, 'ci/names.yml': NAMES })).toEqual(['unlimited-job-time']);
  expect(found({ 'ci/base.yml': BASE.replace('rules:', 'script:'), 'ci/names.yml': NAMES })).toEqual([
    'gitlab-unguarded-deploy',
    'unlimited-job-time',
  ]);
});

test('compares a call with what the file declares', () => {
  const misspelt = CALLER.replace('title:', 'titel:');
  const cwd = scratch({ '.git/HEAD': '', [CI]: misspelt, [CALLED]: READS });
  expect(checkJson([CI], { cwd }).findings).toMatchObject([
    { ruleId: 'mismatched-call', range: { start: { line: 7 } } },
  ]);
  expect(checkJson([CI], { cwd: scratch({ '.git/HEAD': '', [CI]: misspelt }) }).findings).toEqual([]);
});

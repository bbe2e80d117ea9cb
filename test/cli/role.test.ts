import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkJson, pipewarden, scratch } from '../support/cli.ts';
import { roleFile, roleWorkflow } from '../support/role.ts';

/* What a trust policy of GitHub accepts is held against the workflows that take its role. */
const ROLE = 'iam/role.json';
const DEPLOY = '.github/workflows/deploy.yml';
const FILES = { '.git/HEAD': '', [ROLE]: roleFile('*'), [DEPLOY]: roleWorkflow('production') };

function severities(args: readonly string[], options: object): readonly string[] {
  return checkJson(args, options)
    .findings.filter(({ ruleId }) => ruleId.startsWith('oidc-'))
    .map(({ ruleId, severity }) => `${ruleId} ${severity}`);
}

const KNOWN = ['oidc-wide-subject medium'];
const UNKNOWN = ['oidc-wide-subject low'];

test('reads the workflows of the repository, wherever the command starts', () => {
  const cwd = scratch(FILES);
  expect(severities([], { cwd })).toEqual(KNOWN);
  expect(severities([ROLE], { cwd })).toEqual(KNOWN);
  expect(severities(['role.json'], { cwd: path.join(cwd, 'iam') })).toEqual(KNOWN);
  expect(severities(['-', '--stdin-filename', ROLE], { cwd, input: roleFile('*') })).toEqual(KNOWN);
  expect(
    severities(['-', '--stdin-filename', ROLE], { cwd, input: roleFile('ref:refs/heads/main') }),
  ).toEqual(['oidc-dead-subject low']);
});

test('concludes nothing from workflows that are not there, or lie outside of the repository', () => {
  expect(severities([], { cwd: scratch({ ...FILES, [DEPLOY]: '' }) })).toEqual(UNKNOWN);
  expect(severities([], { cwd: scratch({ '.git/HEAD': '', [ROLE]: roleFile('*') }) })).toEqual(UNKNOWN);
  const below = { '.git/HEAD': '', [ROLE]: roleFile('*'), [`nested/${DEPLOY}`]: roleWorkflow('production') };
  expect(severities([], { cwd: scratch(below) })).toEqual(UNKNOWN);
  const cwd = scratch({
    'repo/.git/HEAD': '',
    [`repo/${ROLE}`]: roleFile('*'),
    'workflows/deploy.yml': roleWorkflow('production'),
  });
  mkdirSync(path.join(cwd, 'repo/.github'));
  symlinkSync(path.join(cwd, 'workflows'), path.join(cwd, 'repo/.github/workflows'));
  expect(severities([], { cwd: path.join(cwd, 'repo') })).toEqual(UNKNOWN);
});

test('with `--staged`, what the index holds counts, committed or not', () => {
  const cwd = scratch({ [ROLE]: roleFile('environment:production'), [DEPLOY]: roleWorkflow('production') });
  const git = (...args: string[]) => spawnSync('git', args, { cwd, stdio: 'ignore' });
  git('init', '-q');
  git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'add', '.');
  git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-qm', 'x');
  writeFileSync(path.join(cwd, ROLE), roleFile('*'));
  git('add', ROLE);
  expect(severities(['--staged'], { cwd })).toEqual(KNOWN);
  // Neither what is only on disk nor what is only gone from there.
  writeFileSync(path.join(cwd, '.github/workflows/more.yml'), roleWorkflow(undefined));
  rmSync(path.join(cwd, DEPLOY));
  expect(severities(['--staged'], { cwd })).toEqual(KNOWN);
  expect(severities([], { cwd })).toEqual(UNKNOWN);
  git('add', '.github/workflows/more.yml');
  expect(severities(['--staged'], { cwd })).toEqual(UNKNOWN);
});

test('narrows the subject to the one that is used', () => {
  const cwd = scratch(FILES);
  const { stdout } = pipewarden(['fix', '--unsafe', '--diff', ROLE], { cwd });
  expect(stdout).toContain('repo:example-org/shop:environment:production');
  expect(pipewarden(['fix', '--unsafe'], { cwd }).status).toBe(0);
  expect(severities([], { cwd })).toEqual([]);
});

test('many threads find what one does', () => {
  const roles = Array.from({ length: 160 }, (_, i) => [`iam/role-${i}.json`, roleFile('*')]);
  const cwd = scratch({ ...FILES, ...Object.fromEntries(roles) });
  expect(severities([], { cwd })).toEqual(Array.from({ length: 161 }, () => KNOWN[0]));
});

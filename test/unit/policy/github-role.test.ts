import { expect, test } from 'vitest';
import { rules } from '../../../rules/registry.generated.ts';
import { classify } from '../../../server/core/classify.ts';
import { DEFAULT_CONFIG } from '../../../server/core/config/config.ts';
import { Document } from '../../../server/core/document.ts';
import { type FileReport, lint } from '../../../server/core/lint.ts';
import { mayMatch } from '../../../server/core/model/policy/github-subject.ts';
import { Registry } from '../../../server/core/registry.ts';
import { Source } from '../../../server/core/text/source.ts';
import { roleFile, roleWorkflow } from '../../support/role.ts';

const registry = new Registry(rules);

/** Lints as a host does, and tells what it was asked for, round by round. */
function rounds(
  path: string,
  text: string,
  workflows: Readonly<Record<string, string>> = {},
): { readonly needs: readonly (readonly string[])[]; readonly report: FileReport } {
  const files = new Map<string, Source | null>();
  const folders = new Map<string, readonly string[]>();
  const document = new Document(new Source(path, text), classify(path, text)!, { files, folders });
  const needs: (readonly string[])[] = [];
  for (;;) {
    const report = lint(document, { registry, config: DEFAULT_CONFIG });
    const wanted = report.needs.filter((need) => need !== 'shell');
    if (wanted.length === 0) return { needs, report };
    needs.push(wanted);
    for (const need of wanted) {
      const name = need.slice(need.indexOf(':') + 1);
      if (need.startsWith('folder:')) folders.set(name, Object.keys(workflows));
      else {
        const content = workflows[name.slice(name.lastIndexOf('/') + 1)];
        files.set(name, content === undefined ? null : new Source(name, content));
      }
    }
  }
}

const FOLDER = ['folder:.github/workflows'];

test('asks for the workflows of a role that GitHub may take, and for nothing else', () => {
  const workflows = { 'a.yml': roleWorkflow('production'), 'b.yaml': roleWorkflow('production'), 'c.md': '' };
  expect(rounds('role.json', roleFile('*'), workflows).needs).toEqual([
    FOLDER,
    ['file:.github/workflows/a.yml', 'file:.github/workflows/b.yaml'],
  ]);
  expect(rounds('role.json', roleFile('*')).needs).toEqual([FOLDER]);
});

test('asks for no file where there is no such trust, or the role has no name', () => {
  const others = roleFile('*').replaceAll('token.actions.githubusercontent.com', 'idp.example.com');
  expect(rounds('role.json', others).needs).toEqual([]);
  const { AssumeRolePolicyDocument } = JSON.parse(roleFile('*')).Role;
  const policy = JSON.stringify(AssumeRolePolicyDocument);
  expect(rounds('trust-policy.json', policy).needs).toEqual([]);
  expect(rounds('deploy-trust-policy.json', policy).needs).toEqual([FOLDER]);
});

test('gives up on more workflows than anybody has', () => {
  const many = Array.from({ length: 1001 }, (_, i) => [`${i}.yml`, roleWorkflow('production')]);
  const { needs, report } = rounds('role.json', roleFile('*'), Object.fromEntries(many));
  expect(needs).toEqual([FOLDER]);
  expect(report.findings).toMatchObject([{ ruleId: 'oidc-wide-subject', severity: 'low' }]);
});

test('a role file and its workflow, changed by mutation, never throw', () => {
  const workflow = roleWorkflow('production');
  for (let cut = 0; cut < workflow.length; cut += 7) {
    const { report } = rounds('role.json', roleFile('*'), { 'a.yml': workflow.slice(0, cut) });
    expect(report.findings.map(({ ruleId }) => ruleId)).not.toContain('internal-error');
  }
});

test.each([
  ['*', 'environment:production', true],
  ['environment:production', 'environment:Production', true],
  ['environment:production', 'environment:staging', false],
  ['environment:production', 'ref:*', false],
  ['environment:production', '*', true],
  ['env*', 'environment:production', true],
  ['ref:refs/heads/*', 'ref:*', true],
  ['ref:refs/heads/*', 'ref:refs/tags/*', false],
  ['ref:refs/heads/main', 'ref:refs/heads/*', true],
  ['ref:refs/heads/main', 'ref:refs/heads/master', false],
  ['pull_request', 'ref:*', false],
  ['pull_request', 'pull_request*', true],
  ['*:production', 'environment:production', true],
])('%s may match %s: %s', (pattern, subject, expected) => {
  expect(mayMatch(pattern, subject)).toBe(expected);
});

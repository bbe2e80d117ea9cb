import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { CALLED, CALLER, CI, PASTES, READS } from '../support/called-workflow.ts';
import { roleFile, roleWorkflow } from '../support/role.ts';
import { CAPABLE, Client } from './client.ts';
import { scratch } from './support.ts';

let client: Client;
let folder: ReturnType<typeof scratch>;

afterEach(async () => {
  await client.stop();
  folder.remove();
});

/** Waits until the client is told of so many findings in a document; a busy machine takes its time. */
function becomes(uri: string, count: number): Promise<void> {
  const told = () => client.published.findLast((each) => each.uri === uri)?.diagnostics.length;
  return expect.poll(told, { timeout: 5000 }).toBe(count);
}

test('a file that is called counts as the editor holds it, and its callers follow', async () => {
  folder = scratch({
    '.git/HEAD': '',
    [CI]: CALLER,
    [CALLED]: PASTES,
  });
  const ci = folder.uri(CI);
  const callee = folder.uri(CALLED);
  // The repository begins above the folder that is open.
  client = await Client.start(CAPABLE, { workspaceFolders: [{ uri: folder.uri('.github'), name: 'x' }] });
  client.open(ci, CALLER);
  const [finding] = await client.diagnostics(ci, 1);
  expect(finding).toMatchObject({
    code: 'template-injection',
    relatedInformation: [{ location: { uri: callee } }],
  });

  client.open(callee, PASTES);
  await becomes(ci, 1);
  client.change(callee, 2, { text: READS });
  await becomes(ci, 0);
  // What was not saved is gone with the editor.
  client.close(callee);
  await becomes(ci, 1);

  folder.write(CALLED, READS);
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: callee, type: 2 }] });
  await becomes(ci, 0);
});

test('a call is compared with the file as the editor holds it', async () => {
  folder = scratch({
    '.git/HEAD': '',
    [CI]: CALLER,
    [CALLED]: READS,
  });
  const ci = folder.uri(CI);
  const callee = folder.uri(CALLED);
  client = await Client.start(CAPABLE, { workspaceFolders: [{ uri: folder.uri('.'), name: 'x' }] });
  client.open(ci, CALLER);
  await becomes(ci, 0);
  client.open(callee, READS);
  client.change(callee, 2, { text: READS.replaceAll('title', 'heading') });
  await becomes(ci, 1);
});

test('the jobs of a pipeline follow the files that it includes', async () => {
  const pipeline = 'include: ci/base.yml\ndeploy:\n  extends: .live\n  script: [./deploy.sh]\n';
  const base = '.live:\n  environment: production\n  rules:\n    - if: $CI_COMMIT_TAG\n';
  folder = scratch({
    '.git/HEAD': '',
    '.pipewarden.yml': 'profile: strict\nrules: { unlimited-job-time: { severity: off } }\n',
    '.gitlab-ci.yml': pipeline,
    'ci/base.yml': base,
  });
  const main = folder.uri('.gitlab-ci.yml');
  client = await Client.start(CAPABLE, { workspaceFolders: [{ uri: folder.uri('.'), name: 'x' }] });
  client.open(main, pipeline);
  await becomes(main, 0);
  folder.write('ci/base.yml', base.replace('rules:', 'needs:'));
  client.notify('workspace/didChangeWatchedFiles', {
    changes: [{ uri: folder.uri('ci/base.yml'), type: 2 }],
  });
  await becomes(main, 1);
});

test('a role follows the workflows that take it: written, added, changed, removed', async () => {
  folder = scratch({ '.git/HEAD': '', 'iam/role.json': roleFile('*') });
  const role = folder.uri('iam/role.json');
  const deploy = folder.uri('.github/workflows/deploy.yml');
  const isNow = (severity: string): Promise<void> =>
    expect
      .poll(() => client.published.findLast((each) => each.uri === role)?.diagnostics[0]?.data?.severity, {
        timeout: 5000,
      })
      .toBe(severity);
  client = await Client.start(CAPABLE, { workspaceFolders: [{ uri: folder.uri('.'), name: 'x' }] });
  client.open(role, roleFile('*'));
  const [finding] = await client.diagnostics(role, 1);
  expect(finding).toMatchObject({ code: 'oidc-wide-subject' });
  await isNow('low');

  // A workflow that was never saved.
  client.open(deploy, roleWorkflow('production'));
  await isNow('medium');
  client.change(deploy, 2, { text: roleWorkflow(undefined) });
  await isNow('low');
  client.close(deploy);
  await isNow('low');

  folder.write('.github/workflows/deploy.yml', roleWorkflow('production'));
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: deploy, type: 1 }] });
  await isNow('medium');
  folder.write('.github/workflows/other.yml', roleWorkflow(undefined));
  const other = folder.uri('.github/workflows/other.yml');
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: other, type: 1 }] });
  await isNow('low');
  rmSync(fileURLToPath(other));
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: other, type: 3 }] });
  await isNow('medium');
});

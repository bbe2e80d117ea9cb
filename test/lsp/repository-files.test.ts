import { afterEach, expect, test } from 'vitest';
import { CALLED, CALLER, CI, PASTES, READS } from '../support/called-workflow.ts';
import { CAPABLE, Client } from './client.ts';
import { scratch } from './support.ts';

let client: Client;
let folder: ReturnType<typeof scratch>;

afterEach(async () => {
  await client.stop();
  folder.remove();
});

/** How many findings the client was told last of a document. */
async function told(uri: string): Promise<number | undefined> {
  await client.quiet();
  return client.published.findLast((each) => each.uri === uri)?.diagnostics.length;
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
  expect(await told(ci)).toBe(1);
  client.change(callee, 2, { text: READS });
  expect(await told(ci)).toBe(0);
  // What was not saved is gone with the editor.
  client.close(callee);
  expect(await told(ci)).toBe(1);

  folder.write(CALLED, READS);
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: callee, type: 2 }] });
  expect(await told(ci)).toBe(0);
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
  expect(await told(ci)).toBe(0);
  client.open(callee, READS);
  client.change(callee, 2, { text: READS.replaceAll('title', 'heading') });
  expect(await told(ci)).toBe(1);
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
  expect(await told(main)).toBe(0);
  folder.write('ci/base.yml', base.replace('rules:', 'needs:'));
  client.notify('workspace/didChangeWatchedFiles', {
    changes: [{ uri: folder.uri('ci/base.yml'), type: 2 }],
  });
  expect(await told(main)).toBe(1);
});

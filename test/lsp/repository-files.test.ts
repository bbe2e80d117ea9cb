import { afterEach, expect, test } from 'vitest';
import { CAPABLE, Client } from './client.ts';
import { scratch } from './support.ts';

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
    '.github/workflows/ci.yml': CALLER,
    '.github/workflows/called.yml': PASTES,
  });
  const ci = folder.uri('.github/workflows/ci.yml');
  const callee = folder.uri('.github/workflows/called.yml');
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

  folder.write('.github/workflows/called.yml', READS);
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: callee, type: 2 }] });
  expect(await told(ci)).toBe(0);
});

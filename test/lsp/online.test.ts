import path from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { scratch as emptyFolder } from '../support/cli.ts';
import { type Answer, makeRepository, startGitHost } from '../support/git-host.ts';
import { applyTo, CAPABLE, Client, type CodeAction, PULL } from './client.ts';
import { scratch } from './support.ts';

const REDIRECT = path.join(import.meta.dirname, '../support/redirect-github.cjs');
const CI = '.github/workflows/ci.yml';

let client: Client;
let folder: ReturnType<typeof scratch>;

afterEach(async () => {
  await client.stop();
  folder.remove();
});

function workflow(uses: string): string {
  return `on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${uses}\n`;
}

/** A server whose github.com is a host with the repository `an-owner/an-action`, and whose user said so of the network. */
async function start(
  enable: boolean,
  { capabilities = CAPABLE, config = '', answer = undefined as Answer | undefined } = {},
) {
  const { folder: repositories, commits } = makeRepository();
  const host = await startGitHost(repositories, answer);
  onTestFinished(() => host.close());
  folder = scratch({ '.git/HEAD': '', '.pipewarden.yml': config });
  const env = {
    XDG_CACHE_HOME: emptyFolder(),
    TEST_GIT_HOST: host.origin,
    NODE_OPTIONS: `--require ${REDIRECT}`,
  };
  const workspaceFolders = [{ uri: folder.root, name: 'w' }];
  const initializationOptions = { settings: { online: { enable } } };
  client = await Client.start(capabilities, { workspaceFolders, initializationOptions }, env);
  const uri = folder.uri(CI);
  const told = () =>
    client.published
      .findLast((each) => each.uri === uri)
      ?.diagnostics.map(({ code }) => code)
      .sort();
  return { host, commits, uri, told };
}

test('findings come at once, and those of the network when it has answered', async () => {
  const { commits, uri, told, host } = await start(true);
  const text = workflow(`an-owner/an-action@${commits.forked} # v1.0.0`);
  client.open(uri, text);
  expect(await client.diagnostics(uri, 1)).toEqual([]);
  await expect.poll(told, { timeout: 8000 }).toEqual(['impostor-commit']);
  const [diagnostic] = client.published.at(-1)!.diagnostics;
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: diagnostic!.range,
    context: { diagnostics: [diagnostic] },
  });
  const pin = actions.find(({ title }) => title.includes('v1.0.0'));
  const { edit } = await client.request<CodeAction>('codeAction/resolve', pin);
  expect(applyTo(text, edit, uri)).toContain(`an-owner/an-action@${commits.released} # v1.0.0`);
  // What is known is not asked again.
  const before = host.requests.length;
  client.change(uri, 2, { text: workflow(`an-owner/an-action@${commits.released} # v1.0.0`) });
  await expect.poll(told, { timeout: 8000 }).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(host.requests).toHaveLength(before);
});

test('a client that pulls is told to pull again', async () => {
  const { commits, uri } = await start(true, { capabilities: PULL });
  client.open(uri, workflow(`an-owner/an-action@${commits.forked}`));
  const pull = async () => {
    const report = await client.request<{ items: { code: string }[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return report.items.map(({ code }) => code);
  };
  expect(await pull()).toEqual([]);
  await client.until(({ method }) => method === 'workspace/diagnostic/refresh', 'a refresh');
  await expect.poll(pull, { timeout: 8000 }).toEqual(['impostor-commit']);
});

test('half a name that is being typed is not asked for', async () => {
  const { uri, told, host } = await start(true);
  const names = ['an-owner/an', 'an-owner/an-act', 'an-owner/an-action'];
  client.open(uri, workflow('an-owner/a@main'));
  for (const [i, name] of names.entries()) client.change(uri, i + 2, { text: workflow(`${name}@main`) });
  await expect.poll(() => host.requests.length, { timeout: 8000 }).toBe(1);
  expect(host.requests).toEqual(['an-owner/an-action ls-refs']);
  await expect.poll(told).toEqual(['unpinned-action']);
});

test('the settings decide: what the configuration says does not open the network', async () => {
  const { commits, uri, told, host } = await start(false, { config: 'online: true\n' });
  client.open(uri, workflow(`an-owner/an-action@${commits.forked}`));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(told()).toEqual([]);
  expect(host.requests).toEqual([]);
  client.notify('workspace/didChangeConfiguration', {
    settings: { pipewarden: { online: { enable: true } } },
  });
  await expect.poll(told, { timeout: 8000 }).toEqual(['impostor-commit']);
});

test('no answer is said once, in the log', async () => {
  const { commits, uri, told } = await start(true, {
    answer: (_, response) => {
      response.writeHead(404).end();
      return true;
    },
  });
  const logged = () =>
    client.received.filter(({ method, params }) => {
      return method === 'window/logMessage' && JSON.stringify(params).includes('an-owner/an-action');
    });
  client.open(uri, workflow(`an-owner/an-action@${commits.forked}`));
  await expect.poll(() => logged().length, { timeout: 8000 }).toBe(1);
  client.change(uri, 2, { text: workflow(`an-owner/an-action@${commits.old}`) });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(logged()).toHaveLength(1);
  expect(told()).toEqual([]);
});

test('a scan waits for the network', async () => {
  const { commits, uri } = await start(true);
  folder.write(CI, workflow(`an-owner/an-action@${commits.forked}`));
  const { results } = await client.request<{ results: { uri: string; diagnostics: { code: string }[] }[] }>(
    'pipewarden/scan',
    { token: 't' },
  );
  expect(results.map((each) => [each.uri, each.diagnostics.map(({ code }) => code)])).toEqual([
    [uri, ['impostor-commit']],
  ]);
});

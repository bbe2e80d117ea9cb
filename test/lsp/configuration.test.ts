import { afterEach, describe, expect, test } from 'vitest';
import { CAPABLE, Client, type Diagnostic, PULL } from './client.ts';
import { BUILDSPEC, scratch } from './support.ts';

const OFF = 'rules:\n  privileged-build: off\n';
let client: Client;
let folder: ReturnType<typeof scratch>;

afterEach(async () => {
  await client.stop();
  folder.remove();
});

async function startIn(
  files: Readonly<Record<string, string>>,
  capabilities: unknown = CAPABLE,
): Promise<void> {
  folder = scratch(files);
  client = await Client.start(capabilities, { workspaceFolders: [{ uri: folder.root, name: 'w' }] });
}

async function codes(name: string): Promise<readonly string[]> {
  client.open(folder.uri(name), BUILDSPEC);
  return (await client.diagnostics(folder.uri(name), 1)).map(({ code }: Diagnostic) => code);
}

/** The fingerprint of the one finding in a file, whose text is always the same. */
async function fingerprintOf(name: string): Promise<unknown> {
  client.open(folder.uri(name), BUILDSPEC);
  return (await client.diagnostics(folder.uri(name), 1))[0]!.data!.fingerprint;
}

describe('fingerprints', () => {
  test('count from the repository, wherever the workspace folder lies in it', async () => {
    folder = scratch({ '.git/HEAD': '', 'w/x': '', 'other/w/.git': 'gitdir: elsewhere\n' });
    const workspaceFolders = ['w', 'other'].map((name) => ({ uri: folder.uri(name), name }));
    client = await Client.start(CAPABLE, { workspaceFolders });
    const [outer, nested, same] = [
      await fingerprintOf('w/buildspec.yml'),
      await fingerprintOf('other/w/buildspec.yml'),
      await fingerprintOf('other/w/w/buildspec.yml'),
    ];
    expect(nested).not.toBe(outer);
    expect(same).toBe(outer);
  });

  test('count from the workspace folder where there is no repository', async () => {
    folder = scratch({});
    const workspaceFolders = ['a', 'b'].map((name) => ({ uri: folder.uri(name), name }));
    client = await Client.start(CAPABLE, { workspaceFolders });
    expect(await fingerprintOf('a/buildspec.yml')).toBe(await fingerprintOf('b/buildspec.yml'));
  });
});

describe('configuration files', () => {
  test('the nearest one upwards counts, for each file its own', async () => {
    await startIn({ '.pipewarden.yml': OFF, 'inner/.github/pipewarden.yml': 'profile: strict\n' });
    expect(await codes('a/buildspec.yml')).toEqual([]);
    expect(await codes('inner/b/buildspec.yml')).toEqual(['privileged-build']);
  });

  test('one above the workspace folder counts up to the repository, the inmost one', async () => {
    folder = scratch({
      '.pipewarden.yml': OFF,
      'out/.git/HEAD': '',
      'repo/.git/HEAD': '',
      'repo/.github/pipewarden.yml': OFF,
      'repo/w/module/.git': 'gitdir: elsewhere\n',
    });
    const workspaceFolders = ['out/w', 'repo/w'].map((name) => ({ uri: folder.uri(name), name }));
    client = await Client.start(CAPABLE, { workspaceFolders });
    expect(await codes('out/w/buildspec.yml')).toEqual(['privileged-build']);
    expect(await codes('repo/w/buildspec.yml')).toEqual([]);
    expect(await codes('repo/w/module/buildspec.yml')).toEqual(['privileged-build']);
  });

  test('one of another name is no configuration', async () => {
    await startIn({ 'pipewarden.yml': OFF });
    expect(await codes('buildspec.yml')).toEqual(['privileged-build']);
    client.open(folder.uri('pipewarden.yml'), 'ruls: {}\n');
    expect(await client.diagnostics(folder.uri('pipewarden.yml'), 1)).toEqual([]);
  });

  test('without a repository one above the workspace folder does not count', async () => {
    folder = scratch({ '.pipewarden.yml': OFF });
    const workspaceFolders = [{ uri: folder.uri('w'), name: 'w' }];
    client = await Client.start(CAPABLE, { workspaceFolders });
    expect(await codes('w/buildspec.yml')).toEqual(['privileged-build']);
  });

  test('a setting can name another one', async () => {
    folder = scratch({ 'ci/pipewarden-strict.yml': OFF });
    client = await Client.start(CAPABLE, {
      workspaceFolders: [{ uri: folder.root, name: 'w' }],
      initializationOptions: { settings: { configFile: 'ci/pipewarden-strict.yml' } },
    });
    expect(await codes('buildspec.yml')).toEqual([]);
  });

  test('what is excluded is not linted', async () => {
    await startIn({ '.pipewarden.yml': 'exclude:\n  - vendor/**\n' });
    expect(await codes('vendor/buildspec.yml')).toEqual([]);
    expect(await codes('src/buildspec.yml')).toEqual(['privileged-build']);
  });

  test('what is ignored by path is silent', async () => {
    const entry = '  - path: a/*.yml\n    rule: privileged-build\n    reason: it builds nothing\n';
    await startIn({ '.pipewarden.yml': `ignore:\n${entry}` });
    expect(await codes('a/buildspec.yml')).toEqual([]);
    expect(await codes('b/buildspec.yml')).toEqual(['privileged-build']);
  });

  test('a mistake is reported in the file itself, with its place', async () => {
    await startIn({});
    const uri = folder.uri('.pipewarden.yml');
    client.open(uri, 'profile: strict\nruls: {}\n');
    const [diagnostic] = await client.diagnostics(uri, 1);
    expect(diagnostic).toMatchObject({ code: 'invalid-config', range: { start: { line: 1, character: 0 } } });
    expect(diagnostic!.message).toContain('rules');
  });

  test('one that changes on disk is read again without a restart', async () => {
    await startIn({});
    const uri = folder.uri('buildspec.yml');
    expect(await codes('buildspec.yml')).toEqual(['privileged-build']);
    const registered = await client.until(({ method }) => method === 'client/registerCapability', 'watchers');
    expect(JSON.stringify(registered.params)).toContain('**/.github/pipewarden.yml');
    for (const [text, expected] of [
      [OFF, 0],
      ['rules: {}\n', 1],
    ] as const) {
      client.received.length = 0;
      folder.write('.pipewarden.yml', text);
      client.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: folder.uri('.pipewarden.yml'), type: 2 }],
      });
      expect(await client.diagnostics(uri, 1)).toHaveLength(expected);
    }
  });

  test('a client that pulls is asked to pull again, and gets a new result for the same text', async () => {
    await startIn({}, PULL);
    const uri = folder.uri('buildspec.yml');
    const pull = (previousResultId?: string): Promise<{ resultId: string; items: readonly unknown[] }> =>
      client.request('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
    client.open(uri, BUILDSPEC);
    const { resultId } = await pull();
    folder.write('.pipewarden.yml', OFF);
    client.notify('textDocument/didSave', { textDocument: { uri: folder.uri('.pipewarden.yml') } });
    client.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: folder.uri('.pipewarden.yml'), type: 1 }],
    });
    await client.until(({ method }) => method === 'workspace/diagnostic/refresh', 'a refresh');
    expect((await pull(resultId)).items).toEqual([]);
  });

  test('folders that come and go are followed', async () => {
    await startIn({ '.pipewarden.yml': OFF, 'inner/x': '' });
    const uri = folder.uri('inner/buildspec.yml');
    expect(await codes('inner/buildspec.yml')).toEqual([]);
    client.received.length = 0;
    const event = {
      added: [{ uri: folder.uri('inner'), name: 'inner' }],
      removed: [{ uri: folder.root, name: 'w' }],
    };
    client.notify('workspace/didChangeWorkspaceFolders', { event });
    expect(await client.diagnostics(uri, 1)).toHaveLength(1);
  });

  test('an ignore entry is added to the list that is there', async () => {
    await startIn({ '.pipewarden.yml': 'ignore:\n  - path: x\n    rule: syntax\n    reason: because\n' });
    const uri = folder.uri('buildspec.yml');
    expect(await codes('buildspec.yml')).toEqual(['privileged-build']);
    const position = { line: 4, character: 20 };
    const actions = await client.request<readonly { title: string }[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    const action = actions.find(({ title }) => title.endsWith('in the configuration'));
    const { edit } = await client.request<{ edit: { documentChanges: readonly unknown[] } }>(
      'codeAction/resolve',
      action,
    );
    expect(edit.documentChanges).toMatchObject([{ textDocument: { uri: folder.uri('.pipewarden.yml') } }]);
    expect(JSON.stringify(edit)).toContain('  - path: buildspec.yml');
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import { roleFile, roleWorkflow } from '../support/role.ts';
import { applyTo, CAPABLE, Client, type CodeAction, type Diagnostic, type Range } from './client.ts';
import { BUILDSPEC, scratch, WORKFLOW } from './support.ts';

const URI = 'file:///w/buildspec.yml';
const WORKFLOW_URI = 'file:///w/.github/workflows/a.yml';
let client: Client;

afterEach(async () => {
  await client.stop();
});

function at(line: number, character: number): Range {
  return { start: { line, character }, end: { line, character } };
}

async function actionsAt(
  uri: string,
  range: Range,
  diagnostics: readonly Diagnostic[] = [],
  only?: readonly string[],
): Promise<readonly CodeAction[]> {
  const context = { diagnostics, ...(only && { only }) };
  return client.request('textDocument/codeAction', { textDocument: { uri }, range, context });
}

describe('code actions', () => {
  test('a finding has its fix, then the ways to ignore it, then its documentation', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    const diagnostics = await client.diagnostics(URI, 1);
    const actions = await actionsAt(URI, at(4, 20), diagnostics);
    expect(actions.map(({ title }) => title)).toEqual([
      'Switch privileged mode off (may change behaviour)',
      'Ignore privileged-build on this line',
      'Ignore privileged-build in this file',
      'Show documentation for privileged-build',
    ]);
    expect(actions.every(({ kind }) => kind === 'quickfix')).toBe(true);
    expect(actions[0]!.isPreferred).toBeUndefined();
    expect(actions[0]!.edit).toBeUndefined();
    expect(actions[0]!.diagnostics).toEqual(diagnostics);
  });

  test('a fix gets its edit when it is chosen, for the version it was offered for', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    const [fix] = await actionsAt(URI, at(4, 20));
    const { edit } = await client.request<CodeAction>('codeAction/resolve', fix);
    expect(edit?.documentChanges?.[0]?.textDocument).toEqual({ uri: URI, version: 1 });
    expect(applyTo(BUILDSPEC, edit, URI)).toBe(BUILDSPEC.replace('true', 'false'));
  });

  test('a fix for text that has changed since is refused', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    const [fix] = await actionsAt(URI, at(4, 20));
    client.change(URI, 2, { text: `# new\n${BUILDSPEC}` });
    await expect(client.request('codeAction/resolve', fix)).rejects.toThrow('-32801');
  });

  test('a client that cannot resolve gets the edits at once, as plain changes', async () => {
    client = await Client.start({});
    client.open(URI, BUILDSPEC);
    const [fix] = await actionsAt(URI, at(4, 20));
    expect(applyTo(BUILDSPEC, fix!.edit, URI)).toBe(BUILDSPEC.replace('true', 'false'));
  });

  test('a safe fix is preferred', async () => {
    client = await Client.start();
    client.open(WORKFLOW_URI, WORKFLOW);
    const [fix] = await actionsAt(WORKFLOW_URI, at(4, 50));
    expect(fix).toMatchObject({ title: 'Remove syntax from the comment', isPreferred: true });
  });

  test('there is none away from findings, nor in a file of no kind', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    client.open('file:///w/values.yaml', 'a: b\n');
    expect(await actionsAt(URI, at(0, 0))).toEqual([]);
    expect(await actionsAt('file:///w/values.yaml', at(0, 0))).toEqual([]);
  });

  test('`only` is heeded', async () => {
    client = await Client.start();
    client.open(WORKFLOW_URI, WORKFLOW);
    const kinds = async (only: string): Promise<readonly string[]> => {
      const actions = await actionsAt(WORKFLOW_URI, at(4, 50), [], [only]);
      return [...new Set(actions.map(({ kind }) => kind))];
    };
    expect(await kinds('quickfix')).toEqual(['quickfix']);
    expect(await kinds('refactor')).toEqual([]);
    expect(await kinds('source')).toEqual(['source.fixAll.pipewarden']);
    expect(await kinds('source.fixAll')).toEqual(['source.fixAll.pipewarden']);
    expect(await kinds('source.fixAll.pipewarden')).toEqual(['source.fixAll.pipewarden']);
    expect(await kinds('source.fixAll.other')).toEqual([]);
  });

  test('fix-all applies the safe fixes, all of them, and keeps CRLF', async () => {
    client = await Client.start();
    const text = `# 🚀\n${WORKFLOW}    env: {} # pipewarden: ignore[syntax, nonsense] gone\n`.replaceAll(
      '\n',
      '\r\n',
    );
    client.open(WORKFLOW_URI, text);
    const [action] = await actionsAt(WORKFLOW_URI, at(0, 0), [], ['source.fixAll.pipewarden']);
    const { edit } = await client.request<CodeAction>('codeAction/resolve', action);
    const fixed = applyTo(text, edit, WORKFLOW_URI);
    expect(fixed).toBe(text.replaceAll(/ # pipewarden.*(?=\r)/g, ''));
  });

  test('fix-all leaves unsafe fixes alone', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    const [action] = await actionsAt(URI, at(0, 0), [], ['source.fixAll']);
    const { edit } = await client.request<CodeAction>('codeAction/resolve', action);
    expect(applyTo(BUILDSPEC, edit, URI)).toBe(BUILDSPEC);
  });

  test('unsafe fixes can be hidden', async () => {
    client = await Client.start(CAPABLE, {
      initializationOptions: { settings: { fix: { unsafe: 'hide' } } },
    });
    client.open(URI, BUILDSPEC);
    const titles = (await actionsAt(URI, at(4, 20))).map(({ title }) => title);
    expect(titles[0]).toBe('Ignore privileged-build on this line');
  });

  test('an ignore comment silences its finding, with the reason to be typed', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    const actions = await actionsAt(URI, at(4, 20));
    const resolved = await client.request<CodeAction>('codeAction/resolve', actions[1]);
    const [change] = resolved.edit?.documentChanges?.[0]?.edits ?? [];
    expect(change?.snippet?.value).toMatch(/ignore\[privileged-build\] \$\{1:reason\}$/);
    const silenced = applyTo(BUILDSPEC, resolved.edit, URI);
    client.change(URI, 2, { text: silenced });
    expect(await client.diagnostics(URI, 2)).toEqual([]);
    const inFile = await client.request<CodeAction>('codeAction/resolve', actions[2]).catch((error) => error);
    expect(String(inFile)).toContain('-32801');
  });

  test('a finding can be ignored in the configuration, which is made if need be', async () => {
    const folder = scratch();
    const workspaceFolders = [{ uri: folder.root, name: 'w' }];
    client = await Client.start(CAPABLE, { workspaceFolders });
    const uri = folder.uri('ci/buildspec.yml');
    client.open(uri, BUILDSPEC);
    const actions = await actionsAt(uri, at(4, 20));
    const action = actions.find(({ title }) => title.endsWith('in the configuration'));
    const { edit } = await client.request<CodeAction>('codeAction/resolve', action);
    const config = folder.uri('.pipewarden.yml');
    expect(edit?.documentChanges?.[0]).toMatchObject({ kind: 'create', uri: config });
    expect(applyTo('', edit, config)).toBe(
      'ignore:\n  - path: ci/buildspec.yml\n    rule: privileged-build\n    reason: reason\n',
    );
    folder.remove();
  });

  test('documentation is shown by a command of the client, or else by the server', async () => {
    client = await Client.start(CAPABLE, { initializationOptions: { showRuleCommand: 'editor.showRule' } });
    client.open(URI, BUILDSPEC);
    const action = (await actionsAt(URI, at(4, 20))).at(-1);
    expect(action?.command).toMatchObject({ command: 'editor.showRule', arguments: ['privileged-build'] });
    client.answers.set('window/showDocument', () => ({ success: true }));
    await client.request('workspace/executeCommand', {
      command: 'pipewarden.server.showRule',
      arguments: ['privileged-build'],
    });
    const shown = client.received.find(({ method }) => method === 'window/showDocument');
    expect(shown?.params).toMatchObject({ uri: expect.stringContaining('privileged-build'), external: true });
  });
});

describe('hover', () => {
  test('says what the rule is about, on a finding only', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    const hover = (line: number, character: number): Promise<{ contents: { value: string } } | null> =>
      client.request('textDocument/hover', { textDocument: { uri: URI }, position: { line, character } });
    const { contents } = (await hover(4, 20))!;
    expect(contents.value).toMatch(
      /^\*\*A build runs in privileged mode without need\*\* · \[privileged-build\]\(https:/,
    );
    expect(contents.value).toContain('**Why is this bad?**');
    expect(contents.value).not.toContain('## ');
    expect(await hover(0, 0)).toBeNull();
  });
});

describe('requests of our own', () => {
  test('rules and their documentation', async () => {
    client = await Client.start();
    const rules = await client.request<readonly { id: string }[]>('pipewarden/rules', {});
    expect(rules.map(({ id }) => id)).toContain('privileged-build');
    const found = await client.request('pipewarden/ruleDocumentation', { id: 'privileged-build' });
    expect(found).toMatchObject({ markdown: expect.stringContaining('## What it does') });
    expect(await client.request('pipewarden/ruleDocumentation', { id: 'nonsense' })).toBeNull();
  });

  test('a scan lints what is not open, and says what it found', async () => {
    const folder = scratch({
      'a/buildspec.yml': BUILDSPEC,
      'b/buildspec.yml': BUILDSPEC,
      '.github/workflows/w.yml': WORKFLOW,
      'node_modules/x/buildspec.yml': BUILDSPEC,
      'notes.txt': 'nothing',
    });
    client = await Client.start(CAPABLE, { workspaceFolders: [{ uri: folder.root, name: 'w' }] });
    client.open(folder.uri('a/buildspec.yml'), BUILDSPEC);
    const result = await client.request<{
      results: readonly { uri: string }[];
      files: number;
      findings: number;
      filesWithFindings: number;
      cancelled: boolean;
    }>('pipewarden/scan', { token: 't' });
    expect(result).toMatchObject({ files: 4, findings: 3, filesWithFindings: 3, cancelled: false });
    expect(result.results.map(({ uri }) => uri).sort()).toEqual(
      [folder.uri('.github/workflows/w.yml'), folder.uri('b/buildspec.yml')].sort(),
    );
    folder.remove();
  });

  test('a scan that is cancelled answers with what it has', async () => {
    const files = Array.from({ length: 800 }, (_, i) => [`${i}/buildspec.yml`, BUILDSPEC] as const);
    const folder = scratch(Object.fromEntries(files));
    client = await Client.start(CAPABLE, { workspaceFolders: [{ uri: folder.root, name: 'w' }] });
    const scan = client.send<{ cancelled: boolean; files: number }>('pipewarden/scan', { token: 't' });
    await client.until(({ method }) => method === 'pipewarden/scanProgress', 'progress');
    client.notify('$/cancelRequest', { id: scan.id });
    const result = await scan.result;
    expect(result.cancelled).toBe(true);
    expect(result.files).toBeLessThan(800);
    folder.remove();
  }, 20_000);

  test('files the server cannot reach are read through the client', async () => {
    client = new Client();
    const text = new Map([
      ['vfs:/w/buildspec.yml', BUILDSPEC],
      ['vfs:/w/readme.md', 'x'],
    ]);
    client.answers.set('pipewarden/readFile', ({ uri }: { uri: string }) => ({
      text: text.get(uri) ?? null,
    }));
    client.answers.set('pipewarden/listFiles', () => ({ uris: [...text.keys()] }));
    const workspaceFolders = [{ uri: 'vfs:/w', name: 'w' }];
    await client.initialize(CAPABLE, { workspaceFolders, initializationOptions: { files: true } });
    const result = await client.request('pipewarden/scan', { token: 't' });
    expect(result).toMatchObject({ files: 2, findings: 1, results: [{ uri: 'vfs:/w/buildspec.yml' }] });
  });

  test('a role and the workflows that take it are read through the client', async () => {
    client = new Client();
    const text = new Map([
      ['vfs:/w/iam/role.json', roleFile('*')],
      ['vfs:/w/.github/workflows/deploy.yml', roleWorkflow('production')],
    ]);
    client.answers.set('pipewarden/readFile', ({ uri }: { uri: string }) => ({
      text: text.get(uri) ?? null,
    }));
    client.answers.set('pipewarden/listFiles', ({ folder }: { folder: string }) => ({
      uris: [...text.keys()].filter((uri) => uri.startsWith(`${folder}/`)),
    }));
    const workspaceFolders = [{ uri: 'vfs:/w', name: 'w' }];
    await client.initialize(CAPABLE, { workspaceFolders, initializationOptions: { files: true } });
    const result = await client.request('pipewarden/scan', { token: 't' });
    const diagnostics = [{ code: 'oidc-wide-subject', data: { severity: 'medium' } }];
    expect(result).toMatchObject({ findings: 1, results: [{ uri: 'vfs:/w/iam/role.json', diagnostics }] });
  });

  test('the status of a document is told to clients that show it', async () => {
    client = await Client.start(CAPABLE, { initializationOptions: { status: true } });
    client.open(URI, BUILDSPEC);
    const status = await client.until(({ method }) => method === 'pipewarden/status', 'a status');
    expect(status.params).toMatchObject({ uri: URI, kind: 'buildspec', findings: 1, config: null });
  });
});

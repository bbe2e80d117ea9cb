import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rules } from '../../rules/registry.generated.ts';
import { CAPABLE, PULL } from '../lsp/client.ts';
import { BUILDSPEC, WORKFLOW } from '../lsp/support.ts';
import { Worker } from './worker.ts';

const URI = 'vscode-vfs://github/o/r/buildspec.yml';
const wasm = { runtime: 'https://h/x/web-tree-sitter.wasm', grammar: 'https://h/x/tree-sitter-bash.wasm' };

async function start(capabilities: unknown, options: Record<string, unknown> = { wasm }): Promise<Worker> {
  const worker = new Worker();
  const params = { processId: null, rootUri: null, capabilities, initializationOptions: options };
  await worker.request('initialize', params);
  worker.notify('initialized', {});
  return worker;
}

function open(worker: Worker, uri: string, text: string): void {
  worker.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
}

test('the bundle needs nothing of Node', async () => {
  const worker = new Worker();
  const result = await worker.request('initialize', {
    processId: null,
    rootUri: null,
    capabilities: CAPABLE,
  });
  expect(result).toMatchObject({ serverInfo: { name: 'pipewarden' }, capabilities: { hoverProvider: true } });
});

test('it pushes diagnostics', async () => {
  const worker = await start(CAPABLE);
  open(worker, URI, BUILDSPEC);
  const { params } = await worker.until(({ method }) => method === 'textDocument/publishDiagnostics');
  expect(params).toMatchObject({ uri: URI, version: 1, diagnostics: [{ code: 'privileged-build' }] });
});

test('it answers pulls and code actions', async () => {
  const worker = await start(PULL);
  open(worker, URI, WORKFLOW.replace('on: push', 'on: [push]'));
  const report = await worker.request('textDocument/diagnostic', { textDocument: { uri: URI } });
  expect(report).toMatchObject({ kind: 'full', items: [{ code: 'unused-ignore' }] });
  const position = { line: 4, character: 50 };
  const actions = await worker.request<readonly { title: string }[]>('textDocument/codeAction', {
    textDocument: { uri: URI },
    range: { start: position, end: position },
    context: { diagnostics: [] },
  });
  expect(actions[0]!.title).toBe('Remove syntax from the comment');
});

test.runIf(rules.some(({ id }) => id === 'curl-pipe-shell'))(
  'it fetches the shell parser from the extension when a script is there, and nothing else',
  async () => {
    const worker = await start(PULL);
    open(worker, 'untitled:a.md', 'nothing');
    await worker.request('textDocument/diagnostic', { textDocument: { uri: 'untitled:a.md' } });
    expect(worker.fetched).toEqual([]);
    open(worker, URI, BUILDSPEC.replace('npm ci', 'curl -sSL https://example.org/install.sh | sh'));
    const report = await worker.request('textDocument/diagnostic', { textDocument: { uri: URI } });
    expect(JSON.stringify(report)).toContain('curl-pipe-shell');
    expect([...worker.fetched].sort()).toEqual([wasm.grammar, wasm.runtime].sort());
  },
);

test('without the shell parser the other rules still count', async () => {
  const worker = await start(PULL, {});
  open(worker, URI, `${BUILDSPEC}# pipewarden: ignore[nonsense]\nartifacts: {}\n`);
  const report = await worker.request('textDocument/diagnostic', { textDocument: { uri: URI } });
  expect(report).toMatchObject({ kind: 'full', resultId: expect.any(String) });
});

test('the web client asks for no module but `vscode`', () => {
  const calls = readFileSync('dist/web/client.js', 'utf8').matchAll(/[^\w`$.]require\(["']([^"']+)["']\)/g);
  expect(new Set([...calls].map(([, name]) => name))).toEqual(new Set(['vscode']));
});

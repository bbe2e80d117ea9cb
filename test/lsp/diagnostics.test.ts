import { afterEach, describe, expect, test } from 'vitest';
import { applyTo, CAPABLE, Client, type Diagnostic, PULL } from './client.ts';
import { BUILDSPEC, scratch, WORKFLOW } from './support.ts';

const URI = 'file:///w/buildspec.yml';
let client: Client;

afterEach(async () => {
  await client.stop();
});

function codes(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code }) => code);
}

describe('push', () => {
  test('a document opened gets its diagnostics, with all a client can take', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    const [diagnostic, ...others] = await client.diagnostics(URI, 1);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      range: { start: { line: 4, character: 13 }, end: { line: 4, character: 34 } },
      severity: 2,
      code: 'privileged-build',
      source: 'pipewarden',
      codeDescription: { href: expect.stringMatching(/^https:.*privileged-build/) },
      data: { id: 'privileged-build', severity: 'medium', confidence: 'medium', fix: 'unsafe' },
    });
    expect(diagnostic!.message).not.toMatch(/\n|https?:|privileged-build/);
  });

  test('a client that can little gets little', async () => {
    client = await Client.start({});
    client.open(URI, BUILDSPEC);
    const [diagnostic] = await client.diagnostics(URI, 1);
    expect(Object.keys(diagnostic!).sort()).toEqual(['code', 'message', 'range', 'severity', 'source']);
  });

  test('an incremental change moves, removes and brings back a finding', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    const start = { line: 0, character: 0 };
    client.change(URI, 2, { range: { start, end: start }, text: '# a line\n' });
    expect((await client.diagnostics(URI, 2))[0]!.range.start.line).toBe(5);
    const value = { start: { line: 5, character: 30 }, end: { line: 5, character: 34 } };
    client.change(URI, 3, { range: value, text: 'false' });
    expect(await client.diagnostics(URI, 3)).toEqual([]);
    client.change(URI, 4, { text: BUILDSPEC });
    expect(codes(await client.diagnostics(URI, 4))).toEqual(['privileged-build']);
  });

  test('of many changes at once only the newest is linted', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    await client.diagnostics(URI, 1);
    for (let version = 2; version <= 51; version++) {
      const at = { line: 0, character: 0 };
      client.change(URI, version, { range: { start: at, end: at }, text: '#\n' });
    }
    expect((await client.diagnostics(URI, 51))[0]!.range.start.line).toBe(54);
    expect(client.published.length).toBeLessThan(10);
  });

  test('versions of published diagnostics never go back', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    for (let version = 2; version <= 20; version++) {
      client.change(URI, version, { text: `${BUILDSPEC}# ${version}\n` });
      if (version % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await client.diagnostics(URI, 20);
    const versions = client.published.map(({ version }) => version!);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  test('closing clears, and nothing comes after it', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    await client.diagnostics(URI, 1);
    client.change(URI, 2, { text: `${BUILDSPEC}\n` });
    client.close(URI);
    expect(await client.diagnostics(URI, undefined)).toEqual([]);
    await client.quiet();
    expect(client.published.at(-1)).toEqual({ uri: URI, diagnostics: [] });
  });

  test('a document opened again is linted again', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    await client.diagnostics(URI, 1);
    client.close(URI);
    await client.quiet();
    client.received.length = 0;
    client.open(URI, BUILDSPEC);
    expect(codes(await client.diagnostics(URI, 1))).toEqual(['privileged-build']);
  });

  test('a syntax error is a finding; what is intact is still linted, what is gone is not kept', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    await client.diagnostics(URI, 1);
    client.change(URI, 2, { text: `${BUILDSPEC}  post_build: [\n` });
    expect(codes(await client.diagnostics(URI, 2))).toEqual(['privileged-build', 'syntax']);
    client.change(URI, 3, { text: 'version: 0.2\nphases: [\n' });
    expect(codes(await client.diagnostics(URI, 3))).toEqual(['syntax']);
    client.change(URI, 4, { text: 'version: 0.2\nphases: {}\n' });
    expect(await client.diagnostics(URI, 4)).toEqual([]);
  });

  test('JSON that is half typed is read as far as it goes', async () => {
    client = await Client.start();
    const uri = 'file:///w/policy.json';
    const whole = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
    client.open(uri, whole, 'json');
    await client.diagnostics(uri, 1);
    for (let length = whole.length - 1; length > 0; length -= 7) {
      const version = whole.length - length + 1;
      client.change(uri, version, { text: whole.slice(0, length) });
      for (const { range } of await client.diagnostics(uri, version)) {
        expect(range.end.character).toBeLessThanOrEqual(length);
      }
    }
  });

  test('CRLF and characters beyond the first plane do not shift a range', async () => {
    client = await Client.start();
    client.open(URI, `# 🚀 ünïcode\n${BUILDSPEC}`.replace('unit', '"🚀🚀"').replaceAll('\n', '\r\n'));
    const [diagnostic] = await client.diagnostics(URI, 1);
    expect(diagnostic!.range).toEqual({
      start: { line: 5, character: 13 },
      end: { line: 5, character: 34 },
    });
  });

  test('a byte order mark counts as a character of the first line', async () => {
    client = await Client.start();
    const uri = 'file:///w/.github/workflows/a.yml';
    client.open(uri, '\uFEFFon: push # pipewarden: ignore[syntax] x\npermissions: {}\njobs: {}\n');
    expect((await client.diagnostics(uri, 1))[0]!.range.start).toEqual({ line: 0, character: 31 });
  });

  test('a stale ignore comment is marked as unnecessary', async () => {
    client = await Client.start();
    const uri = 'file:///w/.github/workflows/a.yml';
    client.open(uri, WORKFLOW);
    expect(await client.diagnostics(uri, 1)).toMatchObject([
      { code: 'unused-ignore', tags: [1], severity: 3 },
    ]);
  });

  test('rules about shell commands find in the server what they find on the command line', async () => {
    client = await Client.start();
    client.open('file:///w/a.sh', '#!/bin/sh\ncurl -sSL https://example.org/i.sh | sh\n', 'shellscript');
    expect(codes(await client.diagnostics('file:///w/a.sh', 1))).toEqual(['curl-pipe-shell']);
  });

  test('a YAML file of some other kind has no diagnostics', async () => {
    client = await Client.start();
    const uri = 'file:///w/values.yaml';
    client.open(uri, 'replicas: 2\nimage: [\n');
    expect(await client.diagnostics(uri, 1)).toEqual([]);
  });

  test('a document that was never saved is known by its language and content', async () => {
    client = await Client.start();
    client.open('untitled:Untitled-1', BUILDSPEC);
    expect(codes(await client.diagnostics('untitled:Untitled-1', 1))).toEqual(['privileged-build']);
  });

  test('a huge document is answered for within seconds, and the server stays awake', async () => {
    client = await Client.start();
    const uri = 'file:///w/.github/workflows/huge.yml';
    const steps = Array.from({ length: 15_000 }, (_, i) => `      - run: echo ${i}\n`).join('');
    const head = 'on: push\npermissions: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n';
    client.open(uri, head + steps);
    await client.diagnostics(uri, 1);
    client.open('file:///w/too-large.yml', '#'.repeat(5 * 1024 * 1024));
    expect(await client.diagnostics('file:///w/too-large.yml', 1)).toEqual([]);
  }, 20_000);
});

describe('pull', () => {
  const pull = (uri: string, previousResultId?: string): Promise<Record<string, unknown>> =>
    client.request('textDocument/diagnostic', { textDocument: { uri }, previousResultId });

  test('a client that pulls is told so, and is never pushed to', async () => {
    client = new Client();
    const { capabilities } = (await client.initialize(PULL)) as { capabilities: Record<string, unknown> };
    expect(capabilities.diagnosticProvider).toMatchObject({
      interFileDependencies: false,
      workspaceDiagnostics: false,
    });
    client.open(URI, BUILDSPEC);
    expect(await pull(URI)).toMatchObject({ kind: 'full', items: [{ code: 'privileged-build' }] });
    client.close(URI);
    await client.quiet();
    expect(client.published).toEqual([]);
  });

  test('a client that cannot pull is not offered it', async () => {
    client = new Client();
    const { capabilities } = (await client.initialize(CAPABLE)) as { capabilities: Record<string, unknown> };
    expect(capabilities).not.toHaveProperty('diagnosticProvider');
  });

  test('what has not changed is not sent twice', async () => {
    client = await Client.start(PULL);
    client.open(URI, BUILDSPEC);
    const { resultId } = (await pull(URI)) as { resultId: string };
    expect(await pull(URI, resultId)).toEqual({ kind: 'unchanged', resultId });
    client.change(URI, 2, { text: `#\n${BUILDSPEC}` });
    expect(await pull(URI, resultId)).toMatchObject({
      kind: 'full',
      items: [{ range: { start: { line: 5 } } }],
    });
  });

  test('a pull that was cancelled does not disturb the next', async () => {
    client = await Client.start(PULL);
    client.open(URI, BUILDSPEC);
    const first = client.send('textDocument/diagnostic', { textDocument: { uri: URI } });
    client.notify('$/cancelRequest', { id: first.id });
    await first.result.catch(() => undefined);
    expect(await pull(URI)).toMatchObject({ kind: 'full', items: [{ code: 'privileged-build' }] });
  });

  test('a pull overtaken by a change answers for the new text', async () => {
    client = await Client.start(PULL);
    client.open(URI, BUILDSPEC);
    const first = pull(URI);
    client.change(URI, 2, { text: 'version: 0.2\nphases: {}\n' });
    expect(await first).toMatchObject({ items: [] });
  });

  test('a document that is not open has none', async () => {
    client = await Client.start(PULL);
    expect(await pull('file:///w/none.yml')).toEqual({ kind: 'full', items: [] });
  });
});

describe('settings', () => {
  const configured = {
    ...CAPABLE,
    workspace: { ...CAPABLE.workspace, configuration: true },
  };

  async function withSettings(settings: () => unknown): Promise<void> {
    client = new Client();
    client.answers.set('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
      items.map(settings),
    );
    await client.initialize(configured);
  }

  test('are asked for, and asked for again when they change', async () => {
    let settings: unknown = { severityMap: { medium: 'error' } };
    await withSettings(() => settings);
    client.open(URI, BUILDSPEC);
    expect(await client.diagnostics(URI, 1)).toMatchObject([{ severity: 1 }]);
    client.received.length = 0;
    settings = { minimumSeverity: 'high' };
    client.notify('workspace/didChangeConfiguration', { settings: null });
    expect(await client.diagnostics(URI, 1)).toEqual([]);
    client.received.length = 0;
    settings = { enable: false };
    client.notify('workspace/didChangeConfiguration', { settings: null });
    expect(await client.diagnostics(URI, 1)).toEqual([]);
    client.received.length = 0;
    settings = { files: { exclude: { '**/other/**': true } } };
    client.notify('workspace/didChangeConfiguration', { settings: null });
    expect(codes(await client.diagnostics(URI, 1))).toEqual(['privileged-build']);
  });

  test('can be pushed by clients that are never asked', async () => {
    client = await Client.start();
    client.open(URI, BUILDSPEC);
    await client.diagnostics(URI, 1);
    client.received.length = 0;
    client.notify('workspace/didChangeConfiguration', {
      settings: { pipewarden: { files: { exclude: { '**/buildspec.yml': true } } } },
    });
    expect(await client.diagnostics(URI, 1)).toEqual([]);
  });

  test('`run: onSave` waits for a save', async () => {
    await withSettings(() => ({ run: 'onSave' }));
    client.open(URI, BUILDSPEC);
    await client.diagnostics(URI, 1);
    client.change(URI, 2, { text: 'version: 0.2\nphases: {}\n' });
    await client.quiet();
    expect(client.published.map(({ version }) => version)).toEqual([1]);
    client.notify('textDocument/didSave', { textDocument: { uri: URI } });
    expect(await client.diagnostics(URI, 2)).toEqual([]);
  });

  test('`run: manual` waits for a scan', async () => {
    const folder = scratch({ 'buildspec.yml': BUILDSPEC });
    await withSettings(() => ({ run: 'manual' }));
    client.open(folder.uri('buildspec.yml'), BUILDSPEC);
    expect(await client.diagnostics(folder.uri('buildspec.yml'), 1)).toEqual([]);
    client.received.length = 0;
    await client.request('pipewarden/scan', { token: '1' });
    expect(codes(await client.diagnostics(folder.uri('buildspec.yml'), 1))).toEqual(['privileged-build']);
    folder.remove();
  });
});

test('applying no edit leaves a text alone', async () => {
  client = await Client.start();
  expect(applyTo('a\n', undefined, URI)).toBe('a\n');
});

// A generic language client over standard input and output that measures how long diagnostics take after an edit.
import { spawn } from 'node:child_process';

const TIMEOUT_MS = 30_000;

/** Opens `text` as a workflow, edits it `edits` times, and returns the median and 95th percentile in milliseconds. */
export async function measureEdits(command, args, text, edits) {
  const client = new Client(command, args);
  try {
    const { capabilities } = await client.request('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: null,
      capabilities: { textDocument: { publishDiagnostics: { versionSupport: true }, synchronization: {} } },
    });
    client.notify('initialized', {});
    const sync = capabilities.textDocumentSync;
    const isIncremental = (typeof sync === 'object' ? sync?.change : sync) === 2;
    const uri = 'file:///bench/.github/workflows/ci.yml';
    const opened = client.diagnostics(uri);
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    await opened;
    const lines = text.split('\n');
    const times = [];
    for (let i = 0; i < edits; i++) {
      // A letter typed at the end of a command in the middle of the file.
      const at = lines.findIndex((line, number) => number > lines.length / 2 && line.includes('run: npm ci'));
      const column = lines[at].length;
      lines[at] += 'x';
      const position = { line: at, character: column };
      const change = isIncremental
        ? { range: { start: position, end: position }, text: 'x' }
        : { text: lines.join('\n') };
      const answer = client.diagnostics(uri);
      const begin = performance.now();
      client.notify('textDocument/didChange', {
        textDocument: { uri, version: i + 2 },
        contentChanges: [change],
      });
      await answer;
      times.push(performance.now() - begin);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    times.sort((a, b) => a - b);
    return { median: times[times.length >> 1], p95: times[Math.floor(times.length * 0.95)] };
  } finally {
    client.end();
  }
}

class Client {
  #child;
  #buffer = Buffer.alloc(0);
  #next = 1;
  #requests = new Map();
  #waiting = [];

  constructor(command, args) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child.stdout.on('data', (data) => this.#receive(data));
    this.#child.stdin.on('error', () => {});
  }

  request(method, params) {
    const id = this.#next++;
    this.#send({ jsonrpc: '2.0', id, method, params });
    return this.#within(new Promise((resolve) => this.#requests.set(id, resolve)), method);
  }

  notify(method, params) {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  /** The next diagnostics that the server publishes for a file. */
  diagnostics(uri) {
    return this.#within(new Promise((resolve) => this.#waiting.push({ uri, resolve })), 'diagnostics');
  }

  end() {
    this.#child.kill('SIGKILL');
  }

  async #within(promise, what) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no ${what} in ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #send(message) {
    const body = Buffer.from(JSON.stringify(message));
    this.#child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#child.stdin.write(body);
  }

  #receive(data) {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.#buffer.toString('latin1', 0, Math.max(0, end)))?.[1],
      );
      if (end === -1 || this.#buffer.length < end + 4 + length) return;
      const message = JSON.parse(this.#buffer.toString('utf8', end + 4, end + 4 + length));
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#dispatch(message);
    }
  }

  #dispatch({ id, method, params, result }) {
    if (method === 'textDocument/publishDiagnostics') {
      const index = this.#waiting.findIndex(({ uri }) => uri === params.uri);
      if (index !== -1) this.#waiting.splice(index, 1)[0].resolve(params);
    } else if (method !== undefined && id !== undefined) {
      // The server asks something, such as for its configuration: nothing is set.
      const empty = method === 'workspace/configuration' ? params.items.map(() => null) : null;
      this.#send({ jsonrpc: '2.0', id, result: empty });
    } else if (id !== undefined) this.#requests.get(id)?.(result);
  }
}

// How long an edit takes to its diagnostics, over standard input and output: `node test/bench/latency.mjs [--json]`.
// Bounds: 12 ms at the 95th percentile on a workflow of some 500 lines, 250 ms on one of some 13,000.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVER = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../dist/server.cjs');

/** A workflow of about `lines` lines: jobs of ten steps with scripts, expressions, actions and matrices. */
function workflow(lines) {
  const head = 'name: Build\non:\n  push:\n  pull_request:\npermissions:\n  contents: read\njobs:\n';
  const jobs = [];
  for (let job = 0; jobs.join('').split('\n').length + 7 < lines; job++) {
    const steps = Array.from(
      { length: 10 },
      (_, step) => `      - name: Step ${step}
        if: \${{ matrix.node == '20' && github.event_name != 'schedule' }}
        env:
          TITLE: \${{ github.event.pull_request.title }}
        run: |
          set -euo pipefail
          npm run task-${step} -- --node "\${{ matrix.node }}" | tee log.txt
          for file in dist/*.js; do echo "$file $TITLE"; done
`,
    ).join('');
    jobs.push(`  job-${job}:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: ['18', '20', '22']
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
${steps}`);
  }
  return head + jobs.join('');
}

class Server {
  #child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  #buffer = Buffer.alloc(0);
  #waiting = [];

  constructor() {
    this.#child.stdout.on('data', (chunk) => {
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
      this.#read();
    });
  }

  send(message) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  until(wanted) {
    return new Promise((resolve) => this.#waiting.push({ wanted, resolve }));
  }

  stop() {
    this.#child.kill();
  }

  #read() {
    for (;;) {
      const head = this.#buffer.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/.exec(this.#buffer.toString('latin1', 0, head))[1]);
      if (this.#buffer.length < head + 4 + length) return;
      const message = JSON.parse(this.#buffer.toString('utf8', head + 4, head + 4 + length));
      this.#buffer = this.#buffer.subarray(head + 4 + length);
      const index = this.#waiting.findIndex(({ wanted }) => wanted(message));
      if (index !== -1) this.#waiting.splice(index, 1)[0].resolve(message);
    }
  }
}

/** Milliseconds from each of `edits` single-character edits to the diagnostics of that version. */
async function measure(lines, edits) {
  const server = new Server();
  const uri = 'file:///bench/.github/workflows/ci.yml';
  server.send({
    id: 1,
    method: 'initialize',
    params: { processId: process.pid, rootUri: null, capabilities: {} },
  });
  await server.until((message) => message.id === 1);
  server.send({ method: 'initialized', params: {} });
  const text = workflow(lines);
  const diagnostics = (version) =>
    server.until(
      ({ method, params }) => method === 'textDocument/publishDiagnostics' && params.version === version,
    );
  server.send({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
  });
  const { params } = await diagnostics(1);
  const times = [];
  // The first fifth warms the server up.
  for (let edit = -Math.ceil(edits / 5); edit < edits; edit++) {
    const version = edit + Math.ceil(edits / 5) + 2;
    const place = { line: 0, character: 6 };
    const begin = performance.now();
    server.send({
      method: 'textDocument/didChange',
      params: {
        textDocument: { uri, version },
        contentChanges: [{ range: { start: place, end: place }, text: 'x' }],
      },
    });
    await diagnostics(version);
    if (edit >= 0) times.push(performance.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  server.stop();
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return {
    lines: text.split('\n').length,
    findings: params.diagnostics.length,
    median: Number(at(0.5).toFixed(1)),
    p95: Number(at(0.95).toFixed(1)),
  };
}

const results = [await measure(500, 100), await measure(13_000, 30)];
if (process.argv.includes('--json')) console.log(JSON.stringify(results));
else
  for (const { lines, findings, median, p95 } of results) {
    console.log(`${lines} lines, ${findings} findings: median ${median} ms, 95th percentile ${p95} ms`);
  }

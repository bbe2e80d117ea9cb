import { spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Client, SERVER } from './client.ts';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { processId: null, rootUri: null, capabilities: {} },
};

test('without a word about the transport it is standard input and output', async () => {
  const client = new Client([]);
  expect(await client.initialize({})).toMatchObject({ serverInfo: { name: 'pipewarden' } });
  expect(await client.stop()).toBe(0);
});

test('an argument it does not know does no harm', async () => {
  const client = new Client([`--clientProcessId=${process.pid}`, '--stdio', '--nonsense']);
  await client.initialize({});
  expect(await client.stop()).toBe(0);
});

test('it ends when its input ends', async () => {
  const client = await Client.start();
  const exit = new Promise((resolve) => client.child.on('exit', resolve));
  client.child.stdin.end();
  expect(await exit).toBe(1);
});

test('it ends when the client process is gone', async () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const client = new Client();
  await client.initialize({}, { processId: other.pid });
  const exit = new Promise((resolve) => client.child.on('exit', resolve));
  other.kill();
  expect(await exit).toBe(1);
}, 15_000);

test('it speaks over the channel of a forked process', async () => {
  const child = spawn(process.execPath, [SERVER, '--node-ipc'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const answer = new Promise((resolve) => child.once('message', resolve));
  child.send(INITIALIZE);
  expect(await answer).toMatchObject({ id: 1, result: { serverInfo: { name: 'pipewarden' } } });
  child.kill();
});

test('it speaks over a socket', async () => {
  const socket = await new Promise<Socket>((resolve) => {
    const server = createServer((incoming) => {
      server.close();
      resolve(incoming);
    }).listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      spawn(process.execPath, [SERVER, `--socket=${port}`], { stdio: 'ignore' });
    });
  });
  const body = JSON.stringify(INITIALIZE);
  socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
  let received = '';
  for await (const data of socket) {
    received += data;
    if (received.includes('"name":"pipewarden"')) break;
  }
  expect(received).toContain('"name":"pipewarden"');
  socket.destroy();
});

test('a request it does not know is refused, and it lives on', async () => {
  const client = await Client.start();
  await expect(client.request('pipewarden/nonsense', {})).rejects.toThrow('-32601');
  expect(await client.request('pipewarden/rules', {})).toBeInstanceOf(Array);
  await client.stop();
});

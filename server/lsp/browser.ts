import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { loadShellParser } from '../host/shell.ts';
import type { Platform } from './platform.ts';
import { startServer } from './server.ts';

declare const self: DedicatedWorkerGlobalScope;

const platform: Platform = {
  files: undefined,
  async loadShell({ wasm }) {
    if (!wasm) throw new Error('the client names no WebAssembly files');
    const [runtime, grammar] = await Promise.all([download(wasm.runtime), download(wasm.grammar)]);
    return loadShellParser({ runtime, grammar });
  },
  turn() {
    // A timer would wait 4 ms; a message to oneself comes back at once.
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  },
  today: () => new Date().toISOString().slice(0, 10),
  now: () => performance.now(),
};

/** A file of the extension itself: the only thing the worker ever fetches. */
async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(self),
  new BrowserMessageWriter(self),
);
startServer(connection, platform);

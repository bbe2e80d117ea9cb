import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeFiles } from '../host/node-files.ts';
import { loadShell } from '../host/node-shell.ts';
import type { Platform } from './platform.ts';
import { startServer } from './server.ts';
import { validatePolicy } from './validate-policy.ts';

const platform: Platform = {
  files: nodeFiles,
  loadShell,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  validatePolicy,
  // Loaded when it is first allowed: most never need the network.
  askOnline: async (...order) => (await import('./ask-online.ts')).askOnline(...order),
  today: () => new Date().toISOString().slice(0, 10),
  now: () => performance.now(),
};

// Without a word about the transport it is standard input and output. The library ends the process when its input
// closes or the client's process (`processId`, `--clientProcessId`) is gone.
const transports = /^--(?:stdio|node-ipc|socket|pipe)(?:=|$)/;
if (!process.argv.slice(2).some((argument) => transports.test(argument))) process.argv.push('--stdio');

startServer(createConnection(ProposedFeatures.all), platform);

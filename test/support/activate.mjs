import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Stands for `vscode`: everything exists, does nothing and gives itself. */
const SCRIPT = `
  const anything = new Proxy(function () {}, {
    get: (_, name) => (name === Symbol.toPrimitive ? () => '' : name === 'textDocuments' ? [] : anything),
    apply: () => anything,
    construct: () => anything,
    set: () => true,
  });
  const Module = require('node:module');
  const load = Module._load;
  const asked = [];
  Module._load = (name, ...rest) => {
    asked.push(name);
    return name === 'vscode' ? Object.create(anything) : load(name, ...rest);
  };
  const begin = process.cpuUsage();
  const extension = require(process.argv[1]);
  extension.activate({ subscriptions: [], extensionUri: anything, asAbsolutePath: String });
  const { user, system } = process.cpuUsage(begin);
  console.log(JSON.stringify({ milliseconds: (user + system) / 1000, asked: asked.slice(1) }));
`;

/** Loads and activates a bundle of `dist/` in a process of its own: its processor time, and the modules it asked for. */
export function activate(bundle) {
  const file = path.join(import.meta.dirname, '../../dist', bundle);
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', SCRIPT, file], { encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

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

function activate(bundle: string): { milliseconds: number; asked: readonly string[] } {
  const file = fileURLToPath(new URL(`../../dist/${bundle}`, import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', SCRIPT, file], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test.each(['client.js', 'web/client.js'])('%s is loaded and activated within 50 ms', (bundle) => {
  const runs = Array.from({ length: 5 }, () => activate(bundle).milliseconds).sort((a, b) => a - b);
  expect(runs[2]).toBeLessThan(50);
});

test('activation leaves the language client alone', () => {
  expect(new Set(activate('client.js').asked)).toEqual(new Set(['vscode']));
});

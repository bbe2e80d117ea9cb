import { expect, test } from 'vitest';
import { activate } from '../support/activate.mjs';

// How long it takes is measured in test/bench.
test('activation on the desktop leaves the language client alone', () => {
  expect(new Set(activate('client.js').asked)).toEqual(new Set(['vscode']));
});

test('activation in the browser asks for nothing but VS Code', () => {
  expect(new Set(activate('web/client.js').asked)).toEqual(new Set(['vscode']));
});

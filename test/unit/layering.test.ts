import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow } from '../support/files.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** Every import of the TypeScript files below a folder, as `[file, specifier]`. */
function importsOf(folder: string): [string, string][] {
  return filesBelow(path.join(ROOT, folder))
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(path.join(ROOT, folder, file), 'utf8');
      const found = text.matchAll(
        /^(?:import|export)\s(?:[\w*{][^;'"]*?\sfrom\s)?'([^']+)';$|\b(?:import|require)\('([^']+)'\)/gm,
      );
      return [...found].map((match): [string, string] => {
        const specifier = (match[1] ?? match[2])!;
        const resolved = specifier.startsWith('.')
          ? path.posix.join(folder, path.posix.dirname(file), specifier)
          : specifier;
        return [`${folder}/${file}`, resolved];
      });
    });
}

const everywhere = ['client', 'server', 'rules'].flatMap(importsOf);
const outside = (allowed: RegExp, imports = everywhere) =>
  imports.filter(([, target]) => !allowed.test(target));

describe('imports follow ARCHITECTURE.md', () => {
  test('the engine imports itself and parser libraries', () => {
    const data = /^rules\/data\//;
    const allowed = /^(?:server\/core\/|yaml$|toml-eslint-parser$|picomatch)/;
    expect(outside(allowed, importsOf('server/core')).filter(([, target]) => !data.test(target))).toEqual([]);
  });
  test('rules import the engine and their tables', () => {
    expect(outside(/^(?:server\/core\/|rules\/)/, importsOf('rules'))).toEqual([]);
  });
  test('the client imports VS Code and the protocol', () => {
    const allowed = /^(?:client\/|vscode$|vscode-languageclient|server\/lsp\/protocol\.ts$|node:)/;
    expect(outside(allowed, importsOf('client'))).toEqual([]);
  });
  test.each([
    ['vscode', /^vscode$|^vscode-languageclient/, /^client\//],
    ['the language server protocol', /^vscode-languageserver/, /^server\/lsp\//],
    ['processes', /^(?:node:)?child_process$/, /^server\/host\/git\.ts$/],
    ['the network', /^(?:node:)?(?:https?|net|tls|dns|dgram)$|^@aws-sdk|^@smithy/, /^server\/online\//],
  ])('only its own folder knows %s', (_, target, folder) => {
    expect(everywhere.filter(([file, specifier]) => target.test(specifier) && !folder.test(file))).toEqual(
      [],
    );
  });
});

/*
 * V8 makes a new hidden class each time such a literal is evaluated. The class is old at once, so it keeps all that the
 * getter can see, the whole document, until the next full collection. Classes carry a return type here, literals none.
 */
test('no fact is an object literal with a getter', () => {
  const found = ['server/core/model', 'server/core/parse'].flatMap((folder) =>
    filesBelow(path.join(ROOT, folder)).filter((file) =>
      /^\s+get \w+\(\) \{/m.test(readFileSync(path.join(ROOT, folder, file), 'utf8')),
    ),
  );
  expect(found).toEqual([]);
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ShellParser } from '../core/parse/shell.ts';
import { loadShellParser } from '../host/shell.ts';

/** Loads the shell parser from the WebAssembly files that the build puts beside the bundle. */
export async function loadShell(): Promise<ShellParser> {
  const folder = path.join(__dirname, 'wasm');
  return loadShellParser({
    runtime: readFileSync(path.join(folder, 'web-tree-sitter.wasm')),
    grammar: readFileSync(path.join(folder, 'tree-sitter-bash.wasm')),
  });
}

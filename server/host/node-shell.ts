import { readFile } from 'node:fs/promises';
import path from 'node:path';
import v8 from 'node:v8';
import type { ShellParser } from '../core/parse/shell.ts';
import { loadShellParser } from './shell.ts';

/** Loads the shell parser from the WebAssembly files that the build puts beside the bundle. */
export async function loadShell(): Promise<ShellParser> {
  // The optimising compiler would spend more than a second on the grammar's tables, and the process waits for it when it
  // ends; the baseline code is fast enough for scripts.
  v8.setFlagsFromString('--liftoff-only');
  const [runtime, grammar] = await Promise.all(
    ['web-tree-sitter.wasm', 'tree-sitter-bash.wasm'].map((file) =>
      readFile(path.join(__dirname, 'wasm', file)),
    ),
  );
  return loadShellParser({ runtime: runtime!, grammar: grammar! });
}

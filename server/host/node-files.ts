import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Cancellation, FileAccess } from './files.ts';

/** Files beyond this size (bytes) are left out of a scan. */
const MAX_SIZE = 4 * 1024 * 1024;
const SKIPPED = new Set(['.git', 'node_modules', '.hg', '.svn']);

/** Files on this machine's disk, for `file:` URIs. */
export const nodeFiles: FileAccess = {
  async readFile(uri) {
    try {
      const file = fileURLToPath(uri);
      const { size } = await stat(file);
      return size > MAX_SIZE ? undefined : await readFile(file, 'utf8');
    } catch {
      return undefined;
    }
  },
  async *listFiles(folder, cancelled) {
    yield* walk(fileURLToPath(folder), cancelled);
  },
};

async function* walk(folder: string, cancelled: Cancellation): AsyncGenerator<string> {
  if (cancelled.isCancellationRequested) return;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* walk(file, cancelled);
    else if (entry.isFile()) yield pathToFileURL(file).href;
  }
}

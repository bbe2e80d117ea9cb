import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileAccess } from './files.ts';
import { readText } from './read-text.ts';
import { listBelow, readBelow } from './repository-files.ts';
import { walk } from './walk.ts';

/** Files on this machine's disk, for `file:` URIs. */
export const nodeFiles: FileAccess = {
  async readFile(uri) {
    const content = readText(fileURLToPath(uri));
    return content.is === 'text' ? content.text : undefined;
  },
  readBelow: async (folder, path) => readBelow(fileURLToPath(folder), path) ?? undefined,
  listBelow: async (folder, path) => listBelow(fileURLToPath(folder), path),
  exists: async (uri) => existsSync(fileURLToPath(uri)),
  async *listFiles(folder, cancelled) {
    const options = { isExcluded: () => cancelled.isCancellationRequested, onError: () => undefined };
    for (const file of walk(fileURLToPath(folder), options)) {
      yield pathToFileURL(file).href;
      // After each file other messages may come in, such as the one that cancels.
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
};

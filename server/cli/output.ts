import { once } from 'node:events';
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Pieces are gathered to this many characters before they are written. */
const CHUNK = 64 * 1024;

/**
 * Writes to standard output and waits for a slow reader. The process must end by itself afterwards, never by
 * `process.exit`, or what has not been read is lost. A reader that goes away early is no error.
 */
export async function print(pieces: Iterable<string>): Promise<void> {
  let isClosed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isClosed = true;
  });
  let buffer = '';
  const write = async (): Promise<void> => {
    const chunk = buffer;
    buffer = '';
    if (!isClosed && !process.stdout.write(chunk)) {
      await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')]).catch(() => {});
    }
  };
  for (const piece of pieces) {
    buffer += piece;
    if (buffer.length >= CHUNK) await write();
    if (isClosed) return;
  }
  if (buffer !== '') await write();
}

/** A line for people on standard error. */
export function warn(line: string): void {
  process.stderr.write(`pipewarden: ${line}\n`);
}

/**
 * Replaces a file at once or not at all: the new content is written beside it, then renamed over it. Keeps the mode.
 * Throws the file system's error, and leaves nothing behind then.
 */
export function replaceFile(file: string, pieces: Iterable<string>): void {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    const handle = openSync(temporary, 'wx', 0o666);
    try {
      for (const piece of pieces) writeSync(handle, piece);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    const mode = modeOf(file);
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function modeOf(file: string): number | undefined {
  try {
    return statSync(file).mode & 0o7777;
  } catch {
    return undefined;
  }
}

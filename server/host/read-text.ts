import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** What became of reading a file. Offsets in `text` are those of the file as it is: a byte order mark is kept. */
export type FileText =
  | { readonly is: 'text'; readonly text: string; readonly bytes: number; readonly encoding: Encoding }
  | { readonly is: 'binary' }
  /** `message` says why in words for people, without the path. */
  | { readonly is: 'error'; readonly message: string };

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Text files above this many bytes are not read: no pipeline file comes near it, and a report would help nobody. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** How much of a file decides whether it is binary. */
const HEAD_BYTES = 8192;

/**
 * Reads a text file whole. Never throws and never waits: what is no regular file, may not be read, has vanished or is
 * too large is an error; what has NUL in its beginning is binary.
 */
export function readText(path: string): FileText {
  let file: number;
  try {
    // Non-blocking, so that a named pipe without a writer does not stop the run.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return { is: 'error', message: explain(error) };
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile())
      return { is: 'error', message: `not a regular file${stat.isDirectory() ? ' but a folder' : ''}` };
    return readOpen(file, stat.size);
  } catch (error) {
    return { is: 'error', message: explain(error) };
  } finally {
    closeSync(file);
  }
}

function readOpen(file: number, size: number): FileText {
  const large = size > MAX_FILE_BYTES;
  const buffer = Buffer.allocUnsafe(large ? HEAD_BYTES : size);
  let length = 0;
  while (length < buffer.length) {
    const count = readSync(file, buffer, length, buffer.length - length, length);
    if (count === 0) break;
    length += count;
  }
  const bytes = buffer.subarray(0, length);
  const decoded = decode(bytes);
  if (large && decoded.is === 'text') {
    return { is: 'error', message: `larger than ${MAX_FILE_BYTES / 1024 / 1024} MB, left out` };
  }
  return decoded;
}

/** Decodes the bytes of a file: UTF-8, or UTF-16 where a byte order mark says so. Wrong bytes become U+FFFD. */
export function decode(bytes: Buffer): FileText {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8') {
    if (bytes.subarray(0, HEAD_BYTES).includes(0)) return { is: 'binary' };
    return { is: 'text', text: bytes.toString('utf8'), bytes: bytes.length, encoding };
  }
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  if (text.slice(0, HEAD_BYTES).includes('\0')) return { is: 'binary' };
  return { is: 'text', text, bytes: bytes.length, encoding };
}

function encodingOf(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder',
  ELOOP: 'its symbolic links go round in a circle',
  EISDIR: 'not a regular file but a folder',
  ENXIO: 'not a regular file',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'its name is too long',
};

/** Says in words why the file system refused; never with a stack or a path of its own. */
export function explain(error: unknown, wanted: 'read' | 'written' = 'read'): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (code === 'EACCES' || code === 'EPERM')
    return `no permission to ${wanted === 'read' ? 'read' : 'write'} it`;
  return REASONS[code] ?? `it could not be ${wanted}${code === '' || code === 'EIO' ? '' : ` (${code})`}`;
}

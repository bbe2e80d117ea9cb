import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { compareText } from '../core/finding.ts';
import { isInside } from './project.ts';
import { readText } from './read-text.ts';

/** Files above this many bytes are not brought for the sake of another: what is called or included is short. */
export const MAX_NEIGHBOUR_BYTES = 1024 * 1024;

/**
 * The text of a file below `root` (absolute), by its path from there; null when there is none, it is no text, it is too
 * large, or symbolic links lead out of the root.
 */
export function readBelow(root: string, file: string): string | null {
  try {
    const real = realpathSync(path.join(root, file));
    if (!isInside(real, realpathSync(root)) || statSync(real).size > MAX_NEIGHBOUR_BYTES) return null;
    const content = readText(real);
    return content.is === 'text' ? content.text : null;
  } catch {
    return null;
  }
}

/**
 * The names of the files that lie directly in a folder below `root` (absolute), sorted, links left out; none when there is
 * no such folder, or symbolic links lead out of the root.
 */
export function listBelow(root: string, folder: string): readonly string[] {
  try {
    const real = realpathSync(path.join(root, folder));
    if (!isInside(real, realpathSync(root))) return [];
    const entries = readdirSync(real, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort(compareText);
  } catch {
    return [];
  }
}

import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { compareText } from '../core/finding.ts';
import { explain } from './read-text.ts';

export interface WalkOptions {
  /** True for folders and files that the configuration leaves out. */
  readonly isExcluded: (absolute: string) => boolean;
  /** Told of folders that could not be read. */
  readonly onError: (display: string, message: string) => void;
}

/** The ignore rules of one folder, and those of the folders above it. */
interface Rules {
  readonly folder: string;
  readonly ignore: Ignore;
  readonly outer: Rules | undefined;
}

/** Never looked into: what git and package managers keep is not the project's own text. */
const SKIPPED_FOLDERS = new Set(['.git', '.hg', '.svn', '.jj', 'node_modules']);

/** Binary by their names, so that they are not even opened. */
const BINARY =
  /\.(?:png|jpe?g|gif|webp|ico|bmp|tiff?|avif|psd|pdf|zip|gz|tgz|bz2|xz|zst|7z|rar|jar|war|ear|class|o|a|so|dylib|dll|exe|pyc|pyo|whl|egg|woff2?|ttf|otf|eot|mp[34]|m4[av]|mov|avi|mkv|webm|wav|flac|ogg|wasm|sqlite3?|db|parquet|npy|npz|pt|onnx|bin|iso|dmg|vsix|crx)$/i;

/**
 * The files below a folder, sorted, as paths that begin with `folder` as it was given. Respects `.gitignore` (nested,
 * up to the repository's root) and `.git/info/exclude`. Symbolic links are not followed: what they lead to is either
 * part of the tree anyway or not the project's. Only regular files are named.
 */
export function* walk(folder: string, options: WalkOptions): Generator<string> {
  const absolute = path.resolve(folder);
  yield* walkFolder(folder, absolute, rulesAbove(absolute), options);
}

function* walkFolder(
  display: string,
  absolute: string,
  outer: Rules | undefined,
  options: WalkOptions,
): Generator<string> {
  let entries: Dirent[];
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch (error) {
    options.onError(display, explain(error));
    return;
  }
  entries.sort((a, b) => compareText(a.name, b.name));
  const rules = entries.some((entry) => entry.name === '.gitignore') ? read(absolute, outer) : outer;
  for (const entry of entries) {
    const isFolder = entry.isDirectory();
    if (isFolder ? SKIPPED_FOLDERS.has(entry.name) : !entry.isFile() || BINARY.test(entry.name)) continue;
    const inner = path.join(absolute, entry.name);
    if (isIgnored(inner, isFolder, rules) || options.isExcluded(inner)) continue;
    const shown = path.join(display, entry.name);
    if (isFolder) yield* walkFolder(shown, inner, rules, options);
    else yield shown;
  }
}

/** The innermost folder whose rules speak of a path decides, as in git. */
function isIgnored(absolute: string, isFolder: boolean, rules: Rules | undefined): boolean {
  for (let current = rules; current; current = current.outer) {
    const relative = path.relative(current.folder, absolute).replaceAll(path.sep, '/');
    const { ignored, unignored } = current.ignore.test(isFolder ? `${relative}/` : relative);
    if (ignored || unignored) return ignored;
  }
  return false;
}

/**
 * The rules of the folders above, from the repository's root on. None when they ignore the folder itself: who names an
 * ignored folder wants to see it.
 */
function rulesAbove(absolute: string): Rules | undefined {
  const above: string[] = [];
  let root: string | undefined;
  for (let current = absolute; ; current = path.dirname(current)) {
    if (current !== absolute) above.unshift(current);
    if (existsSync(path.join(current, '.git'))) {
      root = current;
      break;
    }
    if (path.dirname(current) === current) break;
  }
  if (root === undefined) return undefined;
  let rules = read(root, undefined, path.join(root, '.git/info/exclude'));
  for (const folder of above) rules = read(folder, rules);
  return absolute !== root && isIgnored(absolute, true, rules) ? undefined : rules;
}

/** Adds the rules of a folder to those above it; none where the file cannot be read. */
function read(
  folder: string,
  outer: Rules | undefined,
  file = path.join(folder, '.gitignore'),
): Rules | undefined {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    return { folder, ignore: ignore({ ignorecase: false }).add(text), outer };
  } catch {
    return outer;
  }
}

import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Ref, RepositoryRefs } from '../core/model/github/refs.ts';

/** What a repository said, and when. */
export interface KnownRepository {
  /** Milliseconds since 1970. */
  readonly asked: number;
  readonly refs: RepositoryRefs;
  /** Commits that are on a branch or under a tag of it, without being their tip. */
  readonly commits: readonly string[];
}

/** The form of the files; one that says another is not read. */
const FORMAT = 1;
const MAX_BYTES = 16 * 1024 * 1024;

/** Keeps answers between runs, a file for each repository. Whatever fails here is no failure: the network is asked then. */
export class RefsCache {
  readonly #folder: string | undefined;

  /** Without a folder nothing is kept. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** `slug` is an `owner/repo` that was checked. */
  read(slug: string): KnownRepository | undefined {
    const file = this.#fileOf(slug);
    if (file === undefined) return undefined;
    try {
      if (statSync(file).size > MAX_BYTES) return undefined;
      const known = JSON.parse(readFileSync(file, 'utf8')) as KnownRepository & { format: unknown };
      return isSound(known) ? known : undefined;
    } catch {
      return undefined;
    }
  }

  write(slug: string, known: KnownRepository): void {
    const file = this.#fileOf(slug);
    if (file === undefined) return;
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      const temporary = `${file}.${process.pid}.tmp`;
      try {
        writeFileSync(temporary, JSON.stringify({ format: FORMAT, ...known }), { flag: 'wx', mode: 0o600 });
        renameSync(temporary, file);
      } finally {
        rmSync(temporary, { force: true });
      }
    } catch {
      // It is asked again next time.
    }
  }

  #fileOf(slug: string): string | undefined {
    return this.#folder && path.join(this.#folder, 'github.com', `${slug.replace('/', '+')}.json`);
  }
}

/** The user's own folder for what can be thrown away; undefined where there is none. */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const absolute = (folder: string | undefined): string | undefined =>
    folder && path.isAbsolute(folder) ? folder : undefined;
  const named = absolute(platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME);
  if (named) return path.join(named, 'pipewarden');
  const home = absolute(homedir());
  if (home === undefined || platform === 'win32') return undefined;
  return path.join(home, platform === 'darwin' ? 'Library/Caches' : '.cache', 'pipewarden');
}

function isSound({ format, asked, refs, commits }: KnownRepository & { format: unknown }): boolean {
  const areRefs = (list: readonly Ref[]): boolean =>
    list.every(
      ({ name, commit, object }) =>
        typeof name === 'string' && isHash(commit) && (object === undefined || isHash(object)),
    );
  return (
    format === FORMAT &&
    Number.isFinite(asked) &&
    areRefs(refs.tags) &&
    areRefs(refs.branches) &&
    refs.branches.length > 0 &&
    commits.every(isHash)
  );
}

function isHash(text: unknown): boolean {
  return typeof text === 'string' && /^[0-9a-f]{40}$/.test(text);
}

import { parentOf } from './uri.ts';

/** Finds the repositories that folders lie in, and remembers them until told to forget. */
export class Repositories {
  readonly #exists: (uri: string) => Promise<boolean>;
  readonly #byFolder = new Map<string, Promise<string | undefined>>();

  constructor(exists: (uri: string) => Promise<boolean>) {
    this.#exists = exists;
  }

  clear(): void {
    this.#byFolder.clear();
  }

  /** The nearest folder upwards, `folder` included, that holds a `.git`, as for the command line; all as URIs. */
  of(folder: string): Promise<string | undefined> {
    let found = this.#byFolder.get(folder);
    if (!found) {
      found = this.#search(folder);
      this.#byFolder.set(folder, found);
    }
    return found;
  }

  async #search(folder: string): Promise<string | undefined> {
    // `file://` and an authority alone name no folder.
    if (!/^[\w+.-]+:\/\/[^/]*\/./.test(folder)) return undefined;
    return (await this.#exists(`${folder}/.git`).catch(() => false)) ? folder : this.of(parentOf(folder));
  }
}

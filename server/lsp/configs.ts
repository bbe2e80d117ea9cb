import { CONFIG_NAMES, type Config, DEFAULT_CONFIG } from '../core/config/config.ts';
import { type FileSettings, fileSettings } from '../core/config/file-settings.ts';
import { Ignores } from '../core/config/ignore.ts';
import { parseConfig } from '../core/config/parse.ts';
import { Document } from '../core/document.ts';
import type { Registry } from '../core/registry.ts';
import { Source } from '../core/text/source.ts';
import { joinUri, parentOf, pathBelow } from './uri.ts';

/** Globs (of the protocol) of every file that may be a configuration. */
export const CONFIG_GLOBS: readonly string[] = CONFIG_NAMES.map((name) => `**/${name}`);

/** The configuration of a folder; without `uri` when it is the default one. */
export interface EffectiveConfig {
  readonly uri: string | undefined;
  /** The folder that its globs count from. */
  readonly folder: string;
  readonly config: Config;
  readonly files: FileSettings;
  readonly ignores: Ignores;
}

/** Finds, reads and keeps the configuration files of a workspace, until they change. */
export class Configs {
  readonly #registry: Registry;
  readonly #readFile: (uri: string) => Promise<string | undefined>;
  readonly #today: () => string;
  readonly #byFolder = new Map<string, Promise<EffectiveConfig | undefined>>();
  readonly #byUri = new Map<string, Promise<EffectiveConfig | undefined>>();

  /** `today` gives an ISO date: entries of a configuration may end. */
  constructor(
    registry: Registry,
    readFile: (uri: string) => Promise<string | undefined>,
    today: () => string,
  ) {
    this.#registry = registry;
    this.#readFile = readFile;
    this.#today = today;
  }

  /** Forgets everything: a configuration was changed, made or deleted. */
  clear(): void {
    this.#byFolder.clear();
    this.#byUri.clear();
  }

  /**
   * The configuration for the file `uri` of the workspace folder `root`: the one at `explicit` (a path from the root),
   * else the nearest one upwards, not above its repository. Without a repository the search ends at the root, without
   * a root in the file's own folder.
   */
  async of(
    uri: string,
    root: string | undefined,
    repository: string | undefined,
    explicit: string | null,
  ): Promise<EffectiveConfig> {
    const folder = parentOf(uri);
    const found =
      explicit !== null && root !== undefined
        ? await this.#read(joinUri(root, explicit))
        : await this.#nearest(folder, repository ?? root ?? folder);
    return found ?? this.#effective(undefined, root ?? folder, DEFAULT_CONFIG);
  }

  #nearest(folder: string, last: string): Promise<EffectiveConfig | undefined> {
    const key = `${folder}\n${last}`;
    let found = this.#byFolder.get(key);
    if (!found) {
      found = this.#search(folder, last);
      this.#byFolder.set(key, found);
    }
    return found;
  }

  async #search(folder: string, last: string): Promise<EffectiveConfig | undefined> {
    for (const name of CONFIG_NAMES) {
      const config = await this.#read(`${folder}/${name}`);
      if (config) return config;
    }
    return pathBelow(last, folder) === undefined ? undefined : this.#nearest(parentOf(folder), last);
  }

  #read(uri: string): Promise<EffectiveConfig | undefined> {
    let found = this.#byUri.get(uri);
    if (!found) {
      found = this.#readFile(uri).then((text) =>
        text === undefined ? undefined : this.#effective(uri, baseOf(uri), this.parse(uri, text)),
      );
      this.#byUri.set(uri, found);
    }
    return found;
  }

  /** The configuration that a text says; what is wrong in it is a finding of `invalid-config` in that file. */
  parse(uri: string, text: string): Config {
    return parseConfig(new Document(new Source(uri, text), 'pipewarden-config'), this.#registry).config;
  }

  #effective(uri: string | undefined, folder: string, config: Config): EffectiveConfig {
    const ignores = new Ignores(config, this.#today());
    return { uri, folder, config, files: fileSettings(config), ignores };
  }
}

/** The folder that a configuration holds for. */
function baseOf(uri: string): string {
  return parentOf(uri).replace(/\/\.github$/, '');
}

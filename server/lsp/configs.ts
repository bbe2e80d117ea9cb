import { type Config, DEFAULT_CONFIG } from '../core/config/config.ts';
import type { Registry } from '../core/registry.ts';
import { Source, type Span } from '../core/text/source.ts';
import { joinUri, parentOf, pathBelow } from './uri.ts';

/** Where a configuration may stand, from each folder upwards; the first one counts. */
const NAMES = ['.pipewarden.yml', '.pipewarden.yaml', '.github/pipewarden.yml', '.github/pipewarden.yaml'];

/** Glob (of the protocol) of every file that may be a configuration. */
export const CONFIG_GLOB = '**/{.pipewarden,pipewarden}.{yml,yaml}';

export function isConfig(uri: string): boolean {
  return /\/\.?pipewarden\.ya?ml$/.test(uri);
}

export interface ConfigProblem {
  readonly message: string;
  readonly span: Span;
}

/** The configuration of a folder; without `uri` when it is the default one. */
export interface EffectiveConfig {
  readonly uri: string | undefined;
  /** The folder that its globs count from. */
  readonly folder: string;
  readonly config: Config;
}

/** Finds, reads and keeps the configuration files of a workspace, until they change. */
export class Configs {
  readonly #registry: Registry;
  readonly #readFile: (uri: string) => Promise<string | undefined>;
  readonly #byFolder = new Map<string, Promise<EffectiveConfig | undefined>>();
  readonly #byUri = new Map<string, Promise<EffectiveConfig | undefined>>();

  constructor(registry: Registry, readFile: (uri: string) => Promise<string | undefined>) {
    this.#registry = registry;
    this.#readFile = readFile;
  }

  /** Forgets everything: a configuration was changed, made or deleted. */
  clear(): void {
    this.#byFolder.clear();
    this.#byUri.clear();
  }

  /**
   * The configuration for the file `uri` of the workspace folder `root`: the one at `explicit` (a path from the root),
   * else the nearest one upwards that is not above the root. Without a root only the file's own folder is searched.
   */
  async of(uri: string, root: string | undefined, explicit: string | null): Promise<EffectiveConfig> {
    const folder = parentOf(uri);
    const found =
      explicit !== null && root !== undefined
        ? await this.#read(joinUri(root, explicit), root)
        : await this.#nearest(folder, root ?? folder);
    return found ?? { uri: undefined, folder: root ?? folder, config: DEFAULT_CONFIG };
  }

  #nearest(folder: string, root: string): Promise<EffectiveConfig | undefined> {
    const key = `${folder}\n${root}`;
    let found = this.#byFolder.get(key);
    if (!found) {
      found = this.#search(folder, root);
      this.#byFolder.set(key, found);
    }
    return found;
  }

  async #search(folder: string, root: string): Promise<EffectiveConfig | undefined> {
    for (const name of NAMES) {
      const config = await this.#read(`${folder}/${name}`, folder);
      if (config) return config;
    }
    return pathBelow(root, folder) === undefined ? undefined : this.#nearest(parentOf(folder), root);
  }

  #read(uri: string, folder: string): Promise<EffectiveConfig | undefined> {
    let found = this.#byUri.get(uri);
    if (!found) {
      found = this.#readFile(uri).then((text) =>
        text === undefined ? undefined : { uri, folder, config: this.parse(uri, text).config },
      );
      this.#byUri.set(uri, found);
    }
    return found;
  }

  /** Reads a configuration's text; what is wrong with it has its place in the text. */
  parse(uri: string, text: string): { config: Config; problems: readonly ConfigProblem[] } {
    return parseConfig(new Source(uri, text), this.#registry);
  }
}

function parseConfig(
  _source: Source,
  _registry: Registry,
): { config: Config; problems: readonly ConfigProblem[] } {
  return { config: DEFAULT_CONFIG, problems: [] };
}

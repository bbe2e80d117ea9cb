import type { Connection, InitializeParams, WorkspaceFolder } from 'vscode-languageserver';
import { classify } from '../core/classify.ts';
import type { Config } from '../core/config/config.ts';
import { compileGlob, type GlobMatcher } from '../core/config/glob.ts';
import type { DocumentSettings } from '../core/document.ts';
import { compareText, inProfile } from '../core/finding.ts';
import type { Kind } from '../core/kinds.ts';
import type { Registry } from '../core/registry.ts';
import type { Cancellation } from '../host/files.ts';
import { Configs, type EffectiveConfig } from './configs.ts';
import type { Platform } from './platform.ts';
import {
  type InitializationOptions,
  LIST_FILES,
  type ListFilesParams,
  type ListFilesResult,
  READ_FILE,
  type ReadFileParams,
  type ReadFileResult,
} from './protocol.ts';
import { Repositories } from './repositories.ts';
import { readSettings, type Settings } from './settings.ts';
import { joinUri, parentOf, pathBelow, pathOf, schemeOf } from './uri.ts';

/** What holds for one file: where it lies, its settings and its configuration. */
export interface FileContext {
  readonly uri: string;
  /** From the workspace folder, or the whole path outside of one; with `/`. */
  readonly path: string;
  /** From the repository, else from the configuration's or the workspace folder: what fingerprints are made of, the same as on the command line. */
  readonly identity: string;
  /** From the folder of its configuration: what globs there are held against. */
  readonly pathFromConfig: string;
  /** The folder that paths between the files of a repository count from. */
  readonly root: string;
  readonly settings: Settings;
  readonly config: EffectiveConfig;
}

/**
 * How a file is read. Whether the network is asked is for the user to say, in the settings; what the configuration says of
 * it is for the command line.
 */
export function documentSettings({
  config,
  pathFromConfig,
  settings: { online },
}: FileContext): DocumentSettings {
  return { ...config.files.of(pathFromConfig), online };
}

/** The configuration in effect: of the two profiles the one that includes the other. */
export function effective({ config: { config }, settings }: FileContext): Config {
  return inProfile(settings.profile, config.profile) ? config : { ...config, profile: settings.profile };
}

/** The folders, settings and configurations of the editor's workspace, and access to its files. */
export class Workspace {
  readonly configs: Configs;
  readonly #connection: Connection;
  readonly #platform: Platform;
  readonly #options: InitializationOptions;
  readonly #asksForSettings: boolean;
  readonly #repositories: Repositories;
  readonly #settings = new Map<string, Promise<Settings>>();
  readonly #globs = new Map<string, GlobMatcher>();
  #pushedSettings: unknown;
  #folders: readonly string[];
  /** Grows whenever a file's context may have changed. */
  generation = 0;

  constructor(connection: Connection, platform: Platform, params: InitializeParams, registry: Registry) {
    this.#connection = connection;
    this.#platform = platform;
    this.#options = (params.initializationOptions ?? {}) as InitializationOptions;
    this.#asksForSettings = params.capabilities.workspace?.configuration === true;
    this.#pushedSettings = this.#options.settings;
    // Clients that know no folders say their root in one of two older ways.
    const root = params.rootUri ?? (params.rootPath ? `file://${params.rootPath}` : undefined);
    this.#folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (root ? [root] : []);
    this.#repositories = new Repositories(async (uri) => platform.files?.exists(uri) ?? false);
    this.configs = new Configs(
      registry,
      (uri) => this.readFile(uri),
      () => platform.today(),
    );
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  changeFolders(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): void {
    const gone = new Set(removed.map(({ uri }) => uri));
    this.#folders = [...this.#folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
    this.changed();
  }

  /** `pushed` is the settings object of a client that sends it instead of being asked. */
  settingsChanged(pushed: unknown): void {
    const section = (pushed as { pipewarden?: unknown } | null)?.pipewarden;
    if (section !== undefined) this.#pushedSettings = section;
    this.#settings.clear();
    this.changed();
  }

  /** Configuration files or folders are not what they were. */
  changed(): void {
    this.configs.clear();
    this.#repositories.clear();
    this.generation++;
  }

  forget(uri: string): void {
    this.#settings.delete(uri);
  }

  async contextOf(uri: string): Promise<FileContext> {
    const root = this.#folderOf(uri);
    const settings = await this.#settingsOf(uri);
    const repository = await this.#repositoryOf(uri);
    const config = await this.configs.of(uri, root, repository, settings.configFile);
    const path = (root === undefined ? undefined : pathBelow(root, uri)) ?? pathOf(uri).replace(/^\//, '');
    return {
      uri,
      path,
      identity: (this.#isOnDisk(uri) && pathBelow(repository ?? config.folder, uri)) || path,
      pathFromConfig: pathBelow(config.folder, uri) ?? path,
      root: repository ?? config.folder,
      settings,
      config,
    };
  }

  /** The kind of a file; null when it is none of ours, or the settings or its configuration leave it out. */
  kindOf(context: FileContext, text: string, languageId?: string): Kind | null {
    const { settings, config, path } = context;
    if (!settings.enable || settings.exclude.some((glob) => this.#matches(glob, path))) return null;
    if (config.files.isExcluded(context.pathFromConfig)) return null;
    for (const [glob, kind] of Object.entries(settings.include)) {
      if (this.#matches(glob, path)) return kind;
    }
    return classify(namedByLanguage(path, languageId), text);
  }

  async readFile(uri: string): Promise<string | undefined> {
    if (this.#platform.files && schemeOf(uri) === 'file') return this.#platform.files.readFile(uri);
    if (!this.#options.files) return undefined;
    const params: ReadFileParams = { uri };
    const result = await this.#connection.sendRequest<ReadFileResult>(READ_FILE, params);
    return result.text ?? undefined;
  }

  /** A file that another one names, by its path below the root of their repository. */
  async readBelow(root: string, file: string): Promise<string | undefined> {
    if (this.#isOnDisk(root)) return this.#platform.files!.readBelow(root, file);
    return this.readFile(joinUri(root, file));
  }

  /** The names of the files directly in a folder, by its path below the root of the repository; sorted. */
  async listBelow(root: string, folder: string): Promise<readonly string[]> {
    if (this.#isOnDisk(root)) return this.#platform.files!.listBelow(root, folder);
    const uri = joinUri(root, folder);
    const names: string[] = [];
    for await (const file of this.listFiles(uri, NEVER_CANCELLED)) {
      const name = pathBelow(uri, file);
      if (name && !name.includes('/')) names.push(name);
    }
    return names.sort(compareText);
  }

  async *listFiles(folder: string, cancelled: Cancellation): AsyncIterable<string> {
    if (this.#platform.files && schemeOf(folder) === 'file') {
      yield* this.#platform.files.listFiles(folder, cancelled);
    } else if (this.#options.files) {
      const params: ListFilesParams = { folder };
      yield* (await this.#connection.sendRequest<ListFilesResult>(LIST_FILES, params)).uris;
    }
  }

  /** The repository that a file on disk lies in; elsewhere there is no knowing. */
  async #repositoryOf(uri: string): Promise<string | undefined> {
    return this.#isOnDisk(uri) ? this.#repositories.of(parentOf(uri)) : undefined;
  }

  #isOnDisk(uri: string): boolean {
    return this.#platform.files !== undefined && schemeOf(uri) === 'file';
  }

  /** The innermost workspace folder that holds `uri`. */
  #folderOf(uri: string): string | undefined {
    return this.#folders
      .filter((folder) => pathBelow(folder, uri) !== undefined)
      .sort((a, b) => b.length - a.length)[0];
  }

  #settingsOf(uri: string): Promise<Settings> {
    let found = this.#settings.get(uri);
    if (!found) {
      found = this.#askSettings(uri);
      this.#settings.set(uri, found);
    }
    return found;
  }

  async #askSettings(uri: string): Promise<Settings> {
    if (!this.#asksForSettings) return readSettings(this.#pushedSettings);
    try {
      const item = { scopeUri: uri, section: 'pipewarden' };
      return readSettings(await this.#connection.workspace.getConfiguration(item));
    } catch {
      return readSettings(undefined);
    }
  }

  #matches(glob: string, path: string): boolean {
    let matcher = this.#globs.get(glob);
    if (!matcher) {
      matcher = compileGlob(glob);
      this.#globs.set(glob, matcher);
    }
    return matcher(path);
  }
}

const NEVER_CANCELLED: Cancellation = { isCancellationRequested: false };

const EXTENSION_OF_LANGUAGE: Readonly<Record<string, string>> = {
  yaml: '.yml',
  json: '.json',
  jsonc: '.json',
  dockerfile: '.Dockerfile',
  shellscript: '.sh',
};

/** A document that was never saved has no telling name; its language stands in for the extension. */
function namedByLanguage(path: string, languageId: string | undefined): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return languageId && !name.includes('.') ? path + (EXTENSION_OF_LANGUAGE[languageId] ?? '') : path;
}

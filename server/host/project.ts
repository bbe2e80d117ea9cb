import { existsSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_NAMES, type Config, DEFAULT_CONFIG } from '../core/config/config.ts';
import { parseConfig } from '../core/config/parse.ts';
import { Document } from '../core/document.ts';
import type { Registry } from '../core/registry.ts';
import { Source } from '../core/text/source.ts';
import { readText } from './read-text.ts';

/** A configuration file as it was read. Plain data: it crosses threads. */
export interface LoadedConfig {
  readonly config: Config;
  /** Absolute path of the folder that globs count from. */
  readonly base: string;
  /** Absolute path of the file; undefined where there is none. */
  readonly file?: string | undefined;
  /** What is wrong with it, as `line:column: message`. */
  readonly problems: readonly string[];
}

/** What holds for the files of a folder. Plain data: it crosses threads. */
export interface Project extends LoadedConfig {
  /** Absolute path that the paths in fingerprints count from: the repository, else the configuration's folder. */
  readonly root: string;
}

export interface ProjectOptions {
  readonly registry: Registry;
  /** Folders (absolute) that serve as root for what lies below them in no repository; the first that fits. */
  readonly roots: readonly string[];
  /** Absolute path of one configuration file that holds for all, instead of the nearest one. */
  readonly configFile?: string | undefined;
  /** Lays what the user said in this run over each configuration. */
  readonly adjust?: (config: Config) => Config;
}

/** Finds what holds for any folder: its repository, and the nearest configuration upwards, not beyond the repository. */
export class Projects {
  readonly #options: ProjectOptions;
  readonly #repositories = new Map<string, string | undefined>();
  readonly #configFiles = new Map<string, string | undefined>();
  readonly #loaded = new Map<string | undefined, LoadedConfig>();
  readonly #projects = new Map<string, Project>();
  readonly #byFolder = new Map<string, Project>();

  constructor(options: ProjectOptions) {
    this.#options = options;
  }

  /** The project of the files that lie in `folder` (absolute). The same project is the same object. */
  of(folder: string): Project {
    let project = this.#byFolder.get(folder);
    if (!project) {
      project = this.#find(folder);
      this.#byFolder.set(folder, project);
    }
    return project;
  }

  #find(folder: string): Project {
    const file = this.#options.configFile ?? this.#configFileOf(folder);
    const repository = this.#repositoryOf(folder);
    const loaded = this.#load(file);
    const root =
      repository ??
      (loaded.base !== '' && isInside(folder, loaded.base) ? loaded.base : undefined) ??
      this.#options.roots.find((candidate) => isInside(folder, candidate)) ??
      folder;
    const key = `${root}\n${file ?? ''}`;
    let project = this.#projects.get(key);
    if (!project) {
      project = { ...loaded, base: loaded.base === '' ? root : loaded.base, root };
      this.#projects.set(key, project);
    }
    return project;
  }

  /** Every configuration that was read so far. */
  get configs(): readonly LoadedConfig[] {
    return [...this.#loaded.values()];
  }

  #repositoryOf(folder: string): string | undefined {
    return upwards(folder, this.#repositories, (candidate) =>
      existsSync(path.join(candidate, '.git')) ? candidate : undefined,
    );
  }

  #configFileOf(folder: string): string | undefined {
    return upwards(
      folder,
      this.#configFiles,
      (candidate) => CONFIG_NAMES.map((name) => path.join(candidate, name)).find((file) => existsSync(file)),
      (candidate) => this.#repositoryOf(candidate) === candidate,
    );
  }

  #load(file: string | undefined): LoadedConfig {
    let loaded = this.#loaded.get(file);
    if (!loaded) {
      loaded =
        file === undefined ? { config: DEFAULT_CONFIG, base: '', problems: [] } : read(file, this.#options);
      loaded = { ...loaded, config: this.#options.adjust?.(loaded.config) ?? loaded.config };
      this.#loaded.set(file, loaded);
    }
    return loaded;
  }
}

/** The answer of the nearest folder upwards that has one; remembered for each folder on the way. */
function upwards<T>(
  folder: string,
  known: Map<string, T | undefined>,
  answer: (folder: string) => T | undefined,
  isLast: (folder: string) => boolean = () => false,
): T | undefined {
  const way: string[] = [];
  let found: T | undefined;
  for (let current = folder; ; current = path.dirname(current)) {
    if (known.has(current)) {
      found = known.get(current);
      break;
    }
    way.push(current);
    found = answer(current);
    if (found !== undefined || isLast(current) || path.dirname(current) === current) break;
  }
  for (const each of way) known.set(each, found);
  return found;
}

function read(file: string, { registry }: ProjectOptions): LoadedConfig {
  const folder = path.dirname(file);
  const base = path.basename(folder) === '.github' ? path.dirname(folder) : folder;
  const content = readText(file);
  if (content.is !== 'text') {
    const message = content.is === 'binary' ? 'it is not a text file' : content.message;
    return { config: DEFAULT_CONFIG, base, file, problems: [message] };
  }
  const source = new Source(file, content.text);
  const document = new Document(source, 'pipewarden-config');
  const { config, problems } = parseConfig(document, registry);
  const lines = [...document.tree.problems, ...problems].map(({ span, message }) => {
    const { line, column } = source.positionAt(span.start);
    return `${line}:${column}: ${message}`;
  });
  return { config, base, file, problems: lines };
}

/** True when `inner` is `outer` or lies below it; both absolute. */
export function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return (
    relative === '' ||
    (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
  );
}

/** A path of this system with `/` between its parts, as in reports and globs. */
export function toSlashes(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

/** How people read an absolute path: from the working directory where it lies below, else as it is. */
export function displayPath(file: string): string {
  return isInside(file, process.cwd()) ? path.relative(process.cwd(), file) : file;
}

import { classify } from './classify.ts';
import type { PolicyType } from './config/config.ts';
import { type Facets, facetOf } from './facets.ts';
import { type Kind, SYNTAX } from './kinds.ts';
import { isRepositoryName, type OnlineFacts, type RepositoryRefs } from './model/github/refs.ts';
import { looksLikeJson, parseJson } from './parse/json.ts';
import type { ShellParser } from './parse/shell.ts';
import { parseToml } from './parse/toml.ts';
import type { MapNode, Node, ParsedTree } from './parse/tree.ts';
import { parseYaml } from './parse/yaml.ts';
import type { Source } from './text/source.ts';

/**
 * What a host lends to the engine. Members may be missing: a document then notes what it lacked in `needs`, the host
 * brings it and lints again; the parse is kept.
 */
export interface Services {
  shell?: ShellParser;
  /**
   * The files of the same repository that were asked for, by their path from its root; null for one that is not there, or
   * may not be read. A source's own path is the one that reports show. A host without the map knows no other files, and
   * none is asked for.
   */
  readonly files?: ReadonlyMap<string, Source | null>;
  /** The names of the files that lie directly in a folder of the repository, sorted; empty where there is no such folder. */
  readonly folders?: ReadonlyMap<string, readonly string[]>;
  /** What the network said so far. A host without it asks nobody, whatever the settings say. */
  readonly online?: OnlineFacts;
}

/**
 * Something a rule asked for that the host has not brought yet: a file, or the names of a folder's files, by the path from
 * the root of the repository; or what the network knows.
 */
export type Need = LocalNeed | OnlineNeed;

export type LocalNeed = 'shell' | `file:${string}` | `folder:${string}`;

/** The branches and tags of `owner/repo`; or whether `owner/repo` has the commit behind the `@`. All in lower case. */
export type OnlineNeed = `refs:${string}` | `commit:${string}`;

/** True for what only the network can bring. */
export function isOnlineNeed(need: Need): need is OnlineNeed {
  return need.startsWith('refs:') || need.startsWith('commit:');
}

/** How many steps a chain of files (a workflow that calls one that calls one) is followed. */
const MAX_NEIGHBOURS = 4;

/** What the configuration says about one file, where it changes how the file is read. */
export interface DocumentSettings {
  /** The type of the file's policies, from `policy-types`. */
  readonly policyType?: PolicyType | undefined;
  /** True when the user allowed that the network is asked about what the file names. */
  readonly online?: boolean;
}

/** One file with its kind. It is parsed when first asked, once; so is each of its facets. */
export class Document {
  readonly source: Source;
  readonly kind: Kind;
  readonly services: Services;
  readonly settings: DocumentSettings;
  readonly needs: Set<Need>;
  /** The files and folders that were asked for so far, by their paths from the root of the repository: it depends on them. */
  readonly dependencies: Set<string>;
  readonly #distance: number;
  /** How often a file was asked for that the host had not brought; shared with the neighbours. */
  readonly #lacks: { count: number };
  #tree: ParsedTree | undefined;
  readonly #facets = new Map<keyof Facets, readonly unknown[]>();
  readonly #neighbours = new Map<string, Document>();

  /** `from` is the document that this one is a neighbour of: what it lacks, that one lacks. */
  constructor(
    source: Source,
    kind: Kind,
    services: Services = {},
    settings: DocumentSettings = {},
    from?: Document,
  ) {
    this.source = source;
    this.kind = kind;
    this.services = services;
    this.settings = settings;
    this.needs = from?.needs ?? new Set();
    this.dependencies = from?.dependencies ?? new Set();
    this.#lacks = from ? from.#lacks : { count: 0 };
    this.#distance = from ? from.#distance + 1 : 0;
  }

  /**
   * Another file of the same repository, by its path from the root. Null when it is known that there is none of a kind
   * that is linted; undefined when that is not known: the host has not brought it yet, or cannot. Whoever names the file
   * may know its `kind`.
   */
  neighbour(path: string, kind?: Kind): Document | null | undefined {
    const { files } = this.services;
    if (!files || this.#distance >= MAX_NEIGHBOURS || !isPlainPath(path)) return undefined;
    this.dependencies.add(path);
    const source = files.get(path);
    if (source === undefined) this.#lack(`file:${path}`);
    if (source === undefined || source === null) return source;
    const known = this.#neighbours.get(path);
    if (known?.source === source) return known;
    const actual = kind ?? classify(path, source.text);
    if (!actual) return null;
    const neighbour = new Document(source, actual, this.services, {}, this);
    this.#neighbours.set(path, neighbour);
    return neighbour;
  }

  /**
   * The names of the files that lie directly in a folder of the repository, by its path from the root; undefined when that
   * is not known.
   */
  listing(folder: string): readonly string[] | undefined {
    const { folders } = this.services;
    if (!folders || this.#distance >= MAX_NEIGHBOURS || !isPlainPath(folder)) return undefined;
    this.dependencies.add(folder);
    const names = folders.get(folder);
    if (names === undefined) this.#lack(`folder:${folder}`);
    return names;
  }

  /**
   * The branches and tags of a repository on GitHub, by `owner/repo` in lower case; undefined where they are not known, and
   * always where the user did not allow to ask.
   */
  refsOf(slug: string): RepositoryRefs | undefined {
    const { online } = this.services;
    if (!this.settings.online || !online || !isRepositoryName(slug)) return undefined;
    return this.#known(online.refs.get(slug), `refs:${slug}`);
  }

  /**
   * Whether a commit (40 hexadecimal digits) is on a branch or under a tag of a repository on GitHub: the commits of its
   * forks can be had from it as well. Undefined where that is not known.
   */
  hasCommit(slug: string, commit: string): boolean | undefined {
    const { online } = this.services;
    if (!this.settings.online || !online || !isRepositoryName(slug)) return undefined;
    const key = `${slug}@${commit.toLowerCase()}`;
    return this.#known(online.commits.get(key), `commit:${key}`);
  }

  /** The parsed text; a tree without roots for kinds that have no tree. */
  get tree(): ParsedTree {
    this.#tree ??= this.#parse();
    return this.#tree;
  }

  /** The first root that is a map: the content of most kinds. */
  get root(): MapNode | undefined {
    return this.tree.roots.find((root: Node | null): root is MapNode => root?.kind === 'map');
  }

  /**
   * The facts of one facet, in the order of the text; none where the kind does not have the facet. They are kept, unless a
   * file was lacking while they were found.
   */
  facet<F extends keyof Facets>(name: F): readonly Facets[F][] {
    const known = this.#facets.get(name);
    if (known) return known as readonly Facets[F][];
    const provider = facetOf(name);
    const lacks = this.#lacks.count;
    const facts = provider.kinds.includes(this.kind) ? provider.of(this) : [];
    // What was found while a file was still to be brought is found again with it.
    if (this.#lacks.count === lacks) this.#facets.set(name, facts);
    return facts;
  }

  /**
   * Lets go of all that was read from the text; it is read again when it is next asked for. For documents that are kept
   * for long and seldom asked: a tree takes many times the memory of its text.
   */
  release(): void {
    this.#tree = undefined;
    this.#facets.clear();
    this.#neighbours.clear();
  }

  #known<T>(fact: T | null | undefined, need: OnlineNeed): T | undefined {
    if (fact === undefined) this.#lack(need);
    return fact ?? undefined;
  }

  #lack(need: Need): void {
    this.needs.add(need);
    this.#lacks.count++;
  }

  #parse(): ParsedTree {
    const { text } = this.source;
    switch (SYNTAX[this.kind]) {
      case 'yaml':
        return parseYaml(text);
      case 'json':
        return parseJson(text);
      case 'toml':
        return parseToml(text);
      case 'yaml-or-json':
        return looksLikeJson(text) ? parseJson(text) : parseYaml(text);
      default:
        return { roots: [], problems: [] };
    }
  }
}

/** True for a path that stays below the root and is written in one way only. */
function isPlainPath(path: string): boolean {
  return (
    path.length < 1000 &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') &&
    !/[\\:\0]/.test(path)
  );
}

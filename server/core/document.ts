import type { PolicyType } from './config/config.ts';
import { type Facets, facetOf } from './facets.ts';
import { type Kind, SYNTAX } from './kinds.ts';
import { parseJson } from './parse/json.ts';
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
}

/** Something a rule asked for that the host has not brought yet. */
export type Need = 'shell';

/** What the configuration says about one file, where it changes how the file is read. */
export interface DocumentSettings {
  /** The type of the file's policies, from `policy-types`. */
  readonly policyType?: PolicyType | undefined;
}

/** One file with its kind. It is parsed when first asked, once; so is each of its facets. */
export class Document {
  readonly source: Source;
  readonly kind: Kind;
  readonly services: Services;
  readonly settings: DocumentSettings;
  readonly needs = new Set<Need>();
  #tree: ParsedTree | undefined;
  readonly #facets = new Map<keyof Facets, readonly unknown[]>();

  constructor(source: Source, kind: Kind, services: Services = {}, settings: DocumentSettings = {}) {
    this.source = source;
    this.kind = kind;
    this.services = services;
    this.settings = settings;
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

  /** The facts of one facet, in the order of the text; none where the kind does not have the facet. */
  facet<F extends keyof Facets>(name: F): readonly Facets[F][] {
    const known = this.#facets.get(name);
    if (known) return known as readonly Facets[F][];
    const provider = facetOf(name);
    const facts = provider.kinds.includes(this.kind) ? provider.of(this) : [];
    this.#facets.set(name, facts);
    return facts;
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
        return /^\uFEFF?\s*[{[]/.test(text) ? parseJson(text) : parseYaml(text);
      default:
        return { roots: [], problems: [] };
    }
  }
}

import type { Document } from '../../document.ts';
import {
  isMap,
  isScalar,
  itemsOf,
  type MapNode,
  type Node,
  type Pair,
  pairOf,
  pairsOf,
  type ScalarNode,
  scalarAt,
} from '../../parse/tree.ts';

/** One file of a pipeline: the map at its top, and the jobs in it by name, read when first asked. */
export interface GitlabFile {
  readonly text: string;
  /** True when a word stands anywhere in the text: a quick look before reading. */
  mentions(word: string): boolean;
  readonly root: MapNode | undefined;
  readonly jobs: ReadonlyMap<string, Pair>;
}

export interface GitlabInclude {
  readonly kind: 'local' | 'remote' | 'project' | 'template' | 'component';
  /** The path, address or name. */
  readonly target: ScalarNode;
  readonly ref: ScalarNode | undefined;
  readonly integrity: ScalarNode | undefined;
  readonly node: Node;
}

/** Top-level keys that are no jobs. */
const RESERVED = new Set([
  'default',
  'include',
  'stages',
  'types',
  'variables',
  'workflow',
  'spec',
  'image',
  'services',
  'cache',
  'before_script',
  'script',
  'after_script',
  'true',
  'false',
  'nil',
  '<<',
]);

/** The pipeline of a file, and the `spec` that may stand before it as a document of its own. */
export function rootsOf(
  document: Document,
): { readonly root: MapNode; readonly header: MapNode | undefined } | undefined {
  const roots = document.tree.roots.filter(isMap);
  const header = roots.find((root) => pairOf(root, 'spec'));
  const root = roots.find((candidate) => candidate !== header || roots.length === 1);
  return root && { root, header };
}

/** The parts of one file that jobs are looked up in, read when they are first asked for. */
export function fileOf(document: Document): GitlabFile {
  return new LazyFile(document);
}

class LazyFile implements GitlabFile {
  readonly text: string;
  readonly #document: Document;
  readonly #words = new Map<string, boolean>();
  #root: MapNode | undefined;
  #jobs: Map<string, Pair> | undefined;

  constructor(document: Document) {
    this.text = document.source.text;
    this.#document = document;
  }

  mentions(word: string): boolean {
    let found = this.#words.get(word);
    if (found === undefined) {
      found = this.text.includes(word);
      this.#words.set(word, found);
    }
    return found;
  }

  get root(): MapNode | undefined {
    if (!this.#jobs) this.#read();
    return this.#root;
  }

  get jobs(): ReadonlyMap<string, Pair> {
    return this.#jobs ?? this.#read();
  }

  #read(): ReadonlyMap<string, Pair> {
    this.#root = rootsOf(this.#document)?.root;
    this.#jobs = new Map(pairsOf(this.#root).flatMap((pair) => (isJob(pair) ? [[pair.key.text, pair]] : [])));
    return this.#jobs;
  }
}

/** The entries of an `include`, of a pipeline or of a job's `trigger`. */
export function includesOf(include: Node | undefined): readonly GitlabInclude[] {
  return itemsOf(include).flatMap(includeOf);
}

function isJob({ key, value, merged }: Pair): boolean {
  return isMap(value) && !merged && !RESERVED.has(key.text);
}

function includeOf(node: Node): readonly GitlabInclude[] {
  const plain = { ref: undefined, integrity: undefined, node };
  if (isScalar(node)) {
    const kind = /^https?:\/\//i.test(node.text) ? 'remote' : 'local';
    return node.text ? [{ ...plain, kind, target: node }] : [];
  }
  for (const kind of ['remote', 'project', 'component', 'template', 'local'] as const) {
    const target = scalarAt(node, kind);
    if (target)
      return [{ kind, target, ref: scalarAt(node, 'ref'), integrity: scalarAt(node, 'integrity'), node }];
  }
  return [];
}

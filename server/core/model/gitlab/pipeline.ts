import type { Document } from '../../document.ts';
import type { FacetProvider } from '../../facets.ts';
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
  valueAt,
} from '../../parse/tree.ts';
import { Inheritance } from './inherit.ts';

/** A GitLab pipeline file or a fragment of one. GitLab docs, "CI/CD YAML syntax reference". */
export interface GitlabPipeline {
  readonly root: MapNode;
  /** Every job, hidden ones (`.name`) included. */
  readonly jobs: readonly GitlabJob[];
  /** Of the pipeline itself and of those that its jobs trigger. */
  readonly includes: readonly GitlabInclude[];
  /** The `variables` of the whole pipeline and of its jobs, in the order of the text. */
  readonly variables: readonly GitlabVariable[];
  /** Every `image` and service, where it is written: jobs, `default`, the top level. */
  readonly images: readonly GitlabImage[];
  /** Every script entry, where it is written. */
  readonly scripts: readonly GitlabScript[];
  /** `workflow: rules`; undefined when there are none. */
  readonly workflowRules: readonly GitlabRule[] | undefined;
  /** The `inputs` of `spec`, by name. */
  readonly inputs: readonly Pair[];
  /** True when it stands for a pipeline of its own: no fragment of hidden jobs or rules. */
  readonly hasJobs: boolean;
}

export interface GitlabJob {
  readonly name: ScalarNode;
  readonly node: MapNode;
  /** True for templates, whose name begins with a dot: they never run by themselves. */
  readonly hidden: boolean;
  /** Its own `rules`, or those it inherits; undefined when there are none in this file. */
  readonly rules: readonly GitlabRule[] | undefined;
  /** True when it extends a job that this file does not hold, so that a missing key may still be set. */
  readonly open: boolean;
  /** The value that counts for a key: its own, else that of `extends`, else that of `default`. */
  effective(key: string): Node | undefined;
}

export interface GitlabVariable {
  readonly name: ScalarNode;
  /** Undefined for none; a map's `value` (with `description`, `expand`) is looked through. */
  readonly value: ScalarNode | undefined;
  readonly job: GitlabJob | undefined;
}

export interface GitlabImage {
  readonly role: 'image' | 'service';
  readonly name: ScalarNode;
  /** The map around the name, where it is one. */
  readonly node: Node;
  readonly job: GitlabJob | undefined;
}

export interface GitlabScript {
  readonly section: 'before_script' | 'script' | 'after_script';
  readonly scalar: ScalarNode;
  /** Undefined for the scripts of `default` and the top level. */
  readonly job: GitlabJob | undefined;
}

export interface GitlabRule {
  readonly node: MapNode;
  readonly if: ScalarNode | undefined;
  readonly when: ScalarNode | undefined;
}

export interface GitlabInclude {
  readonly kind: 'local' | 'remote' | 'project' | 'template' | 'component';
  /** The path, address or name. */
  readonly target: ScalarNode;
  readonly ref: ScalarNode | undefined;
  readonly integrity: ScalarNode | undefined;
  readonly node: Node;
}

export const gitlabProvider: FacetProvider<GitlabPipeline> = {
  kinds: ['gitlab-ci'],
  of: (document: Document) => {
    const pipeline = pipelineOf(document);
    return pipeline ? [pipeline] : [];
  },
};

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
export const SECTIONS = ['before_script', 'script', 'after_script'] as const;

function pipelineOf(document: Document): GitlabPipeline | undefined {
  // A header document with `spec` may stand before the pipeline.
  const roots = document.tree.roots.filter(isMap);
  const header = roots.find((root) => pairOf(root, 'spec'));
  const root = roots.find((candidate) => candidate !== header || roots.length === 1);
  if (!root) return undefined;
  const pairs = new Map<string, Pair>();
  for (const pair of pairsOf(root)) if (isJob(pair)) pairs.set(pair.key.text, pair);
  const inheritance = new Inheritance(root, pairs);
  const jobs = [...pairs.values()].map((pair) => jobOf(pair, inheritance));
  const fallback = valueAt(root, 'default');
  const places: readonly [Node | undefined, GitlabJob | undefined][] = [
    [root, undefined],
    [fallback, undefined],
    ...jobs.map((job): [Node, GitlabJob] => [job.node, job]),
  ];
  const rules = valueAt(root, 'workflow', 'rules');
  const lines = new ScriptLines(inheritance);
  return {
    root,
    jobs,
    includes: [
      valueAt(root, 'include'),
      ...jobs.map(({ node }) => valueAt(node, 'trigger', 'include')),
    ].flatMap((include) => itemsOf(include).flatMap(includeOf)),
    variables: places.flatMap(([node, job]) => variablesOf(node, job)),
    images: distinct(
      places.flatMap(([node, job]) => imagesOf(node, job)),
      ({ name }) => name,
    ),
    scripts: places.flatMap(([node, job]) => scriptsOf(node, job, lines)),
    workflowRules: rules && rulesOf(rules),
    inputs: pairsOf(valueAt(header, 'spec', 'inputs')),
    hasJobs: jobs.some((job) => !job.hidden),
  };
}

function isJob({ key, value, merged }: Pair): boolean {
  return isMap(value) && !merged && !RESERVED.has(key.text);
}

function jobOf({ key, value }: Pair, inheritance: Inheritance): GitlabJob {
  const node = value as MapNode;
  const rules = (): readonly GitlabRule[] | undefined => {
    const found = inheritance.effective(node, 'rules');
    return found && rulesOf(found);
  };
  const job: GitlabJob = {
    name: key,
    node,
    hidden: key.text.startsWith('.'),
    get rules() {
      return rules();
    },
    get open() {
      return inheritance.isOpen(node);
    },
    effective: (name) => inheritance.effective(node, name),
  };
  return job;
}

function variablesOf(node: Node | undefined, job: GitlabJob | undefined): readonly GitlabVariable[] {
  return pairsOf(valueAt(node, 'variables')).flatMap(({ key, value, merged }) => {
    if (merged || key.text === '<<') return [];
    const scalar = isScalar(value) ? value : scalarAt(value, 'value');
    return [{ name: key, value: scalar, job }];
  });
}

function imagesOf(node: Node | undefined, job: GitlabJob | undefined): readonly GitlabImage[] {
  const images: GitlabImage[] = [];
  const add = (role: GitlabImage['role'], value: Node): void => {
    const name = isScalar(value) ? value : scalarAt(value, 'name');
    if (name?.text) images.push({ role, name, node: value, job });
  };
  const image = valueAt(node, 'image');
  if (image) add('image', image);
  for (const service of itemsOf(valueAt(node, 'services'))) add('service', service);
  return images;
}

function scriptsOf(
  node: Node | undefined,
  job: GitlabJob | undefined,
  lines: ScriptLines,
): readonly GitlabScript[] {
  return SECTIONS.flatMap((section) =>
    lines.of(valueAt(node, section)).map((scalar) => ({ section, scalar, job })),
  );
}

/** Reads the entries of scripts. What an alias, a merge key or a `!reference` brings again is listed where it came first. */
class ScriptLines {
  readonly #inheritance: Inheritance;
  readonly #seen = new Set<number>();

  constructor(inheritance: Inheritance) {
    this.#inheritance = inheritance;
  }

  of(node: Node | undefined): readonly ScalarNode[] {
    if (!node) return [];
    if (isReference(node)) {
      const target = this.#inheritance.resolved(node);
      return isReference(target) ? [] : this.of(target);
    }
    if (this.#seen.has(node.span.start)) return [];
    this.#seen.add(node.span.start);
    if (isScalar(node)) return node.value === null ? [] : [node];
    return node.kind === 'seq' ? node.items.flatMap((item) => this.of(item)) : [];
  }
}

/** Aliases and merge keys bring a value to many places; it is listed where it comes up first. */
function distinct<T>(found: readonly T[], scalarOf: (item: T) => ScalarNode): readonly T[] {
  const seen = new Set<number>();
  return found.filter((item) => {
    const { start } = scalarOf(item).span;
    return !seen.has(start) && seen.add(start);
  });
}

/** `!reference [job, key]`. */
export function isReference(node: Node): boolean {
  return node.tag === '!reference';
}

function rulesOf(node: Node): readonly GitlabRule[] {
  return flatRules(node, new Set()).map((rule) => ({
    node: rule,
    if: scalarAt(rule, 'if'),
    when: scalarAt(rule, 'when'),
  }));
}

/** Lists of rules may stand in lists; `seen` keeps aliases within aliases from growing without end. */
function flatRules(node: Node, seen: Set<number>): readonly MapNode[] {
  if (isMap(node)) return [node];
  if (node.kind !== 'seq' || isReference(node) || seen.has(node.span.start)) return [];
  seen.add(node.span.start);
  return node.items.flatMap((item) => flatRules(item, seen));
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

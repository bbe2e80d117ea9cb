import type { Document } from '../../document.ts';
import type { FacetProvider } from '../../facets.ts';
import {
  isMap,
  isScalar,
  itemsOf,
  type MapNode,
  type Node,
  type Pair,
  pairsOf,
  type ScalarNode,
  scalarAt,
  valueAt,
} from '../../parse/tree.ts';
import { fileOf, type GitlabInclude, includesOf, rootsOf } from './file.ts';
import { type Included, Includes } from './included.ts';
import { Inheritance } from './inherit.ts';
import { type GitlabInput, SpecInput } from './input.ts';

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
  /** Every rule, where it is written: of `workflow` and of jobs. */
  readonly rules: readonly GitlabRule[];
  /** `workflow: rules`, or those of an included file, so that their spans may be of that; undefined for none. */
  readonly workflowRules: readonly GitlabRule[] | undefined;
  /** The `inputs` of `spec`. */
  readonly inputs: readonly GitlabInput[];
  /** True when it stands for a pipeline of its own: no fragment of hidden jobs or rules. */
  readonly hasJobs: boolean;
  /** What the `include` of this pipeline brings in; followed when first asked. */
  readonly included: Included;
  /** The value of a key at the top of this file, else of one that it includes; its spans may be of that. */
  topLevel(...path: readonly string[]): Node | undefined;
  /** True when nothing sets a key at the top, and no file that could not be read may set it either. */
  lacks(...path: readonly string[]): boolean;
}

export interface GitlabJob {
  readonly name: ScalarNode;
  readonly node: MapNode;
  /** True for templates, whose name begins with a dot: they never run by themselves. */
  readonly hidden: boolean;
  /** Its own `rules`, or those it inherits, be it from an included file, so that their spans may be of that. */
  readonly rules: readonly GitlabRule[] | undefined;
  /** True when nothing sets the key, and no file that could not be read may set it either. */
  lacks(key: string): boolean;
  /**
   * The value that counts for a key: its own, else that of `extends`, else that of `default`. It may stand in an included
   * file: it is to be judged, not to be reported.
   */
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
  readonly section: 'pre_get_sources_script' | 'before_script' | 'script' | 'after_script' | 'run';
  readonly scalar: ScalarNode;
  /** Undefined for the scripts of `default` and the top level. */
  readonly job: GitlabJob | undefined;
}

export interface GitlabRule {
  readonly node: MapNode;
  readonly if: ScalarNode | undefined;
  readonly when: ScalarNode | undefined;
}

export const gitlabProvider: FacetProvider<GitlabPipeline> = {
  kinds: ['gitlab-ci'],
  of: (document: Document) => {
    const pipeline = pipelineOf(document);
    return pipeline ? [pipeline] : [];
  },
};

const SECTIONS = ['before_script', 'script', 'after_script'] as const;
/** How deep lists of rules and references among them are followed. */
const MAX_DEPTH = 20;

function pipelineOf(document: Document): GitlabPipeline | undefined {
  const roots = rootsOf(document);
  return roots && new PipelineFile(document, roots.root, roots.header);
}

class PipelineFile implements GitlabPipeline {
  readonly root: MapNode;
  readonly jobs: readonly GitlabJob[];
  readonly includes: readonly GitlabInclude[];
  readonly variables: readonly GitlabVariable[];
  readonly images: readonly GitlabImage[];
  readonly scripts: readonly GitlabScript[];
  readonly rules: readonly GitlabRule[];
  readonly inputs: readonly GitlabInput[];
  readonly hasJobs: boolean;
  readonly #includes: Includes;
  readonly #inheritance: Inheritance;

  constructor(document: Document, root: MapNode, header: MapNode | undefined) {
    const own = fileOf(document);
    const includes = new Includes(document, own);
    const inheritance = new Inheritance(own, includes);
    const jobs = [...own.jobs.values()].map((pair) => new PipelineJob(pair, inheritance));
    const places: readonly [Node | undefined, GitlabJob | undefined][] = [
      [root, undefined],
      [valueAt(root, 'default'), undefined],
      ...jobs.map((job): [Node, GitlabJob] => [job.node, job]),
    ];
    const lines = new ScriptLines(inheritance);
    this.#includes = includes;
    this.#inheritance = inheritance;
    this.root = root;
    this.jobs = jobs;
    this.includes = [
      valueAt(root, 'include'),
      ...jobs.map(({ node }) => valueAt(node, 'trigger', 'include')),
    ].flatMap(includesOf);
    this.variables = places.flatMap(([node, job]) => variablesOf(node, job));
    this.images = distinct(
      places.flatMap(([node, job]) => imagesOf(node, job)),
      ({ name }) => name,
    );
    this.scripts = places.flatMap(([node, job]) => scriptsOf(node, job, lines));
    this.rules = writtenRules(root, jobs);
    this.inputs = pairsOf(valueAt(header, 'spec', 'inputs')).map(
      (pair) => new SpecInput(pair, document.source, () => includes.found.callers),
    );
    this.hasJobs = jobs.some((job) => !job.hidden);
  }

  get included(): Included {
    return this.#includes.found;
  }

  get workflowRules(): readonly GitlabRule[] | undefined {
    return rulesOf(this.#inheritance.topLevel('workflow', 'rules'), this.#inheritance);
  }

  topLevel(...path: readonly string[]): Node | undefined {
    return this.#inheritance.topLevel(...path);
  }

  lacks(...path: readonly string[]): boolean {
    return this.#inheritance.lacksTopLevel(...path);
  }
}

class PipelineJob implements GitlabJob {
  readonly name: ScalarNode;
  readonly node: MapNode;
  readonly hidden: boolean;
  readonly #inheritance: Inheritance;

  constructor({ key, value }: Pair, inheritance: Inheritance) {
    this.name = key;
    this.node = value as MapNode;
    this.hidden = key.text.startsWith('.');
    this.#inheritance = inheritance;
  }

  get rules(): readonly GitlabRule[] | undefined {
    return rulesOf(this.effective('rules'), this.#inheritance);
  }

  lacks(key: string): boolean {
    return this.#inheritance.lacks(this.name.text, key);
  }

  effective(key: string): Node | undefined {
    return this.#inheritance.effective(this.name.text, key);
  }
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
  const found = (section: GitlabScript['section'], value: Node | undefined): readonly GitlabScript[] =>
    lines.of(value).map((scalar) => ({ section, scalar, job }));
  return [
    ...found('pre_get_sources_script', valueAt(node, 'hooks', 'pre_get_sources_script')),
    ...SECTIONS.flatMap((section) => found(section, valueAt(node, section))),
    ...itemsOf(valueAt(node, 'run')).flatMap((step) => found('run', valueAt(step, 'script'))),
  ];
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
      const target = this.#inheritance.resolvedHere(node);
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
function isReference(node: Node): boolean {
  return node.tag === '!reference';
}

function rulesOf(node: Node | undefined, inheritance: Inheritance): readonly GitlabRule[] | undefined {
  return node && flatRules(node, (each) => inheritance.resolved(each), new Set()).map(ruleOf);
}

function writtenRules(root: MapNode, jobs: readonly GitlabJob[]): readonly GitlabRule[] {
  const seen = new Set<unknown>();
  return [valueAt(root, 'workflow', 'rules'), ...jobs.map(({ node }) => valueAt(node, 'rules'))].flatMap(
    (rules) => (rules ? flatRules(rules, (each) => each, seen).map(ruleOf) : []),
  );
}

function ruleOf(node: MapNode): GitlabRule {
  return { node, if: scalarAt(node, 'if'), when: scalarAt(node, 'when') };
}

/** Lists of rules may stand in lists; `seen` keeps aliases within aliases from growing without end. */
function flatRules(
  node: Node,
  resolved: (node: Node) => Node,
  seen: Set<unknown>,
  depth = 0,
): readonly MapNode[] {
  if (isReference(node)) {
    const target = resolved(node);
    return isReference(target) || depth > MAX_DEPTH ? [] : flatRules(target, resolved, seen, depth + 1);
  }
  if (isMap(node)) return [node];
  if (node.kind !== 'seq' || seen.has(node.items)) return [];
  seen.add(node.items);
  return node.items.flatMap((item) => flatRules(item, resolved, seen, depth + 1));
}

import type { Document } from '../../document.ts';
import {
  isMap,
  isScalar,
  itemsOf,
  type Node,
  type Pair,
  pairsOf,
  scalarAt,
  valueAt,
} from '../../parse/tree.ts';
import type { Dependency, DependencyScope, DependencySource, GitRef } from '../manifest.ts';
import type { RegistrySetting } from '../registry-setting.ts';
import { refKind } from './git-url.ts';
import { parseRequirement } from './pep508.ts';
import { quoteScalar } from './quote.ts';

/**
 * The dependencies of a pyproject.toml: the standard tables (PEP 518, 621 and 735) and those of Poetry, PDM, uv and
 * Hatch, in the order of the text.
 */
export function pyprojectDependencies(document: Document): readonly Dependency[] {
  const { root } = document;
  const into: Dependency[] = [];
  const uvSources = valueAt(root, 'tool', 'uv', 'sources');
  fromList(valueAt(root, 'build-system', 'requires'), 'build', into);
  fromList(valueAt(root, 'project', 'dependencies'), 'runtime', into);
  fromGroups(valueAt(root, 'project', 'optional-dependencies'), 'optional', into);
  fromGroups(valueAt(root, 'dependency-groups'), 'dev', into);
  fromList(valueAt(root, 'tool', 'uv', 'dev-dependencies'), 'dev', into);
  fromList(valueAt(root, 'tool', 'uv', 'constraint-dependencies'), 'constraint', into);
  fromList(valueAt(root, 'tool', 'uv', 'override-dependencies'), 'override', into);
  fromGroups(valueAt(root, 'tool', 'pdm', 'dev-dependencies'), 'dev', into);
  for (const { value } of pairsOf(valueAt(root, 'tool', 'hatch', 'envs'))) {
    fromList(valueAt(value, 'dependencies'), 'dev', into);
    fromList(valueAt(value, 'extra-dependencies'), 'dev', into);
  }
  const sourced = isMap(uvSources) ? into.map((dependency) => withUvSource(dependency, uvSources)) : into;
  const all = [...sourced];
  const poetry = valueAt(root, 'tool', 'poetry');
  fromTable(valueAt(poetry, 'dependencies'), 'runtime', all);
  fromTable(valueAt(poetry, 'dev-dependencies'), 'dev', all);
  for (const { value } of pairsOf(valueAt(poetry, 'group')))
    fromTable(valueAt(value, 'dependencies'), 'dev', all);
  return all.sort((a, b) => a.span.start - b.span.start);
}

/** The dependencies of a Pipfile. */
export function pipfileDependencies(document: Document): readonly Dependency[] {
  const into: Dependency[] = [];
  for (const { key, value } of pairsOf(document.root)) {
    if (['source', 'requires', 'pipenv', 'scripts'].includes(key.text)) continue;
    fromTable(value, key.text === 'packages' ? 'runtime' : 'dev', into);
  }
  return into;
}

/** uv's, Poetry's and PDM's lists of package indexes. */
export function pyprojectSettings(document: Document): readonly RegistrySetting[] {
  const tool = valueAt(document.root, 'tool');
  const into: RegistrySetting[] = [];
  indexes(valueAt(tool, 'uv', 'index'), 'uv', into);
  for (const key of ['index-url', 'extra-index-url', 'index-strategy', 'allow-insecure-host', 'find-links']) {
    const pair = pairsOf(valueAt(tool, 'uv')).find((own) => own.key.text === key);
    for (const item of itemsOf(pair?.value)) if (pair) setting(pair, item, 'uv', key, into);
  }
  indexes(valueAt(tool, 'poetry', 'source'), 'poetry', into);
  indexes(valueAt(tool, 'pdm', 'source'), 'pdm', into);
  return into.sort((a, b) => a.span.start - b.span.start);
}

/** The `[[source]]` tables of a Pipfile. */
export function pipfileSettings(document: Document): readonly RegistrySetting[] {
  const into: RegistrySetting[] = [];
  indexes(valueAt(document.root, 'source'), 'pipenv', into);
  return into;
}

function indexes(node: Node | undefined, manager: RegistrySetting['manager'], into: RegistrySetting[]): void {
  for (const item of itemsOf(node)) {
    for (const pair of pairsOf(item)) {
      const key = pair.key.text.replaceAll('_', '-');
      if (key === 'url') setting(pair, pair.value, manager, 'index', into);
      else if (key === 'verify-ssl') setting(pair, pair.value, manager, key, into);
    }
  }
}

function setting(
  pair: Pair,
  value: Node | null | undefined,
  manager: RegistrySetting['manager'],
  key: string,
  into: RegistrySetting[],
): void {
  if (!isScalar(value)) return;
  const { span } = pair;
  into.push({ manager, key, keySpan: pair.key.span, value: quoteScalar(value), span, form: 'key' });
}

function fromList(node: Node | undefined, scope: DependencyScope, into: Dependency[]): void {
  for (const item of itemsOf(node)) {
    if (!isScalar(item) || typeof item.value !== 'string') continue;
    const found = parseRequirement(item.text, 0, item.text.length, scope, item.map);
    if (found) into.push(found);
  }
}

function fromGroups(node: Node | undefined, scope: DependencyScope, into: Dependency[]): void {
  for (const { value } of pairsOf(node)) fromList(value ?? undefined, scope, into);
}

/** Poetry's and Pipenv's tables: `name = "^1"` or `name = { version = "^1", git = … }`, or a list of such. */
function fromTable(node: Node | null | undefined, scope: DependencyScope, into: Dependency[]): void {
  for (const pair of pairsOf(node)) {
    const { key, span } = pair;
    if (key.text === 'python' || !pair.value) continue;
    for (const value of itemsOf(pair.value)) {
      const written = isScalar(value) ? value : scalarAt(value, 'version');
      const version =
        written && typeof written.value === 'string' && written.text !== ''
          ? quoteScalar(written)
          : undefined;
      const hashed = valueAt(value, 'hashes') !== undefined;
      into.push({
        ecosystem: 'pypi',
        name: quoteScalar(key),
        version,
        span,
        scope,
        source: tableSource(value),
        hashed,
      });
    }
  }
}

/** The source that a table names, in the words of Poetry, Pipenv, uv and Cargo alike. */
export function tableSource(node: Node | null | undefined): DependencySource {
  const git = scalarAt(node, 'git');
  if (git) return { kind: 'git', url: quoteScalar(git), ref: tableRef(node) };
  const url = scalarAt(node, 'url') ?? scalarAt(node, 'file');
  if (url && /^https?:/i.test(url.text)) return { kind: 'url', url: quoteScalar(url) };
  if (url || scalarAt(node, 'path') || scalarAt(node, 'workspace')) return { kind: 'path' };
  return { kind: 'registry' };
}

function tableRef(node: Node | null | undefined): GitRef | undefined {
  for (const key of ['rev', 'ref', 'tag', 'branch']) {
    const value = scalarAt(node, key);
    if (!value) continue;
    const kind = key === 'tag' || key === 'branch' ? key : refKind(value.text);
    return { ...quoteScalar(value), kind };
  }
  return undefined;
}

/** `[tool.uv.sources]` says where a requirement of the standard tables comes from. */
function withUvSource(dependency: Dependency, sources: Node): Dependency {
  const wanted = normalName(dependency.name.text);
  const pair = pairsOf(sources).find(({ key }) => normalName(key.text) === wanted);
  if (!pair || dependency.source.kind !== 'registry') return dependency;
  const [first] = itemsOf(pair.value);
  return { ...dependency, source: tableSource(first) };
}

/** PEP 503: runs of `-`, `_` and `.` are one dash, letters are small. */
function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

import type { Document } from '../../document.ts';
import { isMap, type Node, type Pair, pairsOf, type ScalarNode, valueAt } from '../../parse/tree.ts';
import type { Dependency, DependencyScope, DependencySource, Quote } from '../manifest.ts';
import { npmGitSource } from './git-url.ts';
import { quote, quoteScalar } from './quote.ts';

const SECTIONS: readonly (readonly [string, DependencyScope])[] = [
  ['dependencies', 'runtime'],
  ['devDependencies', 'dev'],
  ['optionalDependencies', 'optional'],
  ['peerDependencies', 'peer'],
];

/** Overrides may be nested; deeper than this nobody writes them. */
const MAX_DEPTH = 12;

/**
 * The dependencies of a package.json with npm's `overrides`, Yarn's `resolutions` and pnpm's `pnpm.overrides`.
 * npm documentation, "package.json", "dependencies".
 */
export function packageJsonDependencies(document: Document): readonly Dependency[] {
  const { root } = document;
  const dependencies: Dependency[] = [];
  for (const [section, scope] of SECTIONS) {
    for (const pair of pairsOf(valueAt(root, section))) {
      const found = readPair(pair, scope, quoteScalar(pair.key));
      if (found) dependencies.push(found);
    }
  }
  readOverrides(valueAt(root, 'overrides'), dependencies, 0);
  readOverrides(valueAt(root, 'resolutions'), dependencies, 0);
  readOverrides(valueAt(root, 'pnpm', 'overrides'), dependencies, 0);
  return dependencies.sort((a, b) => a.span.start - b.span.start);
}

function readOverrides(node: Node | undefined, into: Dependency[], depth: number): void {
  if (depth > MAX_DEPTH) return;
  for (const pair of pairsOf(node)) {
    if (pair.key.text === '.') continue;
    if (isMap(pair.value)) readOverrides(pair.value, into, depth + 1);
    else {
      const found = readPair(pair, 'override', overriddenName(pair.key));
      if (found) into.push(found);
    }
  }
}

/** The package that an override's key selects: `b` of `a>b@1` and `a/b`, `@s/b` of `a/@s/b`. */
function overriddenName(key: ScalarNode): Quote {
  const { text } = key;
  let start = text.lastIndexOf('>') + 1;
  const slash = text.lastIndexOf('/');
  if (slash >= start) {
    const scope = text.lastIndexOf('/', slash - 1) + 1;
    start = text[scope] === '@' ? Math.max(start, scope) : slash + 1;
  }
  const at = text.indexOf('@', start + 1);
  return quote(text, start, at === -1 ? text.length : at, key.map);
}

function readPair({ key, value, span }: Pair, scope: DependencyScope, name: Quote): Dependency | undefined {
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') return undefined;
  const shared = { ecosystem: 'npm', name, span, scope } as const;
  const spec = value.text.trim();
  const offset = value.text.length - value.text.trimStart().length;
  if (spec.startsWith('npm:')) return { ...shared, ...aliasOf(value, offset, key) };
  const source = npmSource(value, spec);
  const ranged = source.kind === 'registry' && spec !== '' && !/^(?:catalog:|\$)/.test(spec);
  const version = ranged ? quote(value.text, offset, offset + spec.length, value.map) : undefined;
  return { ...shared, source, version };
}

/** `npm:name@range`: the package is `name`, installed under the key. `npm:range` is Yarn's way to write a range. */
function aliasOf(
  value: ScalarNode,
  offset: number,
  key: ScalarNode,
): Pick<Dependency, 'source' | 'version'> & Partial<Pick<Dependency, 'name' | 'alias'>> {
  const source = { kind: 'registry' } as const;
  const { text, map } = value;
  const start = offset + 4;
  if (!/^[@a-z]/i.test(text.slice(start))) return { source, version: quote(text, start, text.length, map) };
  const at = text.indexOf('@', start + 1);
  const end = at === -1 ? text.length : at;
  const version = at === -1 || at + 1 >= text.length ? undefined : quote(text, at + 1, text.length, map);
  return { source, version, name: quote(text, start, end, map), alias: quoteScalar(key) };
}

function npmSource(value: ScalarNode, spec: string): DependencySource {
  if (/^(?:workspace|link|file|portal|patch|exec):|^\.{0,2}\/|^~\/|^[A-Za-z]:[\\/]/.test(spec))
    return { kind: 'path' };
  if (/^(?:git(?:\+|:|@)|ssh:|github:|gitlab:|bitbucket:|gist:)/.test(spec))
    return npmGitSource(value.text, value.map);
  if (/^https?:\/\//i.test(spec)) {
    return /\.git(?:#|$)/.test(spec)
      ? npmGitSource(value.text, value.map)
      : { kind: 'url', url: quoteScalar(value) };
  }
  if (/^[A-Za-z0-9][\w.-]*\/[\w.-]+(?:#|$)/.test(spec)) return npmGitSource(value.text, value.map);
  return { kind: 'registry' };
}

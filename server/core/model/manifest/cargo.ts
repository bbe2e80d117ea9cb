import type { Document } from '../../document.ts';
import { isScalar, type Node, pairsOf, scalarAt, valueAt } from '../../parse/tree.ts';
import type { Dependency, DependencyScope } from '../manifest.ts';
import { tableSource } from './pyproject.ts';
import { quoteScalar } from './quote.ts';

const SECTIONS: readonly (readonly [string, DependencyScope])[] = [
  ['dependencies', 'runtime'],
  ['dev-dependencies', 'dev'],
  ['dev_dependencies', 'dev'],
  ['build-dependencies', 'build'],
  ['build_dependencies', 'build'],
];

/** The dependencies of a Cargo.toml, those of targets, of the workspace and of `[patch]` too. The Cargo Book. */
export function cargoDependencies(document: Document): readonly Dependency[] {
  const { root } = document;
  const into: Dependency[] = [];
  sections(root, into);
  sections(valueAt(root, 'workspace'), into);
  for (const { value } of pairsOf(valueAt(root, 'target'))) sections(value, into);
  for (const { value } of pairsOf(valueAt(root, 'patch'))) table(value, 'override', into);
  return into.sort((a, b) => a.span.start - b.span.start);
}

function sections(node: Node | null | undefined, into: Dependency[]): void {
  for (const [section, scope] of SECTIONS) table(valueAt(node, section), scope, into);
}

function table(node: Node | null | undefined, scope: DependencyScope, into: Dependency[]): void {
  for (const { key, value, span } of pairsOf(node)) {
    const written = isScalar(value) ? value : scalarAt(value, 'version');
    const version = written && written.text !== '' ? quoteScalar(written) : undefined;
    const renamed = scalarAt(value, 'package');
    const names = renamed
      ? { name: quoteScalar(renamed), alias: quoteScalar(key) }
      : { name: quoteScalar(key) };
    into.push({ ecosystem: 'crates', ...names, version, span, scope, source: tableSource(value) });
  }
}

import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import type { Kind } from '../kinds.ts';
import type { Span } from '../text/source.ts';
import { cargoDependencies } from './manifest/cargo.ts';
import { gemfileDependencies } from './manifest/gemfile.ts';
import { goModDependencies } from './manifest/go-mod.ts';
import { lockedPackages } from './manifest/locks.ts';
import { pomDependencies } from './manifest/maven.ts';
import { packageJsonDependencies } from './manifest/package-json.ts';
import { pipfileDependencies, pyprojectDependencies } from './manifest/pyproject.ts';
import { requirementsDependencies } from './manifest/requirements.ts';

export type Ecosystem = 'npm' | 'pypi' | 'go' | 'crates' | 'rubygems' | 'maven';

/** A piece of the file with its decoded text. */
export interface Quote {
  readonly text: string;
  readonly span: Span;
}

/**
 * What a dependency is for. `override` only steers the version of what others ask for, `constraint` likewise
 * (requirements' `-c`, Maven's `dependencyManagement`).
 */
export type DependencyScope = 'runtime' | 'dev' | 'optional' | 'peer' | 'build' | 'override' | 'constraint';

export type DependencySource =
  | { readonly kind: 'registry' }
  | { readonly kind: 'git'; readonly url: Quote; readonly ref: GitRef | undefined }
  | { readonly kind: 'url'; readonly url: Quote }
  /** A folder or file of the repository, or another member of the workspace. */
  | { readonly kind: 'path' };

/** The revision of a repository that is asked for, where the manifest names one. */
export interface GitRef extends Quote {
  /** `unknown` where the manifest does not say whether it is a tag, a branch or a commit. */
  readonly kind: 'commit' | 'tag' | 'branch' | 'unknown';
}

/** One entry of a manifest. */
export interface Dependency {
  readonly ecosystem: Ecosystem;
  /** The package that is fetched, as written; for Maven `group:artifact`, and the span is the artifact's. */
  readonly name: Quote;
  /** The name it is installed under, where that differs (npm's `"a": "npm:b@1"`, Cargo's `package = "b"`). */
  readonly alias?: Quote | undefined;
  /** The version or range as written, with its operators, without extras and markers; none where any version will do. */
  readonly version?: Quote | undefined;
  /** The whole entry. */
  readonly span: Span;
  readonly scope: DependencyScope;
  readonly source: DependencySource;
  /** True when the entry itself pins the content (`--hash=`, `#sha256=`). */
  readonly hashed?: boolean;
}

/** One package of a lock file, as it was resolved. */
export interface LockedPackage {
  readonly ecosystem: Ecosystem;
  /** The package's own name: `b` for npm's `node_modules/a/node_modules/b`. */
  readonly name: Quote;
  readonly version?: Quote | undefined;
  /** Where it is fetched from, where the lock file says. */
  readonly resolved?: Quote | undefined;
  readonly integrity?: Quote | undefined;
  /** From the entry's name to the last value that was read. */
  readonly span: Span;
}

const READERS: Readonly<Partial<Record<Kind, (document: Document) => readonly Dependency[]>>> = {
  requirements: requirementsDependencies,
  pyproject: pyprojectDependencies,
  pipfile: pipfileDependencies,
  'package-json': packageJsonDependencies,
  'go-mod': goModDependencies,
  'cargo-toml': cargoDependencies,
  gemfile: gemfileDependencies,
  'maven-pom': pomDependencies,
};

export const dependencyProvider: FacetProvider<Dependency> = {
  kinds: Object.keys(READERS) as Kind[],
  of: (document) => READERS[document.kind]?.(document) ?? [],
};

export const lockedPackageProvider: FacetProvider<LockedPackage> = {
  kinds: ['package-lock', 'yarn-lock', 'pnpm-lock', 'poetry-lock', 'uv-lock'],
  of: lockedPackages,
};

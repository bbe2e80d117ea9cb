import type { ScalarNode } from '../../parse/tree.ts';
import type { Span } from '../../text/source.ts';
import { type RepositoryRefs, versionTags } from './refs.ts';

/** What a `uses:` names. */
export type Uses = RepositoryUses | DockerUses | LocalUses | OtherUses;

interface UsesBase {
  readonly node: ScalarNode;
  /** The value as written. */
  readonly text: string;
}

/** `owner/repo/subpath@ref`. */
export interface RepositoryUses extends UsesBase {
  readonly kind: 'repository';
  readonly owner: string;
  readonly repo: string;
  /** `owner/repo` in lower case: GitHub does not tell cases apart. */
  readonly slug: string;
  /** Without the slash before it; empty for the root of the repository. */
  readonly subpath: string;
  /** Empty when there is no `@`. */
  readonly ref: string;
  /** True for 40 hexadecimal digits: the only ref that cannot be moved. */
  readonly isCommit: boolean;
  readonly slugSpan: Span;
  /** Behind the `@`; empty at the end of the value when there is no ref. */
  readonly refSpan: Span;
}

/** `docker://image:tag`. */
export interface DockerUses extends UsesBase {
  readonly kind: 'docker';
  readonly image: string;
  readonly imageSpan: Span;
}

/** `./path`, or `$/path`, the root of the workflow's own repository. */
export interface LocalUses extends UsesBase {
  readonly kind: 'local';
  readonly path: string;
}

/** An expression, or text of no known form. */
export interface OtherUses extends UsesBase {
  readonly kind: 'other';
}

/** Reads the value of a `uses:` key. */
export function usesOf(node: ScalarNode): Uses {
  const text = node.text.trim();
  const lead = node.text.indexOf(text);
  const base = { node, text };
  if (text.startsWith('./') || text.startsWith('$/') || text === '.')
    return { ...base, kind: 'local', path: text };
  if (text.startsWith('docker://')) {
    const imageSpan = node.map.span(lead + 9, lead + text.length);
    return { ...base, kind: 'docker', image: text.slice(9), imageSpan };
  }
  const at = text.indexOf('@');
  const path = at === -1 ? text : text.slice(0, at);
  const [owner = '', repo = '', ...rest] = path.split('/');
  if (owner === '' || repo === '' || /[\s${}:]/.test(path)) return { ...base, kind: 'other' };
  const ref = at === -1 ? '' : text.slice(at + 1);
  const slugEnd = lead + owner.length + 1 + repo.length;
  const parts = { node, text, owner, repo, subpath: rest.join('/'), ref };
  return new Repository(parts, lead, slugEnd, at === -1 ? lead + text.length : lead + at + 1);
}

/** Its spans are asked for only where something is reported. */
class Repository implements RepositoryUses {
  readonly kind = 'repository';
  readonly node: ScalarNode;
  readonly text: string;
  readonly owner: string;
  readonly repo: string;
  readonly slug: string;
  readonly subpath: string;
  readonly ref: string;
  readonly isCommit: boolean;
  readonly #start: number;
  readonly #slugEnd: number;
  readonly #refStart: number;

  /** `start`, `slugEnd` and `refStart` are offsets in the node's decoded text. */
  constructor(
    parts: Pick<RepositoryUses, 'node' | 'text' | 'owner' | 'repo' | 'subpath' | 'ref'>,
    start: number,
    slugEnd: number,
    refStart: number,
  ) {
    this.node = parts.node;
    this.text = parts.text;
    this.owner = parts.owner;
    this.repo = parts.repo;
    this.slug = `${parts.owner}/${parts.repo}`.toLowerCase();
    this.subpath = parts.subpath;
    this.ref = parts.ref;
    this.isCommit = /^[0-9a-fA-F]{40}$/.test(parts.ref);
    this.#start = start;
    this.#slugEnd = slugEnd;
    this.#refStart = refStart;
  }

  get slugSpan(): Span {
    return this.node.map.span(this.#start, this.#slugEnd);
  }

  get refSpan(): Span {
    return this.node.map.span(this.#refStart, this.#start + this.text.length);
  }
}

/** True when a step uses this action (`owner/repo`, or `owner/repo/subpath`, in lower case), at any ref. */
export function isAction(uses: Uses | undefined, name: string): uses is RepositoryUses {
  return uses?.kind === 'repository' && actionName(uses) === name;
}

/** `owner/repo` or `owner/repo/subpath` in lower case: the key of tables of actions. */
export function actionName(uses: RepositoryUses): string {
  return uses.subpath === '' ? uses.slug : `${uses.slug}/${uses.subpath.toLowerCase()}`;
}

/**
 * The major version a ref names (`v4`, `v4.2.0`, `4`); undefined for branches, and for commits unless `refs` are the
 * repository's and one of its versions names the commit.
 */
export function majorVersion(uses: RepositoryUses, refs?: RepositoryRefs): number | undefined {
  const [name = uses.ref] = uses.isCommit && refs ? versionTags(refs, uses.ref) : [];
  const match = name.length === 40 ? null : /^v?(\d{1,4})(?:\.|$)/.exec(name);
  return match ? Number(match[1]) : undefined;
}

/** The version a ref names: `v4.1` is [4, 1], which stands for the newest 4.1; undefined for branches and commits. */
export function versionOf(ref: string): readonly number[] | undefined {
  const match = /^v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(?![\w.])/i.exec(ref);
  return match?.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
}

/** True for `version` and later ones; a version that is cut short is the newest of its kind. */
export function isAtLeast(version: readonly number[], bound: readonly number[]): boolean {
  for (const [i, wanted] of bound.entries()) {
    const part = version[i];
    if (part === undefined) return true;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

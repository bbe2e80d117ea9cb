/** A branch or tag of a repository. */
export interface Ref {
  readonly name: string;
  /** The commit that it names, in lower case. */
  readonly commit: string;
  /** The tag's own object, where it is an annotated one: `uses:` takes that too. */
  readonly object?: string;
}

/** What a repository on GitHub calls its commits, as it was when it was asked. */
export interface RepositoryRefs {
  readonly tags: readonly Ref[];
  readonly branches: readonly Ref[];
}

/**
 * What the network says, as far as it was asked. A null stands for what cannot be known: a repository that is private or
 * gone, a service that does not answer.
 */
export interface OnlineFacts {
  /** By `owner/repo` in lower case. */
  readonly refs: ReadonlyMap<string, RepositoryRefs | null>;
  /** Whether a commit is on a branch or under a tag of the repository; by `owner/repo@commit` in lower case. */
  readonly commits: ReadonlyMap<string, boolean | null>;
}

/** True for `owner/repo` in lower case as GitHub allows it: what is asked for goes into an address and a file's name. */
export function isRepositoryName(slug: string): boolean {
  return /^[a-z\d][a-z\d_-]{0,38}\/(?!\.{1,2}$)[a-z\d._-]{1,100}$/.test(slug);
}

/** True when a branch or tag names this commit, or is this tag object; in lower case. */
export function isTip(refs: RepositoryRefs, commit: string): boolean {
  const { tagsByCommit, branchTips } = indexOf(refs);
  return tagsByCommit.has(commit) || branchTips.has(commit);
}

export function tagNamed(refs: RepositoryRefs, name: string): Ref | undefined {
  return indexOf(refs).tags.get(name);
}

export function branchNamed(refs: RepositoryRefs, name: string): Ref | undefined {
  return indexOf(refs).branches.get(name);
}

/** The tags that name a commit (40 hexadecimal digits in any case). */
export function tagsOf(refs: RepositoryRefs, commit: string): readonly Ref[] {
  return indexOf(refs).tagsByCommit.get(commit.toLowerCase()) ?? [];
}

/**
 * The tags of a commit that are versions of up to three numbers, the most exact first: `v4.2.2` before
 * `v4`.
 */
export function versionTags(refs: RepositoryRefs, commit: string): readonly string[] {
  const parts = (name: string): number => name.split('.').length;
  return tagsOf(refs, commit)
    .map(({ name }) => name)
    .filter((name) => /^v?\d{1,6}(?:\.\d{1,6}){0,2}$/.test(name))
    .sort((a, b) => parts(b) - parts(a));
}

/** The tag of a version, written with or without its `v`. */
export function tagOfVersion(refs: RepositoryRefs, version: string): Ref | undefined {
  const bare = version.replace(/^v/, '');
  return tagNamed(refs, version) ?? tagNamed(refs, bare) ?? tagNamed(refs, `v${bare}`);
}

/** Refs to look up: a file can name a repository as often as it likes, and that can have thousands of tags. */
interface Index {
  readonly tags: ReadonlyMap<string, Ref>;
  readonly branches: ReadonlyMap<string, Ref>;
  /** By commit, and by the tag's own object. */
  readonly tagsByCommit: ReadonlyMap<string, readonly Ref[]>;
  readonly branchTips: ReadonlySet<string>;
}

const indexes = new WeakMap<RepositoryRefs, Index>();

function indexOf(refs: RepositoryRefs): Index {
  let index = indexes.get(refs);
  if (!index) {
    index = makeIndex(refs);
    indexes.set(refs, index);
  }
  return index;
}

function makeIndex({ tags, branches }: RepositoryRefs): Index {
  const tagsByCommit = new Map<string, Ref[]>();
  for (const tag of tags) {
    for (const hash of tag.object === undefined ? [tag.commit] : [tag.commit, tag.object]) {
      const known = tagsByCommit.get(hash);
      if (known) known.push(tag);
      else tagsByCommit.set(hash, [tag]);
    }
  }
  const byName = (refs: readonly Ref[]): ReadonlyMap<string, Ref> =>
    new Map(refs.map((ref) => [ref.name, ref]));
  return {
    tags: byName(tags),
    branches: byName(branches),
    tagsByCommit,
    branchTips: new Set(branches.map(({ commit }) => commit)),
  };
}

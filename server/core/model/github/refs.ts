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

/** True when a branch or tag names this commit, or is this tag object. */
export function isTip({ tags, branches }: RepositoryRefs, commit: string): boolean {
  const names = (ref: Ref): boolean => ref.commit === commit || ref.object === commit;
  return tags.some(names) || branches.some(names);
}

/** The tags that name a commit (40 hexadecimal digits in any case). */
export function tagsOf({ tags }: RepositoryRefs, commit: string): readonly Ref[] {
  const wanted = commit.toLowerCase();
  return tags.filter((tag) => tag.commit === wanted || tag.object === wanted);
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
export function tagOfVersion({ tags }: RepositoryRefs, version: string): Ref | undefined {
  const bare = version.replace(/^v/, '');
  return (
    tags.find(({ name }) => name === version) ?? tags.find(({ name }) => name.replace(/^v/, '') === bare)
  );
}

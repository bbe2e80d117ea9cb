import type { OnlineFacts, Ref, RepositoryRefs } from '../../server/core/model/github/refs.ts';

/** What repositories would answer: names of tags and branches with their commits, and whose other commits are. */
export type OnlineTable = Readonly<
  Record<
    string,
    {
      readonly tags: Readonly<Record<string, string>>;
      readonly branches: Readonly<Record<string, string>>;
      /** True for one that a branch or tag leads to. */
      readonly commits?: Readonly<Record<string, boolean>>;
    }
  >
>;

/** Of a repository that the table does not have nothing can be known, nor of a commit that it does not have. */
export function onlineFacts(table: OnlineTable): OnlineFacts {
  const refs = new Map<string, RepositoryRefs>();
  const commits = new Map<string, boolean>();
  for (const [slug, repository] of Object.entries(table)) {
    refs.set(slug, { tags: list(repository.tags), branches: list(repository.branches) });
    for (const [commit, has] of Object.entries(repository.commits ?? {}))
      commits.set(`${slug}@${commit}`, has);
  }
  return { refs: new Unknown(refs), commits: new Unknown(commits) };
}

/** The repository that the examples of the documentation speak of. */
export const EXAMPLE: OnlineTable = {
  'some-owner/some-action': {
    tags: {
      'v4.2.0': '8f4b7f84864484a7bf31766abe9204da3cbe65b3',
      v3: '3333333333333333333333333333333333333333',
    },
    branches: {
      main: '4444444444444444444444444444444444444444',
      v3: '3333333333333333333333333333333333333333',
    },
    commits: {
      bad0bad0bad0bad0bad0bad0bad0bad0bad0bad0: false,
      '1234512345123451234512345123451234512345': true,
    },
  },
};

function list(named: Readonly<Record<string, string>>): readonly Ref[] {
  return Object.entries(named).map(([name, commit]) => ({ name, commit }));
}

/** Answers null to whatever it does not know. */
class Unknown<T> extends Map<string, T | null> {
  override get(key: string): T | null {
    return super.get(key) ?? null;
  }
}

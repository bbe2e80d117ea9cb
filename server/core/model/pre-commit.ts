import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import { itemsOf, type ScalarNode, scalarAt, valueAt } from '../parse/tree.ts';

/** An entry of `repos` in `.pre-commit-config.yaml`. */
export interface HookRepository {
  /** The address, `local` or `meta`. */
  readonly repo: ScalarNode;
  readonly rev: ScalarNode | undefined;
}

export const hookRepositoryProvider: FacetProvider<HookRepository> = {
  kinds: ['pre-commit'],
  of: (document: Document) =>
    itemsOf(valueAt(document.root, 'repos')).flatMap((item) => {
      const repo = scalarAt(item, 'repo');
      return repo ? [{ repo, rev: scalarAt(item, 'rev') }] : [];
    }),
};

/** `owner/repo` in lower case of an address on GitHub; undefined for other places. */
export function githubSlug(url: string): string | undefined {
  const match =
    /^(?:https?:\/\/|git:\/\/|ssh:\/\/git@|git@)github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(
      url.trim(),
    );
  return match?.[1]?.toLowerCase();
}

import type { OffsetMap } from '../../text/offset-map.ts';
import type { DependencySource, GitRef } from '../manifest.ts';
import { quote } from './quote.ts';

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;

/** Says what kind of revision a name is, as far as its form shows: 40 or 64 hexadecimal digits are a commit. */
export function refKind(ref: string): GitRef['kind'] {
  return COMMIT.test(ref) ? 'commit' : 'unknown';
}

/**
 * Reads pip's form of a repository, `git+https://host/path@ref#egg=name`, that stands in `text` from `start` to `end`.
 * pip documentation, "VCS Support".
 */
export function pipGitSource(text: string, start: number, end: number, map?: OffsetMap): DependencySource {
  const hash = text.indexOf('#', start);
  const stop = hash === -1 || hash > end ? end : hash;
  const path = text.indexOf('/', text.indexOf('://', start) + 3);
  const at = text.lastIndexOf('@', stop - 1);
  const hasRef = path !== -1 && at > path && at < stop - 1;
  return {
    kind: 'git',
    url: quote(text, start, hasRef ? at : stop, map),
    ref: hasRef ? { ...quote(text, at + 1, stop, map), kind: refKind(text.slice(at + 1, stop)) } : undefined,
  };
}

/** Reads npm's form of a repository, `git+ssh://host/path#ref`, `owner/repo#ref` or `github:owner/repo#ref`. */
export function npmGitSource(text: string, map: OffsetMap): DependencySource {
  const hash = text.indexOf('#');
  if (hash === -1) return { kind: 'git', url: quote(text, 0, text.length, map), ref: undefined };
  const ref = text.slice(hash + 1);
  const kind = ref.startsWith('semver:') ? 'tag' : refKind(ref);
  return {
    kind: 'git',
    url: quote(text, 0, hash, map),
    ref: ref === '' ? undefined : { ...quote(text, hash + 1, text.length, map), kind },
  };
}

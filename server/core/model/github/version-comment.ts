import type { Source, Span } from '../../text/source.ts';
import type { RepositoryUses } from './uses.ts';

/** The version that a comment behind `uses:` says, as written: `v4.2.2`. */
export interface VersionComment {
  readonly version: string;
  /** From the first character of the comment that says it, `tag=` and the like included. */
  readonly span: Span;
}

/** A comment that begins with a version, with what bots write before it. */
const VERSION =
  /(#[ \t]*)(?:tag=|pin@|version:[ \t]{0,4})?(v\d{1,4}(?:\.\d{1,4}){0,2}|\d{1,4}(?:\.\d{1,4}){1,2})(?![\w.-]*\w)/;

/** What the comment behind a pinned commit says it is; undefined where it begins with no version. */
export function versionComment(source: Source, { node }: RepositoryUses): VersionComment | undefined {
  const { end } = node.span;
  const said = VERSION.exec(source.restOfLine(end));
  if (!said) return undefined;
  const start = end + said.index;
  return { version: said[2]!, span: { start: start + said[1]!.length, end: start + said[0].length } };
}

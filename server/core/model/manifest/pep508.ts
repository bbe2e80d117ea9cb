import type { OffsetMap } from '../../text/offset-map.ts';
import type { Dependency, DependencyScope, DependencySource, Quote } from '../manifest.ts';
import { pipGitSource } from './git-url.ts';
import { isSpace, quote, trim } from './quote.ts';

const NAME = /[A-Za-z0-9][A-Za-z0-9._-]*/y;
const SPECIFIER = /^(?:===|==|~=|!=|<=|>=|<|>)/;
const URL_SCHEME = /^(?:(git|hg|svn|bzr)\+)?[a-z][a-z0-9+.-]*:/i;

/**
 * Reads one requirement, `name[extra]>=1,<2; marker` or `name @ url`, from `start` to `end` of `text`. Undefined where
 * no name stands. `map` leads to the file; without it the text is the file's. PEP 508, "Grammar".
 */
export function parseRequirement(
  text: string,
  start: number,
  end: number,
  scope: DependencyScope,
  map?: OffsetMap,
): Dependency | undefined {
  const { start: from, end: to } = trim(text, { start, end });
  NAME.lastIndex = from;
  const match = NAME.exec(text);
  if (!match) return undefined;
  let nameEnd = Math.min(from + match[0].length, to);
  while ('.-_'.includes(text[nameEnd - 1]!)) nameEnd--;
  const name = quote(text, from, nameEnd, map);
  let at = skipSpace(text, nameEnd, to);
  if (text[at] === '[') {
    const close = text.indexOf(']', at);
    if (close === -1 || close >= to) return undefined;
    at = skipSpace(text, close + 1, to);
  }
  const marker = markerStart(text, at, to);
  const span = map ? map.span(from, to) : { start: from, end: to };
  const shared = { ecosystem: 'pypi', name, span, scope } as const;
  if (text[at] === '@') {
    const url = trim(text, { start: at + 1, end: marker });
    return { ...shared, ...urlSource(text, url.start, url.end, map) };
  }
  const version = versionOf(text, at, marker, map);
  if (version === null) return undefined;
  return { ...shared, version, source: { kind: 'registry' } };
}

/** The source that a URL names, and whether the URL pins the content by a hash. */
export function urlSource(
  text: string,
  start: number,
  end: number,
  map?: OffsetMap,
): { source: DependencySource; hashed: boolean } {
  const url = text.slice(start, end);
  const vcs = URL_SCHEME.exec(url)?.[1];
  if (vcs) return { source: pipGitSource(text, start, end, map), hashed: false };
  if (/^file:|^[./\\]|^\$|^[A-Za-z]:\\/.test(url)) return { source: { kind: 'path' }, hashed: false };
  return {
    source: { kind: 'url', url: quote(text, start, end, map) },
    hashed: /#(?:.*&)?sha(?:256|384|512)=/.test(url),
  };
}

/** The specifiers from `start` on; undefined for none, null where something else stands there. */
function versionOf(text: string, start: number, end: number, map?: OffsetMap): Quote | undefined | null {
  let { start: from, end: to } = trim(text, { start, end });
  if (from >= to) return undefined;
  if (text[from] === '(' && text[to - 1] === ')')
    ({ start: from, end: to } = trim(text, { start: from + 1, end: to - 1 }));
  if (from >= to) return undefined;
  return SPECIFIER.test(text.slice(from, from + 3)) ? quote(text, from, to, map) : null;
}

/** The offset of the `;` before a marker; in a URL it counts only with white space before it. */
function markerStart(text: string, start: number, end: number): number {
  const isUrl = text[start] === '@';
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) === 59 && (!isUrl || isSpace(text.charCodeAt(at - 1)))) return at;
  }
  return end;
}

function skipSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

import type { Document } from '../../document.ts';
import type { Span } from '../../text/source.ts';
import type { Ecosystem, LockedPackage, Quote } from '../manifest.ts';
import { packageLockPackages } from './package-lock.ts';
import { linesOf, quote } from './quote.ts';

/**
 * The packages of a lock file. Lock files are written by programs, one value a line, and may be tens of megabytes long:
 * they are read line by line and never parsed into a tree.
 */
export function lockedPackages(document: Document): readonly LockedPackage[] {
  const { text } = document.source;
  switch (document.kind) {
    case 'package-lock':
      return packageLockPackages(text);
    case 'yarn-lock':
      return yarnPackages(text);
    case 'pnpm-lock':
      return pnpmPackages(text);
    case 'poetry-lock':
    case 'uv-lock':
      return tomlPackages(text);
    default:
      return [];
  }
}

interface Draft {
  ecosystem: Ecosystem;
  name: Quote;
  version?: Quote;
  resolved?: Quote;
  integrity?: Quote;
  end: number;
}

function finish(draft: Draft | undefined, into: LockedPackage[]): void {
  if (!draft) return;
  const { end, ...rest } = draft;
  into.push({ ...rest, span: { start: draft.name.span.start, end } });
}

/**
 * yarn.lock of version 1 (`resolved "…"`) and of Yarn 2 and later (`resolution: "…"`, a checksum). An entry's first
 * line names what was asked for; the package is the name before the second `@`.
 */
function yarnPackages(text: string): readonly LockedPackage[] {
  const into: LockedPackage[] = [];
  let draft: Draft | undefined;
  for (const { start, end } of linesOf(text)) {
    const first = text.charCodeAt(start);
    if (start === end || first === 35) continue;
    if (first !== 32) {
      finish(draft, into);
      const name = yarnName(text, start, end);
      draft = name && { ecosystem: 'npm', name, end };
      continue;
    }
    // Values stand at two blanks; deeper lines belong to lists of dependencies.
    if (!draft || text.charCodeAt(start + 2) === 32) continue;
    const found = keyAndValue(text, start + 2, end);
    if (!found) continue;
    if (found.key === 'version') draft.version = found.value;
    else if (found.key === 'resolved' || found.key === 'resolution') draft.resolved = found.value;
    else if (found.key === 'integrity' || found.key === 'checksum') draft.integrity = found.value;
    else continue;
    draft.end = found.value.span.end;
  }
  finish(draft, into);
  return into;
}

function yarnName(text: string, start: number, end: number): Quote | undefined {
  const from = text.charCodeAt(start) === 34 ? start + 1 : start;
  const at = text.indexOf('@', from + 1);
  if (at === -1 || at >= end || text.startsWith('__metadata', from)) return undefined;
  // An alias, `a@npm:b@1`, is installed as `a` but is the package `b`.
  if (text.startsWith('npm:', at + 1)) {
    const real = text.indexOf('@', at + 6);
    if (real !== -1 && real < end && /^@?[a-z][\w./-]*$/i.test(text.slice(at + 5, real)))
      return quote(text, at + 5, real);
  }
  return quote(text, from, at);
}

/** `key "value"`, `key value` or `key: value` on one line. */
function keyAndValue(text: string, start: number, end: number): { key: string; value: Quote } | undefined {
  let stop = start;
  while (stop < end && text.charCodeAt(stop) !== 32 && text.charCodeAt(stop) !== 58) stop++;
  let from = stop;
  while (from < end && (text.charCodeAt(from) === 32 || text.charCodeAt(from) === 58)) from++;
  if (from >= end) return undefined;
  const quoted = text[from] === '"' && text[end - 1] === '"' && end - from > 1;
  const value = quoted ? quote(text, from + 1, end - 1) : quote(text, from, end);
  return { key: text.slice(start, stop), value };
}

const PNPM_VALUE = /(?:\{|, |^ *)(integrity|tarball|repo|commit): ('[^']*'|[^,}\s]+)/g;

/** pnpm-lock.yaml, versions 5 to 9: the entries of `packages`, two blanks deep. */
function pnpmPackages(text: string): readonly LockedPackage[] {
  const into: LockedPackage[] = [];
  let draft: Draft | undefined;
  let inside = false;
  for (const { start, end } of linesOf(text)) {
    if (start === end) continue;
    if (text.charCodeAt(start) !== 32) {
      inside = text.startsWith('packages:', start);
      continue;
    }
    if (!inside) continue;
    if (text.charCodeAt(start + 2) !== 32) {
      finish(draft, into);
      draft = pnpmEntry(text, start + 2, end);
      continue;
    }
    if (!draft) continue;
    const colon = text.indexOf(':', start);
    const key = text.slice(start, colon).trim();
    if (key === 'resolution' || key === 'integrity' || key === 'tarball')
      readPnpmResolution(text, start, end, draft);
  }
  finish(draft, into);
  return into;
}

function readPnpmResolution(text: string, start: number, end: number, draft: Draft): void {
  const line = text.slice(start, end);
  PNPM_VALUE.lastIndex = 0;
  for (let match = PNPM_VALUE.exec(line); match; match = PNPM_VALUE.exec(line)) {
    const quoted = match[2]!.startsWith("'") ? 1 : 0;
    const stop = start + match.index + match[0].length;
    const value = quote(text, stop - match[2]!.length + quoted, stop - quoted);
    if (match[1] === 'integrity') draft.integrity = value;
    else if (match[1] !== 'commit') draft.resolved = value;
    draft.end = stop;
  }
}

/** `name@1.2.3(peer@1):`, `/name@1.2.3:` or `/name/1.2.3_peer@1:`, quoted or not. */
function pnpmEntry(text: string, start: number, end: number): Draft | undefined {
  let from = start;
  let to = text.lastIndexOf(':', end - 1);
  if (to <= from) return undefined;
  if (text[from] === "'" || text[from] === '"') {
    from++;
    to--;
  }
  if (text[from] === '/') from++;
  const peers = text.indexOf('(', from);
  if (peers !== -1 && peers < to) to = peers;
  let split = text.indexOf('@', from + 1);
  if (split === -1 || split >= to || (text[from] !== '@' && text.slice(from, split).includes('/'))) {
    // Version 5 writes `/name/1.2.3`, with peers behind an underscore.
    split = text.indexOf('/', text[from] === '@' ? text.indexOf('/', from) + 1 : from);
    const peer = text.indexOf('_', split);
    if (split !== -1 && split < to && peer !== -1 && peer < to) to = peer;
  }
  if (split === -1 || split >= to) return undefined;
  const name = quote(text, from, split);
  return { ecosystem: 'npm', name, version: quote(text, split + 1, to), end: to };
}

const SOURCE_URL = /(?:registry|git|url|path|editable|virtual|directory)[ \t]*=[ \t]*"([^"]*)"/;

/** poetry.lock and uv.lock: the `[[package]]` tables. */
function tomlPackages(text: string): readonly LockedPackage[] {
  const into: LockedPackage[] = [];
  let draft: Draft | undefined;
  let state: 'outside' | 'package' | 'source' | 'below' = 'outside';
  for (const { start, end } of linesOf(text)) {
    const first = text.charCodeAt(start);
    if (first === 91) {
      if (text.startsWith('[[package]]', start)) {
        finish(draft, into);
        draft = undefined;
        state = 'package';
      } else if (text.startsWith('[package.source]', start)) state = 'source';
      else
        state =
          text.startsWith('[package.', start) || text.startsWith('[[package.', start) ? 'below' : 'outside';
      continue;
    }
    if (state === 'package' && text.startsWith('name = "', start)) {
      draft = { ecosystem: 'pypi', name: quote(text, start + 8, stringEnd(text, start + 8, end)), end };
    } else if (draft && state === 'package' && text.startsWith('version = "', start)) {
      draft.version = quote(text, start + 11, stringEnd(text, start + 11, end));
      draft.end = end;
    } else if (
      draft &&
      (state === 'source' || (state === 'package' && text.startsWith('source = {', start)))
    ) {
      readTomlSource(text, { start, end }, draft);
    }
  }
  finish(draft, into);
  return into;
}

function readTomlSource(text: string, { start, end }: Span, draft: Draft): void {
  const match = SOURCE_URL.exec(text.slice(start, end));
  if (!match) return;
  const stop = start + match.index + match[0].length - 1;
  draft.resolved = quote(text, stop - match[1]!.length, stop);
  draft.end = stop + 1;
}

function stringEnd(text: string, start: number, end: number): number {
  const stop = text.indexOf('"', start);
  return stop === -1 || stop > end ? end : stop;
}

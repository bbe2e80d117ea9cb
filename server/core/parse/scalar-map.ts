import { dropShadowed, OffsetMap, type Run } from '../text/offset-map.ts';
import { lineEnd } from '../text/source.ts';
import type { ScalarStyle } from './tree.ts';

/**
 * Aligns the decoded text of a YAML or JSON scalar with the file. `start` is the first character of the value in the
 * file (a quote, a block header's `|`, or the text itself). YAML 1.2.2, sections 7.3 and 8.1.
 */
export function mapScalar(file: string, start: number, style: ScalarStyle, decoded: string): OffsetMap {
  switch (style) {
    case 'literal':
      return mapLiteral(file, start, decoded);
    case 'folded':
      return mapFolded(file, start, decoded);
    case 'plain':
      if (file.startsWith(decoded, start)) return OffsetMap.shift(start);
      return mapFlow(file, start, style, decoded);
    default:
      if (isVerbatim(file, start, decoded)) return OffsetMap.shift(start + 1);
      return mapFlow(file, start + 1, style, decoded);
  }
}

/** True when the text between the quotes is the decoded text, letter by letter. */
function isVerbatim(file: string, start: number, decoded: string): boolean {
  if (!file.startsWith(decoded, start + 1)) return false;
  const after = start + 1 + decoded.length;
  return after >= file.length || file[after] === file[start];
}

function contentEnd(file: string, lineStart: number): number {
  const end = lineEnd(file, lineStart);
  return end > lineStart && file.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

/** Decoded lines stand one to one in the file, each behind its indentation. */
function mapLiteral(file: string, start: number, decoded: string): OffsetMap {
  const runs: Run[] = [];
  let line = lineEnd(file, start) + 1;
  let at = 0;
  while (at <= decoded.length && line <= file.length) {
    const next = decoded.indexOf('\n', at);
    const length = (next === -1 ? decoded.length : next) - at;
    runs.push([at, Math.max(line, contentEnd(file, line) - length)]);
    if (next === -1) break;
    at = next + 1;
    line = lineEnd(file, line) + 1;
  }
  return runs.length > 0 ? new OffsetMap(runs) : OffsetMap.shift(start);
}

/** Lines are joined by spaces; between the decoded contents of two lines only white space can stand. */
function mapFolded(file: string, start: number, decoded: string): OffsetMap {
  const runs: Run[] = [];
  let at = 0;
  for (
    let line = lineEnd(file, start) + 1;
    line < file.length && at < decoded.length;
    line = lineEnd(file, line) + 1
  ) {
    const end = contentEnd(file, line);
    let content = line;
    while (content < end && isBlank(file.charCodeAt(content))) content++;
    if (content === end) continue;
    while (at < decoded.length && isSpace(decoded.charCodeAt(at))) at++;
    if (!decoded.startsWith(file.slice(content, end).trimEnd(), at)) break;
    runs.push([at, content]);
    at += end - content;
  }
  if (runs[0]?.[0] !== 0) runs.unshift([0, runs[0]?.[1] ?? start]);
  return new OffsetMap(runs);
}

/** Walks a plain or quoted scalar with its escapes and folded line breaks. */
function mapFlow(file: string, from: number, style: ScalarStyle, decoded: string): OffsetMap {
  const runs: Run[] = [[0, from]];
  let at = 0;
  let pos = from;
  while (at < decoded.length && pos < file.length) {
    const code = file.charCodeAt(pos);
    if (isSpace(code)) {
      const end = skipSpaces(file, pos);
      const breaks = countBreaks(file, pos, end);
      if (breaks > 0) {
        // One line break becomes a space, each further one a line feed.
        runs.push([at, pos]);
        at += breaks > 1 ? breaks - 1 : 1;
        runs.push([at, end]);
      } else at += end - pos;
      pos = end;
    } else if (style === 'double' && code === 92 && isLineBreakAt(file, pos + 1)) {
      pos = skipContinuation(file, pos + 1);
      runs.push([at, pos]);
    } else if (style === 'double' && code === 92 && isEscape(file, pos, decoded, at)) {
      const width = escapeWidth(file, pos);
      runs.push([at, pos, width]);
      at += width === 10 && (decoded.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      pos += width;
      runs.push([at, pos]);
    } else if (style === 'single' && code === 39 && file.charCodeAt(pos + 1) === 39) {
      runs.push([at, pos, 2]);
      at++;
      pos += 2;
      runs.push([at, pos]);
    } else {
      at++;
      pos++;
    }
  }
  return new OffsetMap(dropShadowed(runs));
}

function skipSpaces(file: string, from: number): number {
  let end = from;
  while (end < file.length && isSpace(file.charCodeAt(end))) end++;
  return end;
}

function countBreaks(file: string, start: number, end: number): number {
  let breaks = 0;
  for (let at = start; at < end; at++) if (file.charCodeAt(at) === 10) breaks++;
  return breaks;
}

/** Length in the file of the escape at `pos`. */
function escapeWidth(file: string, pos: number): number {
  const kind = file[pos + 1];
  if (kind === 'x') return 4;
  if (kind === 'u') return 6;
  return kind === 'U' ? 10 : 2;
}

/** False for a backslash that the parser could not read as an escape and left as it is, with what follows. */
function isEscape(file: string, pos: number, decoded: string, at: number): boolean {
  if (decoded.charCodeAt(at) !== 92) return true;
  const written = file.slice(pos + 1, pos + escapeWidth(file, pos));
  return written === '\\' || /^[xuU]0*5[cC]$/.test(written);
}

function isLineBreakAt(file: string, pos: number): boolean {
  const code = file.charCodeAt(pos);
  return code === 10 || (code === 13 && file.charCodeAt(pos + 1) === 10);
}

/** The offset behind an escaped line break and the indentation of the line after it. */
function skipContinuation(file: string, pos: number): number {
  let at = lineEnd(file, pos) + 1;
  while (at < file.length && isBlank(file.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

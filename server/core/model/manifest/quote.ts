import type { ScalarNode } from '../../parse/tree.ts';
import type { OffsetMap } from '../../text/offset-map.ts';
import type { Span } from '../../text/source.ts';
import type { Quote } from '../manifest.ts';

/** The piece of `text` from `start` to `end`, at its place in the file. */
export function quote(text: string, start: number, end: number, map?: OffsetMap): Quote {
  return { text: text.slice(start, end), span: map ? map.span(start, end) : { start, end } };
}

/** The content of a scalar, without its quotes. */
export function quoteScalar(node: ScalarNode): Quote {
  return { text: node.text, span: node.map.span(0, node.text.length) };
}

/** The lines of a text as half-open ranges without their line ends. */
export function* linesOf(text: string): Generator<Span> {
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start <= text.length) {
    let next = text.indexOf('\n', start);
    if (next === -1) next = text.length;
    yield { start, end: next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next };
    start = next + 1;
  }
}

/** A span without the white space at its ends. */
export function trim(text: string, span: Span): Span {
  let { start, end } = span;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

/** True for a code unit that is white space in a manifest, a byte order mark and a no-break space included. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xfeff || code === 0xa0;
}

import { lineEnd } from '../text/source.ts';

/**
 * The text with the line ends inside of flow collections (`[…]`, `{…}`) made blanks, so that every offset stays; the
 * same text when there are none. YAML wants the lines of a flow collection indented deeper than its key, but many
 * parsers, CloudFormation's among them, do not ask for that, and people who paste JSON rely on it.
 *
 * A reading by lines and not by grammar: for a second try at a file that is broken anyway. Linear in the text.
 */
export function joinFlowLines(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, Math.min(end, at + 400));
    if (BLOCK_SCALAR.test(line)) {
      at = behindBlock(text, at, end);
      continue;
    }
    const opening = OPENING.exec(line);
    const close = opening ? closeOf(text, at + opening[0].length - 1) : -1;
    // What is not closed, or not simple, keeps the file from being read the other way, too.
    if (opening && close === -1) return text;
    if (close > end) {
      const start = at + opening![0].length - 1;
      parts.push(text.slice(kept, start), joined(text.slice(start, close)));
      kept = close;
      at = lineEnd(text, close) + 1;
    } else at = end + 1;
  }
  return kept === 0 ? text : parts.join('') + text.slice(kept);
}

/** A value or an item that begins with a bracket, behind a tag perhaps. */
const OPENING = /^[^#'"[\]{}]{0,300}?(?::|-)[ \t]{1,20}(?:!\S{1,40}[ \t]{1,20})?[[{]/;
const BLOCK_SCALAR = /(?::|-)[ \t]{1,20}(?:[!&]\S{1,40}[ \t]{1,20})?[|>][-+\d]{0,2}[ \t]{0,20}(?:#.*)?\r?$/;

/** The start of the first line behind a block scalar whose head is the line from `start` to `end`. */
function behindBlock(text: string, start: number, end: number): number {
  const indent = indentOf(text, start);
  let at = end + 1;
  while (at < text.length) {
    const next = lineEnd(text, at);
    const isBlank = text.slice(at, next).trim() === '';
    if (!isBlank && indentOf(text, at) <= indent) break;
    at = next + 1;
  }
  return at;
}

function indentOf(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ') end++;
  return end - at;
}

/** Behind the bracket that closes the one at `open`; -1 where none does, or where quotes or comments are in the way. */
function closeOf(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '"' || sign === "'") {
      at = quoteEnd(text, at);
      if (at === -1) return -1;
    } else if (sign === '#' && /\s/.test(text[at - 1] ?? '')) return -1;
    else if (sign === '[' || sign === '{') depth++;
    else if ((sign === ']' || sign === '}') && --depth === 0) return at + 1;
  }
  return -1;
}

/** The closing quote on the same line; -1 where there is none. */
function quoteEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\' && text[start] === '"') at++;
    else if (text[at] === text[start]) return at;
  }
  return -1;
}

function joined(flow: string): string {
  return flow.replace(/[\r\n]/g, ' ');
}

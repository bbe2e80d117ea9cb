import type { Stretch } from '../shell.ts';

export interface MaskedText {
  /** Of the same length as the text, interpolations replaced by underscores. */
  readonly text: string;
  /** Where interpolations stood, in rising order. */
  readonly holes: readonly Stretch[];
}

/**
 * Replaces what a CI system puts into a script before a shell sees it (GitHub's `${{ … }}`, GitLab's `$[[ … ]]`) by
 * text that is a plain word for every shell, so that offsets hold.
 */
export function maskInterpolations(text: string): MaskedText {
  const holes = findInterpolations(text);
  if (holes.length === 0) return { text, holes };
  let masked = '';
  let at = 0;
  for (const { from, to } of holes) {
    masked += text.slice(at, from) + '_'.repeat(to - from);
    at = to;
  }
  return { text: masked + text.slice(at), holes };
}

/** The index of the first hole that ends behind `from`. */
export function firstHole(holes: readonly Stretch[], from: number): number {
  let low = 0;
  let high = holes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holes[middle]!.to <= from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function findInterpolations(text: string): readonly Stretch[] {
  const holes: Stretch[] = [];
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar === -1) break;
    at = dollar + 1;
    const opening = text.slice(dollar + 1, dollar + 3);
    if (opening !== '{{' && opening !== '[[') continue;
    const to = closing(text, dollar + 3, opening === '{{' ? '}}' : ']]');
    // What is not closed here is closed nowhere further on either.
    if (to === -1) break;
    holes.push({ from: dollar, to });
    at = to;
  }
  return holes;
}

/** The offset behind the closing braces that stand in no string (`'it''s'`); -1 if there are none. */
function closing(text: string, from: number, braces: string): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === "'") quoted = !quoted;
    else if (!quoted && char === braces[0] && text[at + 1] === braces[1]) return at + 2;
  }
  // An apostrophe that opens no string must not hide the end.
  const end = text.indexOf(braces, from);
  return end === -1 ? -1 : end + 2;
}

import type { Style } from './report.ts';

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  green: [32, 39],
} as const;

export type Paint = keyof typeof CODES;

/** The text in a colour, when the style has colours. */
export function paint(style: Style, color: Paint, text: string): string {
  const [on, off] = CODES[color];
  return style.color && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

/**
 * The style for a stream. `--color` wins, then `NO_COLOR` (not empty: none), then `FORCE_COLOR` and `CLICOLOR_FORCE`
 * (not `0`), then whether the stream is a terminal.
 */
export function styleFor(stream: { isTTY?: boolean; columns?: number } | undefined, when?: string): Style {
  return { color: hasColor(stream, when), width: Math.max(40, stream?.columns ?? 100) };
}

function hasColor(stream: { isTTY?: boolean } | undefined, when: string | undefined): boolean {
  if (when === 'always') return true;
  const { NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM } = process.env;
  if (when === 'never' || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
  const forced = FORCE_COLOR ?? CLICOLOR_FORCE;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream?.isTTY === true && TERM !== 'dumb';
}

/** Control characters and those that turn the direction of text, which a hostile file could use to lie on a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The text as a terminal may show it: one replacement character for each that could do more than be seen. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** A name in one line: a path may hold line ends. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\t\n]/g, '\ufffd');
}

/** The text without lone halves of surrogate pairs, which have no encoding. */
export function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** The columns that a text takes in a terminal: two for East Asian wide characters and emoji, none for combining ones. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += widthOf(char.codePointAt(0)!);
  return columns;
}

function widthOf(code: number): number {
  if (code < 0x300) return 1;
  if (isBetween(code, ZERO_WIDTH)) return 0;
  return isBetween(code, WIDE) ? 2 : 1;
}

/** Pairs of first and last, after Unicode's EastAsianWidth.txt and emoji-data.txt in broad strokes. */
const WIDE = [
  0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x25fd, 0x25fe, 0x2614, 0x2615, 0x2648,
  0x2653, 0x267f, 0x267f, 0x2693, 0x2693, 0x26a1, 0x26a1, 0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5,
  0x26d4, 0x26d4, 0x26ea, 0x26ea, 0x26f2, 0x26f3, 0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705,
  0x2705, 0x270a, 0x270b, 0x2728, 0x2728, 0x274c, 0x274c, 0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757,
  0x2795, 0x2797, 0x27b0, 0x27b0, 0x2b1b, 0x2b1c, 0x2b50, 0x2b50, 0x2b55, 0x2b55, 0x2e80, 0x303e, 0x3041,
  0x33ff, 0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xa000, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff,
  0xfe30, 0xfe6f, 0xff00, 0xff60, 0xffe0, 0xffe6, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e,
  0x1f191, 0x1f19a, 0x1f200, 0x1f320, 0x1f32d, 0x1f335, 0x1f337, 0x1f37c, 0x1f37e, 0x1f393, 0x1f3a0, 0x1f3ca,
  0x1f3cf, 0x1f3d3, 0x1f3e0, 0x1f3f0, 0x1f3f4, 0x1f3f4, 0x1f3f8, 0x1f43e, 0x1f440, 0x1f440, 0x1f442, 0x1f4fc,
  0x1f4ff, 0x1f53d, 0x1f54b, 0x1f567, 0x1f57a, 0x1f57a, 0x1f595, 0x1f596, 0x1f5a4, 0x1f5a4, 0x1f5fb, 0x1f64f,
  0x1f680, 0x1f6c5, 0x1f6cc, 0x1f6cc, 0x1f6d0, 0x1f6d2, 0x1f6d5, 0x1f6d7, 0x1f6dc, 0x1f6df, 0x1f6eb, 0x1f6ec,
  0x1f6f4, 0x1f6fc, 0x1f7e0, 0x1f7eb, 0x1f90c, 0x1f93a, 0x1f93c, 0x1f945, 0x1f947, 0x1f9ff, 0x1fa70, 0x1faff,
  0x20000, 0x3fffd,
];

const ZERO_WIDTH = [
  0x300, 0x36f, 0x483, 0x489, 0x591, 0x5bd, 0x610, 0x61a, 0x64b, 0x65f, 0x1ab0, 0x1aff, 0x1dc0, 0x1dff,
  0x200b, 0x200d, 0x20d0, 0x20ff, 0xfe00, 0xfe0f, 0xfe20, 0xfe2f, 0x1f3fb, 0x1f3ff, 0xe0100, 0xe01ef,
];

function isBetween(code: number, pairs: readonly number[]): boolean {
  for (let i = 0; i < pairs.length; i += 2) if (code >= pairs[i]! && code <= pairs[i + 1]!) return true;
  return false;
}

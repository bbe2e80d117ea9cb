/**
 * How a name differs from the one it resembles. The kinds that people produce by mistyping (and squatters register)
 * are far more frequent among malicious names than among honest ones; the others are not.
 */
export type EditKind =
  | 'transposed letters'
  | 'doubled letter'
  | 'letter of a pair left out'
  | 'letter left out'
  | 'first letter left out'
  | 'last letter left out'
  | 'letter added inside'
  | 'letter added in front'
  | 'letter added at the end'
  | 'plural'
  | 'neighbouring key'
  | 'other vowel'
  | 'lookalike character'
  | 'other letter'
  | 'digit'
  | 'separator'
  | 'word order'
  | 'affix'
  | 'scope'
  | 'two edits';

const ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const NEIGHBOURS = keyboard();
const VOWELS = 'aeiouy';
const SEPARATORS = '-_.';
const LOOKALIKES = new Set(['0o', '1l', '1i', '3e', '4a', '5s', '7t', 'il', '8b', '9g']);

/** The one edit (insertion, omission, substitution, transposition) that makes `name` of `target`; else undefined. */
export function oneEdit(name: string, target: string): EditKind | undefined {
  const difference = name.length - target.length;
  if (difference > 1 || difference < -1) return undefined;
  const shorter = Math.min(name.length, target.length);
  let at = 0;
  while (at < shorter && name.charCodeAt(at) === target.charCodeAt(at)) at++;
  if (difference === 0) {
    if (at === shorter) return undefined;
    if (sameFrom(name, at + 1, target, at + 1)) return substituted(name[at]!, target[at]!);
    const swapped = name[at] === target[at + 1] && name[at + 1] === target[at];
    if (!swapped || !sameFrom(name, at + 2, target, at + 2)) return undefined;
    return isSeparator(name[at]!) || isSeparator(name[at + 1]!) ? 'separator' : 'transposed letters';
  }
  if (difference === 1) return sameFrom(name, at + 1, target, at) ? inserted(name, at) : undefined;
  return sameFrom(name, at, target, at + 1) ? omitted(target, at) : undefined;
}

function sameFrom(a: string, i: number, b: string, j: number): boolean {
  if (a.length - i !== b.length - j) return false;
  for (let k = a.length - 1; k >= i; k--) if (a.charCodeAt(k) !== b.charCodeAt(k - i + j)) return false;
  return true;
}

function inserted(name: string, at: number): EditKind {
  const char = name[at]!;
  if (isSeparator(char)) return 'separator';
  if (isDigit(char)) return 'digit';
  if (char === name[at - 1] || char === name[at + 1]) return 'doubled letter';
  if (at === 0) return 'letter added in front';
  if (at === name.length - 1) return char === 's' ? 'plural' : 'letter added at the end';
  return 'letter added inside';
}

function omitted(target: string, at: number): EditKind {
  const char = target[at]!;
  if (isSeparator(char)) return 'separator';
  if (isDigit(char)) return 'digit';
  if (char === target[at - 1] || char === target[at + 1]) return 'letter of a pair left out';
  if (at === 0) return 'first letter left out';
  if (at === target.length - 1) return char === 's' ? 'plural' : 'last letter left out';
  return 'letter left out';
}

function substituted(written: string, meant: string): EditKind {
  if (isSeparator(written) || isSeparator(meant)) return 'separator';
  const pair = written < meant ? written + meant : meant + written;
  if (LOOKALIKES.has(pair)) return 'lookalike character';
  if (isDigit(written) && isDigit(meant)) return 'digit';
  if (NEIGHBOURS.has(pair)) return 'neighbouring key';
  if (VOWELS.includes(written) && VOWELS.includes(meant)) return 'other vowel';
  return 'other letter';
}

/** Three rows of the distance table, reused: names are at most this long. */
const WIDTH = 128;
let [older, before, row] = [new Uint8Array(WIDTH), new Uint8Array(WIDTH), new Uint8Array(WIDTH)];

/** True when two insertions, omissions, substitutions or transpositions at most make one name of the other. */
export function withinTwoEdits(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2 || b.length >= WIDTH) return false;
  for (let j = 0; j <= b.length; j++) before[j] = j;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      let cost = Math.min(before[j]! + 1, row[j - 1]! + 1, before[j - 1]! + same);
      const crossed =
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (crossed) cost = Math.min(cost, older[j - 2]! + 1);
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > 2) return false;
    [older, before, row] = [before, row, older];
  }
  return before[b.length]! <= 2;
}

/** True when half of the shorter name or more stands at the same end of both: cheap to tell, and so of most mistakes. */
export function sharesEnds(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  let front = 0;
  while (front < shorter && a.charCodeAt(front) === b.charCodeAt(front)) front++;
  let back = 0;
  while (back < shorter - front && a.charCodeAt(a.length - 1 - back) === b.charCodeAt(b.length - 1 - back))
    back++;
  return (front + back) * 2 >= shorter;
}

/** The pairs of keys that lie side by side on a QWERTY keyboard, each in alphabetical order. */
function keyboard(): ReadonlySet<string> {
  const pairs = new Set<string>();
  const add = (a: string | undefined, b: string | undefined) => {
    if (a !== undefined && b !== undefined) pairs.add(a < b ? a + b : b + a);
  };
  for (const [i, row] of ROWS.entries()) {
    for (let j = 0; j < row.length; j++) {
      add(row[j], row[j + 1]);
      add(row[j], ROWS[i + 1]?.[j]);
      add(row[j], ROWS[i + 1]?.[j - 1]);
    }
  }
  return pairs;
}

function isSeparator(char: string): boolean {
  return SEPARATORS.includes(char);
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}

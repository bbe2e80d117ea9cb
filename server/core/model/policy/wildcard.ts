/**
 * True when an IAM pattern (`*` any text, `?` any character) matches the whole text. Linear in practice: the last star
 * alone is tried again. Letter case counts; lower both sides for actions.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (p < pattern.length && pattern[p] === '*') p++;
  return p === pattern.length;
}

/** True for `*`, `**` and so on. */
export function isStar(text: string): boolean {
  return text !== '' && !/[^*]/.test(text);
}

/** True for a text with `*` or `?` anywhere; a policy variable such as `${*}` counts too. */
export function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

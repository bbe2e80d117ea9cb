/** Longer words are not compared: no name of ours comes near this. */
const MAX_LENGTH = 80;
/** So many candidates are compared; the names of one file are hardly ever more, and each wrong one meets them all. */
const MAX_CANDIDATES = 1000;

/**
 * The candidate that `word` was most likely meant to be, for a "did you mean": the one with the fewest slips (a letter
 * added, left out, replaced or swapped with its neighbour; case does not count), at most `limit`, which is a third of
 * the word unless given. Undefined when none is near, or when two are equally near.
 */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  limit = Math.max(1, Math.floor(word.length / 3)),
): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  // Short words are near to too many others.
  const allowed = word.length < 5 ? Math.min(limit, 1) : limit;
  const lower = word.toLowerCase();
  let best: string | undefined;
  let least = allowed + 1;
  let tied = false;
  let left = MAX_CANDIDATES;
  for (const candidate of candidates) {
    if (left-- === 0) break;
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    const distance = slips(lower, candidate.toLowerCase(), allowed);
    if (distance < least) {
      least = distance;
      best = candidate;
      tied = false;
    } else if (distance === least && distance <= allowed) tied = true;
  }
  return tied ? undefined : best;
}

/** The optimal string alignment distance; any number above `limit` where it is more than that. */
function slips(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return least;
    before = last;
    last = row;
  }
  return last[b.length]!;
}

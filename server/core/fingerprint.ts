/**
 * Names findings so that they can be recognised after lines have moved: by rule, path, the flagged text with white
 * space folded, and a count where all of that occurs more than once in a file.
 */
export class Fingerprinter {
  readonly #seen = new Map<string, number>();

  /** `text` must hold no secret: mask it first. */
  next(ruleId: string, path: string, text: string): string {
    const key = `${ruleId}\n${path}\n${text.replace(/\s+/g, ' ').trim()}`;
    const count = this.#seen.get(key) ?? 0;
    this.#seen.set(key, count + 1);
    return hash(`${key}\n${count}`);
  }
}

/** A 64-bit hash as 16 hexadecimal digits; two rounds of the 32-bit MurmurHash3 mix. Not for secrets. */
function hash(text: string): string {
  return [0x9747b28c, 0x85ebca6b].map((seed) => mix(text, seed).toString(16).padStart(8, '0')).join('');
}

function mix(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0xcc9e2d51);
    h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

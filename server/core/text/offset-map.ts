import type { Span } from './source.ts';

/**
 * A run of decoded text: from `decoded` on, it stands in the file from `file` on, character by character, until the
 * next run begins. An escape (`\n`, `\u0041`) is a run of its own, whose one character is `width` long in the file.
 */
export type Run = readonly [decoded: number, file: number, width?: number];

/** The runs that count: where two begin at one place, the later one. */
export function dropShadowed(runs: readonly Run[]): Run[] {
  return runs.filter((run, i) => runs[i + 1]?.[0] !== run[0]);
}

/**
 * Maps offsets of a text that was taken out of a file (a decoded scalar, a script in a block, a policy in a JSON
 * string) back to offsets of the file, so that a finding inside points at the outer file.
 */
export class OffsetMap {
  readonly #runs: readonly Run[];

  /** `runs` in rising order, the first at decoded offset 0. */
  constructor(runs: readonly Run[]) {
    this.#runs = runs;
  }

  /** The map of a text that stands in the file, letter by letter, from `start` on. */
  static shift(start: number): OffsetMap {
    return new OffsetMap([[0, start]]);
  }

  /**
   * The map for a text inside this map's decoded text: `inner` leads from there into this map's decoded text. `length`
   * is that of the inner text; without it every run up to the end of this map is copied.
   */
  compose(inner: OffsetMap, length = Number.POSITIVE_INFINITY): OffsetMap {
    const runs: Run[] = [];
    for (const [i, [start, middle, width]] of inner.#runs.entries()) {
      const next = inner.#runs[i + 1]?.[0] ?? length;
      if (width !== undefined) {
        const span = this.span(middle, middle + width);
        runs.push([start, span.start, span.end - span.start]);
        continue;
      }
      const first = this.#indexOf(middle);
      runs.push([
        start,
        this.at(middle),
        middle === this.#runs[first]![0] ? this.#runs[first]![2] : undefined,
      ]);
      for (let k = first + 1; k < this.#runs.length; k++) {
        const [decoded, file, escapeWidth] = this.#runs[k]!;
        if (start + decoded - middle >= next) break;
        runs.push([start + decoded - middle, file, escapeWidth]);
      }
    }
    return new OffsetMap(runs);
  }

  /** The runs of the first `length` characters, counted from `start` on: for a text put together from several. */
  runsFrom(start: number, length: number): readonly Run[] {
    const count = length === 0 ? 0 : this.#indexOf(length - 1) + 1;
    return this.#runs.slice(0, count).map(([decoded, file, width]) => [start + decoded, file, width]);
  }

  /** The file offset of a decoded offset. */
  at(offset: number): number {
    const [decoded, file] = this.#runs[this.#indexOf(offset)]!;
    return file + (offset - decoded);
  }

  /** The file's span of a decoded span; it ends after its last character, so it never runs into the next line's indent. */
  span(start: number, end: number): Span {
    if (end <= start) return { start: this.at(start), end: this.at(start) };
    const [decoded, file, width] = this.#runs[this.#indexOf(end - 1)]!;
    return { start: this.at(start), end: width === undefined ? file + (end - decoded) : file + width };
  }

  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#runs.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#runs[middle]![0] <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}

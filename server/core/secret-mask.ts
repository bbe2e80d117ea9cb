import { maskSpans, mergeSpans, SecretTexts } from './text/mask.ts';
import type { Source, Span } from './text/source.ts';

/** Hides the secrets of one file in whatever a report quotes. */
export class SecretMask {
  readonly #source: Source;
  readonly #spans: readonly Span[];
  readonly #texts: SecretTexts;

  constructor(source: Source, spans: readonly Span[]) {
    this.#source = source;
    this.#spans = mergeSpans(spans);
    // Line by line. A plain word such as `postgres` guards nothing where it is a password, and it stands in much that is
    // worth quoting; only its own place is masked.
    const lines = spans.flatMap((span) => source.slice(span).split(/[ \t]*[\r\n]\s*/));
    this.#texts = new SecretTexts(lines.filter((text) => text.length >= 4 && !/^[a-z-]{1,16}$/.test(text)));
  }

  /** A stretch of the file with a star for each character of a secret, so that columns stay where they are. */
  slice({ start, end }: Span): string {
    // A copy of a secret may begin before the stretch or end behind it.
    const { longest } = this.#texts;
    const wide = { start: Math.max(0, start - longest), end: end + longest };
    const shown = this.#texts.starred(maskSpans(this.#source.slice(wide), this.#within(wide)));
    return shown.slice(start - wide.start, end - wide.start);
  }

  /** A text about the file, with `***` for each secret of the file in it. */
  masked(text: string): string {
    return this.#texts.masked(text);
  }

  /** The parts of secrets inside a stretch, counted from its start. */
  #within({ start, end }: Span): readonly Span[] {
    const parts: Span[] = [];
    for (let i = this.#firstEndingAfter(start); i < this.#spans.length; i++) {
      const secret = this.#spans[i]!;
      if (secret.start >= end) break;
      parts.push({ start: Math.max(secret.start, start) - start, end: Math.min(secret.end, end) - start });
    }
    return parts;
  }

  #firstEndingAfter(offset: number): number {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#spans[middle]!.end <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

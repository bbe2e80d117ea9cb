import type { Span } from './source.ts';

/** Replaces the characters of the spans by `*`, so that columns stay where they are. Line ends are kept. */
export function maskSpans(text: string, spans: readonly Span[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of mergeSpans(spans)) {
    result += text.slice(at, start) + stars(text.slice(start, end));
    at = end;
  }
  return result + text.slice(at);
}

/** The same stretches of the text in rising order, none of which overlap. */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start < last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

/** A secret as it may be named in a message: its first characters, never more than a fifth of it. */
export function maskSecret(secret: string): string {
  const shown = Math.min(4, Math.floor(secret.length / 5));
  return `${secret.slice(0, shown)}***`;
}

function stars(text: string): string {
  return text.replace(/[^\r\n]/g, '*');
}

/** Texts that nothing may quote, looked for in other texts in one pass however many they are. */
export class SecretTexts {
  readonly #texts: ReadonlySet<string>;
  /** Of all texts, so that the longest that fits is found first. */
  readonly #lengths: readonly number[];
  /** How the texts begin: hardly any place in another text does. */
  readonly #heads: ReadonlySet<string>;

  constructor(texts: Iterable<string>) {
    this.#texts = new Set(texts);
    this.#lengths = [...new Set([...this.#texts].map(({ length }) => length))]
      .filter((length) => length > 0)
      .sort((a, b) => b - a);
    this.#heads = new Set([...this.#texts].map((text) => text.slice(0, this.#head)));
  }

  /** The length of the longest text; 0 where there is none. */
  get longest(): number {
    return this.#lengths[0] ?? 0;
  }

  get #head(): number {
    return Math.min(4, this.#lengths.at(-1) ?? 0);
  }

  /** The text with `***` for each secret in it. */
  masked(text: string): string {
    return this.#replaced(text, () => '***');
  }

  /** The text with as many stars as characters, so that columns stay where they are. */
  starred(text: string): string {
    return this.#replaced(text, stars);
  }

  #replaced(text: string, shown: (secret: string) => string): string {
    const shortest = this.#lengths.at(-1);
    if (shortest === undefined) return text;
    let result = '';
    let from = 0;
    for (let at = 0; at <= text.length - shortest; at++) {
      const length = this.#lengthAt(text, at);
      if (length === undefined) continue;
      result += text.slice(from, at) + shown(text.slice(at, at + length));
      from = at + length;
      at = from - 1;
    }
    return result + text.slice(from);
  }

  #lengthAt(text: string, at: number): number | undefined {
    if (!this.#heads.has(text.slice(at, at + this.#head))) return undefined;
    return this.#lengths.find((length) => this.#texts.has(text.slice(at, at + length)));
  }
}

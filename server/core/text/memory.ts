/**
 * What was made of the texts met last, by text. On each keystroke all but one of a document's scripts and expressions are as
 * they were, and repositories repeat theirs. Counted in characters, since a document with more texts than are kept would
 * be read anew as a whole.
 */
export class TextMemory<T> {
  readonly #half: number;
  #recent = new Map<string, T>();
  /** What was met before `recent` was last full; who is met again moves over, the others go with the next time. */
  #older = new Map<string, T>();
  #size = 0;

  /** Keeps at least the last half of so many characters, at most all. */
  constructor(characters: number) {
    this.#half = characters / 2;
  }

  /** What is known of the text, else what `make` makes of it. */
  recall(text: string, make: (text: string) => T): T {
    const known = this.#recent.get(text);
    if (known !== undefined) return known;
    // A text of its own: a slice would keep the whole file in memory.
    const own = JSON.parse(JSON.stringify(text)) as string;
    const made = this.#older.get(text) ?? make(own);
    this.#size += text.length;
    if (this.#size > this.#half) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#size = text.length;
    }
    this.#recent.set(own, made);
    return made;
  }
}

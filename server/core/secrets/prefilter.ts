/** The class of characters that stand in no literal. */
const OTHER = 0;

/** Set in an entry of the table when a literal ends in the state it leads to. */
const ENDING = 0x8000;

/**
 * Finds all literals of a list in one pass over a text: the Aho-Corasick automaton as a dense table, letters folded to
 * lower case. The time per character does not grow with the number of literals.
 */
export class Prefilter {
  /** Next state by state (a row) and class of the character (a column). */
  readonly #table: Uint16Array;
  readonly #shift: number;
  readonly #classOf = new Uint8Array(256);
  /** The literals that end in each state. */
  readonly #endings: number[][] = [[]];

  /** `literals` are of ASCII, none empty; at most 32,000 characters in all. */
  constructor(literals: readonly string[]) {
    const folded = literals.map((literal) => literal.toLowerCase());
    this.#shift = this.#assignClasses(folded);
    const states = folded.reduce((sum, literal) => sum + literal.length, 1);
    this.#table = new Uint16Array(states << this.#shift);
    this.#link(this.#buildTrie(folded));
    for (let upper = 65; upper <= 90; upper++) this.#classOf[upper] = this.#classOf[upper + 32]!;
  }

  /** Calls `found` with the index of each literal and the offset behind it, in the order of the text. */
  scan(text: string, found: (literal: number, end: number) => void): void {
    const table = this.#table;
    const classOf = this.#classOf;
    const shift = this.#shift;
    const length = text.length;
    let state = 0;
    // A character beyond Latin-1 is taken for another one here; that costs a vain look now and then, never a miss.
    for (let at = 0; at < length; at++) {
      const entry = table[(state << shift) + classOf[text.charCodeAt(at) & 255]!]!;
      state = entry & ~ENDING;
      if (entry < ENDING) continue;
      for (const literal of this.#endings[state]!) found(literal, at + 1);
    }
  }

  /** Gives each character of the literals a class; returns the bits that a class needs. */
  #assignClasses(literals: readonly string[]): number {
    let classes = OTHER + 1;
    for (const literal of literals) {
      for (let i = 0; i < literal.length; i++) {
        const letter = literal.charCodeAt(i) & 255;
        if (this.#classOf[letter] === OTHER) this.#classOf[letter] = classes++;
      }
    }
    return Math.ceil(Math.log2(classes));
  }

  /** The trie of the literals, in the table; returns the columns in which each state has an edge of its own. */
  #buildTrie(literals: readonly string[]): readonly (readonly number[])[] {
    const columns: number[][] = [[]];
    for (const [index, literal] of literals.entries()) {
      let state = 0;
      for (let i = 0; i < literal.length; i++) {
        const column = this.#classOf[literal.charCodeAt(i) & 255]!;
        const slot = (state << this.#shift) + column;
        if (this.#table[slot] === 0) {
          this.#table[slot] = columns.push([]) - 1;
          columns[state]!.push(column);
          this.#endings.push([]);
        }
        state = this.#table[slot]!;
      }
      this.#endings[state]!.push(index);
    }
    return columns;
  }

  /**
   * Makes the trie an automaton: breadth first, so that the row of a state's longest proper suffix is complete when the
   * state takes over the edges it lacks.
   */
  #link(columns: readonly (readonly number[])[]): void {
    const table = this.#table;
    const suffix = new Uint16Array(columns.length);
    const queue = [0];
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head]!;
      const row = state << this.#shift;
      const targets = columns[state]!.map((column) => table[row + column]!);
      const shorter = suffix[state]! << this.#shift;
      if (state !== 0) table.copyWithin(row, shorter, shorter + (1 << this.#shift));
      for (const [i, column] of columns[state]!.entries()) {
        const target = targets[i]!;
        suffix[target] = state === 0 ? 0 : table[shorter + column]! & ~ENDING;
        this.#endings[target]!.push(...this.#endings[suffix[target]!]!);
        table[row + column] = this.#endings[target]!.length > 0 ? target | ENDING : target;
        queue.push(target);
      }
    }
  }
}

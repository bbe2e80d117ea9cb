import type { OffsetMap } from '../text/offset-map.ts';
import type { Span } from '../text/source.ts';
import { mapScalar } from './scalar-map.ts';
import type { MapNode, Pair, ScalarNode, ScalarStyle, SeqNode } from './tree.ts';

/** A map while it grows. The index makes the search for a key independent of the number of keys. */
export class Table implements MapNode {
  readonly kind = 'map';
  readonly pairs: Pair[] = [];
  readonly flow: boolean;
  span: Span;
  /** True once a `[header]` has named it. */
  named = false;
  #index: Map<string, Pair> | undefined;

  constructor(span: Span, flow: boolean) {
    this.span = span;
    this.flow = flow;
  }

  find(key: string): Pair | undefined {
    if (this.#index) return this.#index.get(key);
    return this.pairs.find((pair) => pair.key.text === key);
  }

  add(pair: Pair): void {
    this.pairs.push(pair);
    if (this.#index) this.#index.set(pair.key.text, pair);
    else if (this.pairs.length > 16) this.#index = new Map(this.pairs.map((own) => [own.key.text, own]));
  }

  extend(end: number): void {
    if (end > this.span.end) this.span = { start: this.span.start, end };
  }
}

/** The tables that an `[[array]]` has gathered. */
export class Tables implements SeqNode {
  readonly kind = 'seq';
  readonly flow = false;
  readonly items: Table[] = [];
  span: Span;

  constructor(span: Span) {
    this.span = span;
  }
}

/** The pair of a table that may still grow. */
export class GrowingPair implements Pair {
  readonly key: ScalarNode;
  readonly value: Table | Tables;

  constructor(key: ScalarNode, value: Table | Tables) {
    this.key = key;
    this.value = value;
  }

  get span(): Span {
    return { start: this.key.span.start, end: this.value.span.end };
  }
}

/** A key or a value, whose offset map is made when it is asked for. */
export class TomlScalar implements ScalarNode {
  readonly kind = 'scalar';
  readonly span: Span;
  readonly value: ScalarNode['value'];
  readonly text: string;
  readonly style: ScalarStyle;
  readonly #file: string;
  #map: OffsetMap | undefined;

  constructor(
    file: string,
    span: Span,
    value: ScalarNode['value'],
    text: string,
    style: ScalarStyle,
    map?: OffsetMap,
  ) {
    this.#file = file;
    this.span = span;
    this.value = value;
    this.text = text;
    this.style = style;
    this.#map = map;
  }

  get map(): OffsetMap {
    this.#map ??= mapScalar(this.#file, this.span.start, this.style, this.text);
    return this.#map;
  }
}

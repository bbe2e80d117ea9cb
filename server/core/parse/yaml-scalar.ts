import type { OffsetMap } from '../text/offset-map.ts';
import type { Span } from '../text/source.ts';
import type { Interpolation } from './expression.ts';
import type { Expression } from './expression-ast.ts';
import { mapScalar } from './scalar-map.ts';
import type { ScalarNode, ScalarStyle } from './tree.ts';

export interface ScalarParts {
  readonly span: Span;
  readonly tag?: string | undefined;
  readonly anchor?: string | undefined;
  readonly alias?: Span | undefined;
  readonly value: string | number | boolean | null;
  readonly text: string;
  readonly style: ScalarStyle;
}

/** A scalar whose offset map is made only when a rule asks for it. */
export class YamlScalar implements ScalarNode {
  readonly kind = 'scalar';
  readonly span: Span;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly alias: Span | undefined;
  readonly value: string | number | boolean | null;
  readonly text: string;
  readonly style: ScalarStyle;
  // Set here although they are unknown, so that all scalars have one shape for the compiler.
  interpolations: readonly Interpolation[] | undefined = undefined;
  condition: Expression | null | undefined = undefined;
  readonly #file: string;
  #map: OffsetMap | undefined;

  constructor(file: string, parts: ScalarParts) {
    this.#file = file;
    this.span = parts.span;
    this.tag = parts.tag;
    this.anchor = parts.anchor;
    this.alias = parts.alias;
    this.value = parts.value;
    this.text = parts.text;
    this.style = parts.style;
  }

  get map(): OffsetMap {
    this.#map ??= mapScalar(this.#file, this.span.start, this.style, this.text);
    return this.#map;
  }

  withAlias(alias: Span): YamlScalar {
    const { span, tag, anchor, value, text, style } = this;
    return new YamlScalar(this.#file, { span, tag, anchor, value, text, style, alias });
  }
}

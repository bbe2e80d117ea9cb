import type { OffsetMap } from '../text/offset-map.ts';
import type { Span } from '../text/source.ts';
import { looksLikeJson, parseJson } from './json.ts';
import type { MapNode, Node, Pair, ParsedTree, ScalarNode, SeqNode } from './tree.ts';
import { parseYaml } from './yaml.ts';

/**
 * Parses a document that stands inside another one: a buildspec in a template's block scalar, a policy in a JSON
 * string. `map` leads from offsets in `text` to the outer file, and so do all spans and offset maps of the result.
 * Text that begins with a bracket is read as JSON, anything else as YAML. Never throws.
 */
export function parseEmbedded(text: string, map: OffsetMap): ParsedTree {
  const tree = looksLikeJson(text) ? parseJson(text) : parseYaml(text);
  const outward = new Outward(map);
  return {
    roots: tree.roots.map((root) => root && outward.node(root)),
    problems: tree.problems.map(({ message, span }) => ({ message, span: outward.span(span) })),
  };
}

/** Carries a tree over to the outer file. Aliased parts are shared in the tree and stay shared in the result. */
class Outward {
  readonly #map: OffsetMap;
  readonly #nodes = new Map<Node, Node>();
  /** Aliases copy a node but share its content, so content is remembered by itself. */
  readonly #contents = new Map<readonly unknown[], readonly unknown[]>();

  constructor(map: OffsetMap) {
    this.#map = map;
  }

  span({ start, end }: Span): Span {
    return this.#map.span(start, end);
  }

  node(node: Node): Node {
    const known = this.#nodes.get(node);
    if (known) return known;
    const carried = this.#carry(node);
    this.#nodes.set(node, carried);
    return carried;
  }

  #carry(node: Node): Node {
    const span = this.span(node.span);
    const alias = node.alias && this.span(node.alias);
    if (node.kind === 'scalar') return new EmbeddedScalar(node, this.#map, span, alias);
    if (node.kind === 'seq') return { ...node, span, alias, items: this.#items(node) };
    return { ...node, span, alias, pairs: this.#pairs(node) };
  }

  #items(node: SeqNode): readonly Node[] {
    const known = this.#contents.get(node.items);
    if (known) return known as readonly Node[];
    const items = node.items.map((item) => this.node(item));
    this.#contents.set(node.items, items);
    return items;
  }

  #pairs(node: MapNode): readonly Pair[] {
    const known = this.#contents.get(node.pairs);
    if (known) return known as readonly Pair[];
    const pairs = node.pairs.map((pair) => ({
      ...pair,
      key: this.node(pair.key) as ScalarNode,
      value: pair.value && this.node(pair.value),
      span: this.span(pair.span),
    }));
    this.#contents.set(node.pairs, pairs);
    return pairs;
  }
}

/** A scalar of an inner document, whose map leads through the inner document to the outer file. */
class EmbeddedScalar implements ScalarNode {
  readonly kind = 'scalar';
  readonly span: Span;
  readonly alias: Span | undefined;
  readonly #inner: ScalarNode;
  readonly #outer: OffsetMap;
  #map: OffsetMap | undefined;

  constructor(inner: ScalarNode, outer: OffsetMap, span: Span, alias: Span | undefined) {
    this.#inner = inner;
    this.#outer = outer;
    this.span = span;
    this.alias = alias;
  }

  get tag(): string | undefined {
    return this.#inner.tag;
  }

  get anchor(): string | undefined {
    return this.#inner.anchor;
  }

  get value(): ScalarNode['value'] {
    return this.#inner.value;
  }

  get text(): string {
    return this.#inner.text;
  }

  get style(): ScalarNode['style'] {
    return this.#inner.style;
  }

  get map(): OffsetMap {
    this.#map ??= this.#outer.compose(this.#inner.map, this.#inner.text.length);
    return this.#map;
  }
}

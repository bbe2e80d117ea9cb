import type {
  MapShape,
  Place,
  RecordShape,
  Shape,
  TextShape,
  TypedShape,
} from '../../../../../rules/data/workflow-schema.ts';
import { isFenced } from '../../../parse/expression.ts';
import type { MapNode, Node, Pair, ScalarNode } from '../../../parse/tree.ts';
import { nearest } from '../../../text/nearest.ts';
import type { Span } from '../../../text/source.ts';
import { correctionOf, placeOf, quoted, type Say } from './problem.ts';

/** Aliases of aliases multiply; no file that means well comes near this many visits. */
const MAX_VISITS = 100_000;

/** How far back a key is looked for among the keys of its map. */
const MAX_COMPARED = 500;

const RULE = 'malformed-workflow';

/** What the walk tells those who look closer. */
export interface Listener {
  readonly say: Say;
  /** A scalar that may hold expressions: text of `place`, or an expression that stands for a value of type `wanted`. */
  scalar(node: ScalarNode, place: Place | undefined, wanted: Wanted): void;
  /** Called before and after the entries of a record or map that has a name in the schema. */
  enter(name: string, node: MapNode): void;
  leave(name: string): void;
}

/** What an expression that stands for a whole value must yield. */
export type Wanted = 'text' | 'condition' | 'boolean' | 'number' | 'object' | 'array' | 'any';

/** Checks a value against its shape. `owner` is its key, or the value itself in a list: the place of what is missing. */
export class SchemaWalk {
  readonly #listener: Listener;
  #visits = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  check(node: Node | null, shape: Shape, owner: Node, needed = false): void {
    if (++this.#visits > MAX_VISITS) return;
    if (isPlainText(node, shape)) return;
    switch (shape.is) {
      case 'any':
        if (node?.kind === 'map') this.#duplicates(node);
        if (node && shape.place) this.#anything(node, shape.place);
        return;
      case 'text':
        this.#text(node, shape, owner, needed);
        return;
      case 'boolean':
      case 'number':
      case 'integer':
        this.#typed(node, shape, owner);
        return;
      case 'choice':
        this.#choice(node, shape.values, owner);
        return;
      case 'list':
        this.#list(node, shape, owner, needed);
        return;
      case 'map':
        this.#map(node, shape, owner, needed);
        return;
      case 'record':
        this.#record(node, shape, owner, needed);
        return;
      case 'either':
        if (!node) this.#empty(placeOf(owner), needed);
        else if (node.kind === 'scalar') this.#textOrNull(node, shape.text, owner);
        else this.check(node, shape.record, owner, needed);
        return;
      case 'labels':
        this.#labels(node, shape, owner, needed);
        return;
      case 'switch':
        for (const [name, record] of shape.cases) {
          if (name !== '' && !hasKey(node, name)) continue;
          this.#record(node, record, owner, needed);
          return;
        }
    }
  }

  /** `container: null` says as much as leaving it out. */
  #textOrNull(node: ScalarNode, shape: TextShape, owner: Node): void {
    if (node.value !== null) this.#text(node, shape, owner, false);
  }

  #text(node: Node | null, shape: TextShape, owner: Node, needed: boolean): void {
    if (node && node.kind !== 'scalar') {
      this.#wrong(placeOf(node), 'This must be text');
      return;
    }
    if (shape.filled && (!node || node.text === '')) {
      this.#empty(node ? spanOf(node, owner) : placeOf(owner), needed);
      return;
    }
    if (node) this.#listener.scalar(node, shape.place, shape.condition ? 'condition' : 'text');
  }

  #typed(node: Node | null, shape: TypedShape, owner: Node): void {
    if (!node) return;
    const { is } = shape;
    const what = is === 'boolean' ? '`true` or `false`' : is === 'integer' ? 'a whole number' : 'a number';
    if (node.kind !== 'scalar') {
      this.#wrong(placeOf(node), `This must be ${what}`);
      return;
    }
    if (isFenced(node)) {
      this.#listener.scalar(node, shape.place, is === 'boolean' ? 'boolean' : 'number');
      return;
    }
    const { value } = node;
    const fits =
      is === 'boolean'
        ? typeof value === 'boolean'
        : typeof value === 'number' && (is === 'number' || Number.isInteger(value));
    if (value === null) return;
    if (!fits) this.#wrong(spanOf(node, owner), `This must be ${what}, without quotes`);
    else if (shape.positive && (value as number) <= 0)
      this.#wrong(spanOf(node, owner), 'This must be more than 0');
  }

  #choice(node: Node | null, values: readonly string[], owner: Node): void {
    if (node?.kind === 'scalar' && values.includes(node.text)) return;
    this.#wrong(
      placeOf(node ?? owner),
      `This must be one of ${values.map((value) => `\`${value}\``).join(', ')}`,
    );
  }

  #list(
    node: Node | null,
    shape: Extract<Shape, { readonly is: 'list' }>,
    owner: Node,
    needed: boolean,
  ): void {
    if (!node) {
      if (shape.filled) this.#empty(placeOf(owner), needed);
      return;
    }
    if (node.kind === 'seq') {
      if (shape.filled && node.items.length === 0) this.#empty(node.span, false);
      for (const item of node.items) this.check(item, shape.of, item, false);
    } else if (shape.lone) this.check(node, shape.of, owner, false);
    else if (node.kind === 'scalar' && shape.place && isFenced(node))
      this.#listener.scalar(node, shape.place, 'array');
    else if (node.kind !== 'scalar' || node.value !== null) this.#wrong(placeOf(node), 'This must be a list');
  }

  #labels(
    node: Node | null,
    shape: Extract<Shape, { readonly is: 'labels' }>,
    owner: Node,
    needed: boolean,
  ): void {
    if (node?.kind === 'seq') {
      if (node.items.length === 0) this.#empty(node.span, needed);
      for (const item of node.items) this.check(item, shape.text, item, false);
    } else if (node?.kind === 'map' && shape.record) this.#record(node, shape.record, owner, needed);
    else if (node?.kind === 'scalar' && shape.text.place && isFenced(node))
      this.#listener.scalar(node, shape.text.place, 'any');
    else this.#text(node, shape.text, owner, needed);
  }

  #map(node: Node | null, shape: MapShape, owner: Node, needed: boolean): void {
    const map = this.#mapping(node, shape, owner, needed);
    if (!map) return;
    if (shape.name) this.#listener.enter(shape.name, map);
    this.#duplicates(map);
    for (const pair of map.pairs) {
      if (isMerge(pair)) this.#merge(pair);
      else if (!isPlainText(pair.value, shape.of)) this.check(pair.value, shape.of, pair.key);
    }
    if (shape.name) this.#listener.leave(shape.name);
  }

  #record(node: Node | null, shape: RecordShape, owner: Node, needed: boolean): void {
    if (!node && shape.optional) return;
    if (!node && shape.required && !shape.filled) {
      this.#missing(undefined, shape, owner);
      return;
    }
    const map = this.#mapping(node, shape, owner, needed);
    if (!map) return;
    if (shape.name) this.#listener.enter(shape.name, map);
    this.#duplicates(map);
    for (const pair of map.pairs) {
      if (isMerge(pair)) {
        this.#merge(pair);
        continue;
      }
      const name = pair.key.text;
      const field = shape.fields[name];
      // What every object has by its prototype is no shape.
      if (typeof field?.is === 'string')
        this.check(pair.value, field, pair.key, shape.required?.includes(name));
      else if (!shape.open && !pair.merged) this.#unknown(pair, shape, map);
    }
    this.#missing(map, shape, owner);
    if (shape.name) this.#listener.leave(shape.name);
  }

  #missing(map: MapNode | undefined, shape: RecordShape, owner: Node): void {
    for (const name of shape.required ?? []) {
      if (map && hasKey(map, name)) continue;
      const noun = `${shape.noun[0]!.toUpperCase()}${shape.noun.slice(1)}`;
      this.#listener.say(
        RULE,
        placeOf(owner),
        `${noun} needs \`${name}\`; GitHub refuses the file without it.`,
      );
    }
  }

  /** The node as a map; says what is wrong where it is none. */
  #mapping(
    node: Node | null,
    shape: { readonly place?: Place; readonly filled?: boolean },
    owner: Node,
    needed: boolean,
  ): MapNode | undefined {
    if (node?.kind === 'map') {
      if (shape.filled && node.pairs.length === 0) this.#empty(node.span, needed);
      return node;
    }
    if (!node || (node.kind === 'scalar' && node.value === null)) {
      this.#empty(placeOf(owner), needed);
    } else if (node.kind === 'scalar' && shape.place && isFenced(node)) {
      this.#listener.scalar(node, shape.place, 'object');
    } else this.#wrong(placeOf(node), 'This must be a map of keys and values');
    return undefined;
  }

  /** GitHub does not tell letter case apart where it looks for repeated keys. */
  #duplicates(map: MapNode): void {
    const { pairs } = map;
    for (let later = 1; later < pairs.length; later++) {
      const { key, merged } = pairs[later]!;
      if (merged || !standsBefore(pairs, later)) continue;
      const message = `The key ${quoted(key.text)} is set twice; GitHub refuses the file.`;
      this.#listener.say(RULE, key.span, message);
    }
  }

  #merge({ key }: Pair): void {
    this.#listener.say(
      RULE,
      key.span,
      'GitHub knows no merge keys and refuses the file; write the entries out.',
    );
  }

  #unknown({ key }: Pair, shape: RecordShape, map: MapNode): void {
    const names = Object.keys(shape.fields);
    const near = nearest(key.text, names);
    const others =
      names.length <= 6
        ? `it takes ${names.map((name) => `\`${name}\``).join(', ')}.`
        : 'GitHub refuses the file.';
    const hint = near ? `did you mean \`${near}\`?` : others;
    const message = `There is no key ${quoted(key.text)} in ${shape.noun}; ${hint}`;
    this.#listener.say(RULE, key.span, message, undefined, correctionOf(key, near, map));
  }

  #wrong(span: Span, what: string): void {
    this.#listener.say(RULE, span, `${what}; GitHub refuses the file as it is.`);
  }

  /** Emptiness of what must be there stops the workflow; elsewhere it is a leftover. */
  #empty(span: Span, needed: boolean): void {
    const message = 'This is empty; give it a value or remove the key.';
    this.#listener.say(RULE, span, message, needed ? undefined : 'strict');
  }

  #anything(node: Node, place: Place): void {
    if (++this.#visits > MAX_VISITS) return;
    if (node.kind === 'scalar') this.#listener.scalar(node, place, 'any');
    else if (node.kind === 'seq') for (const item of node.items) this.#anything(item, place);
    else for (const { value } of node.pairs) if (value) this.#anything(value, place);
  }
}

/** True for most of what there is: text where text belongs, without an expression in it. */
function isPlainText(node: Node | null, shape: Shape): boolean {
  return (
    shape.is === 'text' &&
    node?.kind === 'scalar' &&
    !shape.condition &&
    node.text !== '' &&
    !node.text.includes('${{')
  );
}

/** Keys are compared one by one in the maps that people write, which costs less than a set of them. */
function standsBefore(pairs: readonly Pair[], later: number): boolean {
  const { text } = pairs[later]!.key;
  for (let i = Math.max(0, later - MAX_COMPARED); i < later; i++) {
    const { key, merged } = pairs[i]!;
    if (
      !merged &&
      key.text.length === text.length &&
      (key.text === text || key.text.toLowerCase() === text.toLowerCase())
    )
      return true;
  }
  return false;
}

function hasKey(node: Node | null, name: string): boolean {
  return node?.kind === 'map' && node.pairs.some(({ key }) => key.text === name);
}

function isMerge({ key }: Pair): boolean {
  return key.text === '<<' && key.style === 'plain';
}

/** A scalar's place; an empty one stands at its key. */
function spanOf(node: ScalarNode, owner: Node): Span {
  const span = placeOf(node);
  return span.end > span.start ? span : placeOf(owner);
}

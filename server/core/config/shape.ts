import {
  isMap,
  isScalar,
  isSeq,
  type MapNode,
  type Node,
  type Pair,
  type ScalarNode,
} from '../parse/tree.ts';
import { nearest } from '../text/nearest.ts';
import type { Span } from '../text/source.ts';

/**
 * What a value of the configuration may be. One description serves the reader (`readShape`), the JSON schema
 * (`schemaOf`) and, through it, the editors' completion.
 */
export type Shape =
  | { readonly is: 'choice'; readonly values: readonly string[] }
  /** One of so many names that a message cannot list them. */
  | { readonly is: 'name'; readonly noun: string; readonly values: readonly string[] }
  | { readonly is: 'boolean' }
  | { readonly is: 'number' }
  | { readonly is: 'text'; readonly what: string; readonly pattern?: RegExp }
  | { readonly is: 'list'; readonly of: Shape }
  /** A map whose keys are free, such as globs. */
  | { readonly is: 'map'; readonly of: Shape }
  | RecordShape
  /** A single value or a record: `high` or `{severity: high, options: …}`. */
  | { readonly is: 'either'; readonly single: Shape; readonly record: RecordShape };

export interface RecordShape {
  readonly is: 'record';
  /** What a key names, for messages: `key`, `rule`. */
  readonly noun: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** At least one of these must be given. */
  readonly oneOf?: readonly string[];
  /** Left out altogether when any part of it is wrong. */
  readonly whole?: boolean;
  /** The field that somebody means by a name of another tool. */
  readonly alias?: (name: string) => string | undefined;
}

export interface Field {
  readonly shape: Shape;
  /** One sentence for the schema and the documentation. */
  readonly description: string;
}

export interface ConfigProblem {
  readonly message: string;
  readonly span: Span;
}

/** A value as the shape describes it: text, number, boolean, list, or an object whose keys are the record's. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** The nodes that values were read from, for those who need the place of a list's item or a key. */
export type Places = Map<Value, Span>;

/** Reads a node; what does not fit is reported to `problems` and left out. Never throws. */
export function readShape(
  node: Node | null | undefined,
  shape: Shape,
  problems: ConfigProblem[],
  places?: Places,
): Value | undefined {
  if (!node) return undefined;
  const fail = (expected: string): undefined => {
    problems.push({ span: node.span, message: `Expected ${expected}` });
    return undefined;
  };
  switch (shape.is) {
    case 'choice': {
      if (!isScalar(node)) return fail(`${oneOf(shape.values)}${insteadOf(node)}.`);
      if (shape.values.includes(node.text)) return node.text;
      const meant = offSwitch(node, shape.values) ?? nearest(node.text, shape.values);
      return fail(`${oneOf(shape.values)}${didYouMean(meant)}`);
    }
    case 'name': {
      if (isScalar(node) && shape.values.includes(node.text)) return node.text;
      const name = isScalar(node) ? node.text : '';
      problems.push({
        span: node.span,
        message: `There is no ${shape.noun} \`${name}\`${didYouMean(nearest(name, shape.values))}`,
      });
      return undefined;
    }
    case 'boolean':
      return isScalar(node) && typeof node.value === 'boolean' ? node.value : fail('`true` or `false`.');
    case 'number':
      return isScalar(node) && typeof node.value === 'number' ? node.value : fail('a number.');
    case 'text':
      if (!isScalar(node) || node.text === '' || (shape.pattern && !shape.pattern.test(node.text))) {
        return fail(`${shape.what}.`);
      }
      return node.text;
    case 'list':
      if (!isSeq(node)) return fail('a list.');
      return node.items.flatMap((item) => readShape(item, shape.of, problems, places) ?? []);
    case 'map':
      return isMap(node) ? readPairs(node, () => shape.of, problems, places) : fail('a map.');
    case 'record':
      return isMap(node) ? readRecord(node, shape, problems, places) : fail('a map.');
    case 'either':
      return isMap(node)
        ? readRecord(node, shape.record, problems, places)
        : readShape(node, shape.single, problems, places);
  }
}

function readRecord(
  node: MapNode,
  shape: RecordShape,
  problems: ConfigProblem[],
  places?: Places,
): Value | undefined {
  const before = problems.length;
  const seen = new Set<string>();
  const shapeOf = (pair: Pair): Shape | undefined => {
    const name = pair.key.text;
    if (seen.has(name)) problems.push({ span: pair.key.span, message: `\`${name}\` is given twice.` });
    seen.add(name);
    const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    if (field) return field.shape;
    const meant = shape.alias?.(name) ?? nearest(name, Object.keys(shape.fields));
    problems.push({
      span: pair.key.span,
      message: `There is no ${shape.noun} \`${name}\`${didYouMean(meant)}`,
    });
    return undefined;
  };
  const value = readPairs(node, shapeOf, problems, places);
  if (shape.oneOf && !shape.oneOf.some((name) => seen.has(name))) {
    problems.push({ span: extentOf(node), message: `Give at least one of ${ticked(shape.oneOf)}.` });
  }
  places?.set(value, extentOf(node));
  return shape.whole && problems.length > before ? undefined : value;
}

/** A block map ends with its last value, not with the line end after it. */
function extentOf(node: MapNode): Span {
  return { start: node.span.start, end: node.pairs.at(-1)?.span.end ?? node.span.end };
}

function readPairs(
  node: MapNode,
  shapeOf: (pair: Pair) => Shape | undefined,
  problems: ConfigProblem[],
  places?: Places,
): { [key: string]: Value } {
  const result: { [key: string]: Value } = {};
  for (const pair of node.pairs) {
    const shape = shapeOf(pair);
    const value = shape && readShape(pair.value, shape, problems, places);
    // Not by assignment: a key called `__proto__` must stay a key.
    if (value !== undefined) Object.defineProperty(result, pair.key.text, { value, enumerable: true });
  }
  return result;
}

/** YAML's habit of other tools: `false` to switch something off. */
function offSwitch(node: ScalarNode, values: readonly string[]): string | undefined {
  return (node.value === false || node.text === 'no' || node.text === 'none') && values.includes('off')
    ? 'off'
    : undefined;
}

function insteadOf(node: Node): string {
  return isMap(node) ? ', this is a map' : ', this is a list';
}

function didYouMean(meant: string | undefined): string {
  return meant ? `; did you mean \`${meant}\`?` : '.';
}

function oneOf(values: readonly string[]): string {
  return `one of ${ticked(values)}`;
}

function ticked(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(', ');
}

/** The JSON schema (draft 7) of a shape. */
export function schemaOf(shape: Shape): object {
  switch (shape.is) {
    case 'choice':
    case 'name':
      return { enum: shape.values };
    case 'boolean':
    case 'number':
      return { type: shape.is };
    case 'text':
      return { type: 'string', minLength: 1, ...(shape.pattern && { pattern: shape.pattern.source }) };
    case 'list':
      return { type: 'array', items: schemaOf(shape.of) };
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(shape.of) };
    case 'either':
      return { anyOf: [schemaOf(shape.single), schemaOf(shape.record)] };
    case 'record':
      return {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries(shape.fields).map(([name, field]) => [
            name,
            { description: field.description, ...schemaOf(field.shape) },
          ]),
        ),
        ...(shape.oneOf && { anyOf: shape.oneOf.map((name) => ({ required: [name] })) }),
      };
  }
}

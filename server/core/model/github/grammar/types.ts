import type { Property } from '../../../../../rules/data/expression-facts.ts';

/** The type of an expression's value, as far as the file tells. */
export type Type = SimpleType | ArrayType | ObjectType;

export interface SimpleType {
  readonly kind: 'any' | 'null' | 'number' | 'bool' | 'string';
}

export interface ArrayType {
  readonly kind: 'array';
  readonly of: Type;
  /** True for what `.*` yields: a property of it is that property of every item. */
  readonly filtered?: boolean;
}

export interface ObjectType {
  readonly kind: 'object';
  /** By lower-case name. */
  readonly properties: ReadonlyMap<string, Type>;
  /** The type of every other property; undefined when there is none. */
  readonly rest: Type | undefined;
}

export const ANY: Type = { kind: 'any' };
export const NULL: Type = { kind: 'null' };
export const NUMBER: Type = { kind: 'number' };
export const BOOL: Type = { kind: 'bool' };
export const STRING: Type = { kind: 'string' };

/** An object with these properties and no others. */
export function closed(properties: Iterable<readonly [string, Type]>): ObjectType {
  return { kind: 'object', properties: new Map(properties), rest: undefined };
}

/** An object that may have any property, all of one type. */
export function open(rest: Type): ObjectType {
  return { kind: 'object', properties: new Map(), rest };
}

/** The type that a property of a context is entered with. */
export function typeOfProperty(property: Property): Type {
  if (typeof property === 'string') return { kind: property };
  const { '*': rest, ...named } = property;
  return {
    kind: 'object',
    properties: new Map(Object.entries(named).map(([name, value]) => [name, typeOfProperty(value)])),
    rest: rest === undefined ? undefined : typeOfProperty(rest),
  };
}

/** The type of a value that may be of either. */
export function either(a: Type, b: Type): Type {
  if (a === b) return a;
  if (a.kind === 'object' && b.kind === 'object') return eitherObject(a, b);
  if (a.kind === 'array' && b.kind === 'array')
    return { kind: 'array', of: either(a.of, b.of), filtered: a.filtered === true && b.filtered === true };
  return a.kind === b.kind ? a : ANY;
}

function eitherObject(a: ObjectType, b: ObjectType): ObjectType {
  const properties = new Map(a.properties);
  for (const [name, type] of b.properties) {
    const other = properties.get(name);
    properties.set(name, other ? either(other, type) : type);
  }
  const rest = a.rest && b.rest ? either(a.rest, b.rest) : (a.rest ?? b.rest);
  return { kind: 'object', properties, rest };
}

/** The type in words: "a list", "text". */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'object':
      return 'an object';
    case 'array':
      return 'a list';
    case 'string':
      return 'text';
    case 'number':
      return 'a number';
    case 'bool':
      return 'true or false';
    case 'null':
      return 'null';
    default:
      return 'anything';
  }
}

/** The type of a parsed JSON value. */
export function typeOfJson(value: unknown, depth = 0): Type {
  if (value === null) return NULL;
  if (typeof value === 'string') return STRING;
  if (typeof value === 'number') return NUMBER;
  if (typeof value === 'boolean') return BOOL;
  if (depth > 20) return ANY;
  if (Array.isArray(value)) {
    const [first = ANY, ...others] = value.map((item) => typeOfJson(item, depth + 1));
    return { kind: 'array', of: others.reduce(either, first) };
  }
  return closed(
    Object.entries(value as object).map(([name, item]) => [name.toLowerCase(), typeOfJson(item, depth + 1)]),
  );
}

import type { Document } from '../../document.ts';
import {
  isMap,
  isScalar,
  isSeq,
  type MapNode,
  type Node,
  pairsOf,
  scalarAt,
  valueAt,
} from '../../parse/tree.ts';
import type { Span } from '../../text/source.ts';
import type { Policy } from './policy.ts';
import { type Intrinsic, intrinsicOf } from './value.ts';

/** A stretch of the written JSON and the place in the file it came from. */
interface Origin {
  readonly start: number;
  readonly end: number;
  readonly span: Span;
}

/** A policy as JSON text, with the way back into the file. */
export interface SerializedPolicy {
  readonly text: string;
  /** The span in the file of the innermost value that the offsets of `text` lie in. */
  spanOf(start: number, end: number): Span;
}

/** Why a policy of a template cannot be written as JSON: a function whose result only a deployment knows. */
export interface UnresolvedPart {
  readonly span: Span;
  readonly reason: string;
}

/** Sample values for CloudFormation's pseudo parameters; an account id of AWS's documentation. */
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::URLSuffix': 'amazonaws.com',
};

const MAX_DEPTH = 100;

/**
 * Writes a policy as JSON. A policy that is a JSON object of the file is taken as it stands. In a template, functions
 * whose result is known are replaced by it: pseudo parameters by samples, parameters by their defaults.
 */
export function serializePolicy(document: Document, policy: Policy): SerializedPolicy | UnresolvedPart {
  const { node } = policy;
  if (document.kind === 'iam-policy' && !policy.bare) {
    const { start, end } = node.span;
    return {
      text: document.source.slice(node.span),
      spanOf: (from, to) => ({
        start: Math.min(start + from, end),
        end: Math.min(start + Math.max(from, to), end),
      }),
    };
  }
  const writer = new Writer(document);
  writer.policy(policy);
  if (writer.unresolved) return writer.unresolved;
  const { origins } = writer;
  return { text: writer.text, spanOf: (from, to) => innermost(origins, from, to) ?? node.span };
}

/** The smallest origin around the place. */
function innermost(origins: readonly Origin[], from: number, to: number): Span | undefined {
  let best: Origin | undefined;
  for (const origin of origins) {
    if (origin.start > from || origin.end < to) continue;
    if (!best || origin.end - origin.start <= best.end - best.start) best = origin;
  }
  return best?.span;
}

class Writer {
  text = '';
  unresolved: UnresolvedPart | undefined;
  readonly origins: Origin[] = [];
  readonly #parameters: Node | undefined;

  constructor(document: Document) {
    this.#parameters = valueAt(document.root, 'Parameters');
  }

  policy(policy: Policy): void {
    const { node } = policy;
    if (!policy.bare) {
      this.#value(node, 0);
      return;
    }
    const statements = isMap(node) ? (valueAt(node, 'Statement') ?? node) : node;
    this.text += '{"Version":"2012-10-17","Statement":';
    this.#value(statements, 0);
    this.text += '}';
  }

  #value(node: Node | null, depth: number): void {
    const start = this.text.length;
    const call = intrinsicOf(node);
    if (!node || depth > MAX_DEPTH) this.text += 'null';
    else if (call) this.#call(node, call, depth);
    else if (isMap(node)) this.#map(node, depth);
    else if (isSeq(node)) this.#list(node.items, depth);
    else this.text += JSON.stringify(scalarOf(node));
    if (node) this.origins.push({ start, end: this.text.length, span: node.span });
  }

  #map(node: MapNode, depth: number): void {
    this.text += '{';
    for (const [i, { key, value }] of node.pairs.entries()) {
      if (i > 0) this.text += ',';
      const start = this.text.length;
      this.text += JSON.stringify(key.text);
      this.origins.push({ start, end: this.text.length, span: key.span });
      this.text += ':';
      this.#value(value, depth + 1);
    }
    this.text += '}';
  }

  #list(items: readonly Node[], depth: number): void {
    this.text += '[';
    let first = true;
    for (const item of items) {
      if (isNoValue(item)) continue;
      if (!first) this.text += ',';
      first = false;
      this.#value(item, depth + 1);
    }
    this.text += ']';
  }

  #call(node: Node, call: Intrinsic, depth: number): void {
    const text = this.#resolve(call, depth);
    if (text === undefined) this.#give(node, call);
    else this.text += JSON.stringify(text);
  }

  #give(node: Node, call: Intrinsic): void {
    const name = isScalar(call.argument) ? ` ${call.argument.text.slice(0, 60)}` : '';
    this.unresolved ??= {
      span: node.span,
      reason: `\`${call.name}${name}\` is only known when the template is deployed`,
    };
    this.text += 'null';
  }

  /** The text a function gives; undefined when only a deployment knows. */
  #resolve(call: Intrinsic, depth: number): string | undefined {
    const { name, argument } = call;
    if (depth > MAX_DEPTH) return undefined;
    if (name === 'Ref') return isScalar(argument) ? this.#reference(argument.text) : undefined;
    if (name === 'Fn::Sub') return isScalar(argument) ? this.#substitute(argument.text) : undefined;
    if (name !== 'Fn::Join' || !isSeq(argument) || !isSeq(argument.items[1])) return undefined;
    const parts = argument.items[1].items.map((item) => {
      const inner = intrinsicOf(item);
      if (inner) return this.#resolve(inner, depth + 1);
      return isScalar(item) ? item.text : undefined;
    });
    const separator = argument.items[0];
    if (!isScalar(separator) || parts.some((part) => part === undefined)) return undefined;
    return parts.join(separator.text);
  }

  #reference(name: string): string | undefined {
    if (Object.hasOwn(PSEUDO, name)) return PSEUDO[name];
    const parameter = pairsOf(this.#parameters).find((pair) => pair.key.text === name)?.value;
    return scalarAt(parameter, 'Type')?.text === 'String' ? scalarAt(parameter, 'Default')?.text : undefined;
  }

  #substitute(template: string): string | undefined {
    let known = true;
    const text = template.replace(/\$\{([^{}]*)\}/g, (whole, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      const value = this.#reference(name.trim());
      known &&= value !== undefined;
      return value ?? whole;
    });
    return known ? text : undefined;
  }
}

/** `2012-10-17` without quotes is a date to some readers of YAML; a policy means the text. */
function scalarOf(node: Node): string | number | boolean | null {
  if (!isScalar(node)) return null;
  return typeof node.value === 'number' && !Number.isFinite(node.value) ? node.text : node.value;
}

function isNoValue(node: Node): boolean {
  const call = intrinsicOf(node);
  return call?.name === 'Ref' && isScalar(call.argument) && call.argument.text === 'AWS::NoValue';
}

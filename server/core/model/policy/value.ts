import { isMap, isScalar, isSeq, type Node } from '../../parse/tree.ts';

/** Stands in a value's text for each part that is only known when the template is deployed or the request is made. */
export const UNKNOWN = '\uFFFC';

/** One string of a policy: an action, an ARN, a principal, the value of a condition. */
export interface PolicyValue {
  /** The scalar that holds the text; the intrinsic function as a whole where there is no such scalar. */
  readonly node: Node;
  /** The text, with `UNKNOWN` for each part that cannot be known: a policy variable, a reference, a parameter. */
  readonly text: string;
  /** True when no part is unknown. */
  readonly known: boolean;
  /** True when the text stands in the file as it is here, so that an edit may replace it. */
  readonly literal: boolean;
}

const MAX_DEPTH = 20;
/** Alternatives (`Fn::If` in `Fn::If`) past this are not told apart. */
const MAX_VALUES = 1000;

/**
 * The strings that a policy element holds: a lone string, a list, or what the CloudFormation functions around them can
 * give. `Fn::If` gives both of its sides, `Fn::Sub` and `Fn::Join` their text with unknown parts, all others an
 * unknown value. Values that are no strings and no functions are left out.
 */
export function valuesOf(node: Node | null | undefined): readonly PolicyValue[] {
  const values: PolicyValue[] = [];
  collect(node, values, 0);
  return values;
}

/** The alternatives a list position can hold: `Fn::If` is replaced by its two sides, `AWS::NoValue` by nothing. */
export function alternativesOf(node: Node | null | undefined, depth = 0): readonly Node[] {
  if (!node || depth > MAX_DEPTH) return [];
  const call = intrinsicOf(node);
  if (!call) return [node];
  if (call.name === 'Ref' && isScalar(call.argument) && call.argument.text === 'AWS::NoValue') return [];
  if (call.name !== 'Fn::If' || !isSeq(call.argument)) return [node];
  return call.argument.items.slice(1).flatMap((side) => alternativesOf(side, depth + 1));
}

export interface Intrinsic {
  /** The long name: `Ref`, `Fn::Sub`. */
  readonly name: string;
  readonly argument: Node | null;
}

/** The CloudFormation function that a node calls, in the long (`Fn::Sub:`) or short (`!Sub`) form. */
export function intrinsicOf(node: Node | null | undefined): Intrinsic | undefined {
  if (!node) return undefined;
  if (node.tag?.startsWith('!') && !node.tag.startsWith('!!') && node.tag.length > 1) {
    const name = node.tag.slice(1);
    return { name: name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`, argument: node };
  }
  if (!isMap(node) || node.pairs.length !== 1) return undefined;
  const { key, value } = node.pairs[0]!;
  return key.text === 'Ref' || key.text.startsWith('Fn::') ? { name: key.text, argument: value } : undefined;
}

/** True when any part of the tree below is a CloudFormation function. */
export function hasIntrinsic(node: Node | null | undefined, depth = 0): boolean {
  if (!node || depth > 100) return false;
  if (intrinsicOf(node)) return true;
  if (node.kind === 'seq') return node.items.some((item) => hasIntrinsic(item, depth + 1));
  return node.kind === 'map' && node.pairs.some((pair) => hasIntrinsic(pair.value, depth + 1));
}

function collect(node: Node | null | undefined, into: PolicyValue[], depth: number): void {
  if (!node || depth > MAX_DEPTH || into.length > MAX_VALUES) return;
  const call = intrinsicOf(node);
  if (call) collectCall(node, call, into, depth);
  else if (isSeq(node)) for (const item of node.items) collect(item, into, depth + 1);
  else if (isScalar(node) && node.value !== null) into.push(policyValue(node, withUnknowns(node.text), true));
}

function collectCall(node: Node, call: Intrinsic, into: PolicyValue[], depth: number): void {
  if (call.name === 'Ref' && isScalar(call.argument) && call.argument.text === 'AWS::NoValue') return;
  if (call.name === 'Fn::If' && isSeq(call.argument)) {
    for (const side of call.argument.items.slice(1)) collect(side, into, depth + 1);
    return;
  }
  if (call.name === 'Fn::Sub') {
    const template = isSeq(call.argument) ? call.argument.items[0] : call.argument;
    if (isScalar(template)) into.push(policyValue(template, withUnknowns(template.text), false));
    else into.push(policyValue(node, UNKNOWN, false));
    return;
  }
  into.push(policyValue(node, call.name === 'Fn::Join' ? joined(call.argument, depth) : UNKNOWN, false));
}

/** The text of `Fn::Join: [separator, [parts…]]`. */
function joined(argument: Node | null, depth: number): string {
  if (!isSeq(argument) || !isScalar(argument.items[0]) || !isSeq(argument.items[1])) return UNKNOWN;
  const parts = argument.items[1].items.map((item) => {
    const values: PolicyValue[] = [];
    collect(item, values, depth + 1);
    return values.length === 1 ? values[0]!.text : UNKNOWN;
  });
  return parts.join(argument.items[0].text);
}

function policyValue(node: Node, text: string, literal: boolean): PolicyValue {
  const known = !text.includes(UNKNOWN);
  return { node, text, known, literal: literal && known };
}

/**
 * Replaces `${…}`, a variable of IAM, CloudFormation or Terraform, and `{{…}}` of other template languages. IAM's
 * `${*}`, `${?}` and `${$}` are the character itself and no wildcard, so they are unknown parts too.
 */
function withUnknowns(text: string): string {
  if (!text.includes('{')) return text;
  return text.replace(/\$\{[^{}]*\}|\{\{[^{}]*\}\}/g, UNKNOWN);
}

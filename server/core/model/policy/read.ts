import { isMap, isScalar, isSeq, type MapNode, type Node, type Pair, pairOf } from '../../parse/tree.ts';
import type { ConditionTest, PolicyElement, Principal, PrincipalElement, Statement } from './policy.ts';
import { alternativesOf, intrinsicOf, valuesOf } from './value.ts';

/** The statements of a policy object, of a list of statements, or of one statement, in the order of the text. */
export function readStatements(node: Node | null | undefined): readonly Statement[] {
  const slots = alternativesOf(node).flatMap((one) => (isSeq(one) ? one.items : [one]));
  return slots.flatMap((slot) =>
    alternativesOf(slot)
      .filter((one): one is MapNode => isMap(one) && !intrinsicOf(one))
      .map((one) => readStatement(one, one !== slot)),
  );
}

function readStatement(node: MapNode, optional: boolean): Statement {
  const sid = pairOf(node, 'Sid')?.value;
  const effect = pairOf(node, 'Effect')?.value;
  const condition = pairOf(node, 'Condition');
  const tests = readTests(condition?.value);
  return {
    node,
    optional,
    sid: isScalar(sid) && !intrinsicOf(sid) ? sid : undefined,
    effect: isScalar(effect) && (effect.text === 'Allow' || effect.text === 'Deny') ? effect.text : undefined,
    actions: readElement(node, 'Action', 'NotAction'),
    resources: readElement(node, 'Resource', 'NotResource'),
    principals: readPrincipals(pairOf(node, 'Principal'), pairOf(node, 'NotPrincipal')),
    condition,
    tests,
    opaqueCondition: isOpaque(condition?.value),
  };
}

function readElement(node: MapNode, name: string, negatedName: string): PolicyElement | undefined {
  const plain = pairOf(node, name);
  const pair = plain ?? pairOf(node, negatedName);
  return pair && { pair, negated: pair !== plain, values: valuesOf(pair.value) };
}

function readPrincipals(plain: Pair | undefined, negated: Pair | undefined): PrincipalElement | undefined {
  const pair = plain ?? negated;
  if (!pair) return undefined;
  const principals: Principal[] = [];
  for (const value of alternativesOf(pair.value)) {
    if (isMap(value) && !intrinsicOf(value)) {
      for (const entry of value.pairs) {
        for (const text of valuesOf(entry.value)) principals.push({ kind: entry.key.text, value: text });
      }
    } else for (const text of valuesOf(value)) principals.push({ kind: '*', value: text });
  }
  return { pair, negated: pair !== plain, principals };
}

function readTests(condition: Node | null | undefined): readonly ConditionTest[] {
  const tests: ConditionTest[] = [];
  if (!isMap(condition) || intrinsicOf(condition)) return tests;
  for (const { key: operator, value: block } of condition.pairs) {
    if (!isMap(block) || intrinsicOf(block)) continue;
    const colon = operator.text.indexOf(':');
    const prefix = operator.text.slice(0, Math.max(0, colon));
    const named = operator.text.slice(colon + 1);
    const ifExists = named.endsWith('IfExists');
    for (const pair of block.pairs) {
      tests.push({
        operator,
        base: ifExists ? named.slice(0, -'IfExists'.length) : named,
        qualifier: prefix === 'ForAllValues' || prefix === 'ForAnyValue' ? prefix : undefined,
        ifExists,
        key: pair.key,
        pair,
        values: valuesOf(pair.value),
      });
    }
  }
  return tests;
}

/** True when the whole condition, or all keys of one operator, are the result of a function. */
function isOpaque(condition: Node | null | undefined): boolean {
  if (!condition) return false;
  if (intrinsicOf(condition)) return true;
  return isMap(condition) && condition.pairs.some((pair) => intrinsicOf(pair.value) !== undefined);
}

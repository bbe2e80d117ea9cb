import { actionsOfService, type IamAction, servicePrefixes } from '../iam-actions.ts';
import type { ConditionTest, Policy, Principal, Statement } from './policy.ts';
import type { PolicyValue } from './value.ts';
import { hasWildcard, isStar, matchesPattern } from './wildcard.ts';

/** An action as written, in two halves. */
export interface ActionName {
  /** Lower case; `*` for a lone star. */
  readonly service: string;
  readonly name: string;
}

/** The halves of `s3:GetObject`, of `*` and of `*:*`; undefined where there is no colon. */
export function splitAction(text: string): ActionName | undefined {
  if (isStar(text)) return { service: '*', name: '*' };
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return { service: text.slice(0, colon).toLowerCase(), name: text.slice(colon + 1) };
}

/** True for `*` and `*:*`: every action of every service. */
export function isEveryAction(text: string): boolean {
  return /^\*+(?::\*+)?$/.test(text);
}

/** True when the action pattern covers the action; letter case does not count. `action` is `iam:passrole`. */
export function coversAction(pattern: string, action: string): boolean {
  return isEveryAction(pattern) || matchesPattern(pattern.toLowerCase(), action.toLowerCase());
}

/** The value of the statement's `Action` that allows `action`; the first one where `NotAction` leaves it allowed. */
export function valueAllowing(statement: Statement, action: string): PolicyValue | undefined {
  const { actions } = statement;
  if (statement.effect !== 'Allow' || !actions) return undefined;
  const covering = actions.values.find(({ text }) => coversAction(text, action));
  if (!actions.negated) return covering;
  return covering || actions.values.some(({ known }) => !known) ? undefined : actions.values[0];
}

/** The values of `Resource` that are `*`, or all of a service's resources of one kind: `arn:aws:iam::*:role/*`. */
export function starResource(statement: Statement): PolicyValue | undefined {
  if (!statement.resources || statement.resources.negated) return undefined;
  return statement.resources.values.find(({ text }) => isStar(text));
}

/** True for `*`, and for ARNs whose last part is all resources of a kind: `arn:aws:iam::*:role/*`, `arn:aws:s3:::*`. */
export function isStarLike(text: string): boolean {
  return isStar(text) || /^arn:(?:[^:]*:){4}(?:[a-z-]+[/:])?\*+$/.test(text);
}

/** The known actions that a pattern such as `s3:Put*` covers; one or none for a name without wildcard. */
export function actionsMatching(
  text: string,
): readonly { readonly service: string; readonly action: IamAction }[] {
  const parts = splitAction(text);
  if (!parts || parts.service === '*') return [];
  const prefixes = hasWildcard(parts.service)
    ? servicePrefixes().filter((prefix) => matchesPattern(parts.service, prefix))
    : [parts.service];
  const pattern = parts.name.toLowerCase();
  return prefixes.flatMap((service) => {
    const actions = actionsOfService(service);
    if (!actions) return [];
    if (!hasWildcard(pattern)) {
      const action = actions.get(pattern);
      return action ? [{ service, action }] : [];
    }
    return [...actions.values()]
      .filter((action) => matchesPattern(pattern, action.name.toLowerCase()))
      .map((action) => ({ service, action }));
  });
}

/** True for `"Principal": "*"` and `{"AWS": "*"}`: everyone, with or without an AWS account. */
export function isAnyone({ kind, value }: Principal): boolean {
  return (kind === '*' || kind === 'AWS') && isStar(value.text);
}

/** Operators that hold only when the key has one of the values: no negation, no way around a missing key. */
export function isBinding(test: ConditionTest): boolean {
  if (test.ifExists || test.qualifier === 'ForAllValues') return false;
  return !/Not/.test(test.base) && test.base !== 'Null';
}

/** The tests of a statement on a key; letter case does not count. `key` is in lower case. */
export function testsOn(statement: Statement, key: string): readonly ConditionTest[] {
  return statement.tests.filter((test) => test.key.text.toLowerCase() === key);
}

/** True when the role of the policy is one that builds run with, so that code under test has its permissions. */
export function isBuildRole(policy: Policy): boolean {
  return (
    policy.owner?.assumedBy.some((service) => /^code(?:build|pipeline)\.amazonaws\.com/.test(service)) ===
    true
  );
}

/** `a`, `b` and 3 more: a few of many for a message. */
export function fewOf(names: readonly string[], shown = 2): string {
  const unique = [...new Set(names)];
  const quoted = unique.slice(0, shown).map((name) => `\`${name}\``);
  const rest = unique.length - quoted.length;
  if (rest > 0) return `${quoted.join(', ')} and ${rest} more`;
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}` : (quoted[0] ?? '');
}

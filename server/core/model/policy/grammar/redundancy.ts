import { isSeq } from '../../../parse/tree.ts';
import { isEveryAction, splitAction } from '../permissions.ts';
import type { Policy, PolicyElement, Statement } from '../policy.ts';
import { hasWildcard, isStar, matchesPattern } from '../wildcard.ts';
import type { Say } from './problem.ts';

/** Lists longer than this are not compared item by item. */
const MAX_ITEMS = 400;

/** Statements that say the same. */
export function redundancyProblems({ statements }: Policy, say: Say): void {
  const seen = new Set<string>();
  for (const statement of statements) {
    if (statement.optional || statement.opaqueCondition) continue;
    const key = keyOf(statement);
    if (key === undefined) continue;
    if (seen.has(key)) {
      const { start } = statement.node.span;
      say('REDUNDANT_STATEMENT', { start, end: start + 1 }, 'Another statement says the same; remove one.');
    }
    seen.add(key);
  }
}

/** What a statement says, without its id and the order of its lists; undefined where a part is unknown. */
function keyOf({ effect, actions, resources, principals, tests }: Statement): string | undefined {
  const lists = [
    [actions?.negated, ...(actions?.values ?? []).map(({ text }) => text.toLowerCase()).sort()],
    [resources?.negated, ...(resources?.values ?? []).map(({ text }) => text).sort()],
    [
      principals?.negated,
      ...(principals?.principals ?? []).map(({ kind, value }) => `${kind} ${value.text}`).sort(),
    ],
    tests
      .map(({ operator, key, values }) =>
        [operator.text, key.text.toLowerCase(), ...values.map(({ text }) => text).sort()].join('\n'),
      )
      .sort(),
  ];
  const values = [
    ...(actions?.values ?? []),
    ...(resources?.values ?? []),
    ...(principals?.principals ?? []).map(({ value }) => value),
    ...tests.flatMap((test) => test.values),
  ];
  return values.every(({ known }) => known) ? JSON.stringify([effect, lists]) : undefined;
}

/** Entries of one list that another entry covers, and wildcards in the name of a service. */
export function statementRedundancyProblems({ actions, resources, principals }: Statement, say: Say): void {
  for (const { value } of principals?.principals ?? []) {
    const role = /^(arn:[^:]+):sts:(:\d+):assumed-role\/([^/]+)\//.exec(value.text);
    const parent = role && `${role[1]}:iam:${role[2]}:role/${role[3]}`;
    if (parent && principals?.principals.some((other) => other.value.text === parent)) {
      say(
        'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
        value.node.span,
        'The role of this session is named as well; remove the session.',
      );
    }
  }
  covered(actions, (text) => text.toLowerCase(), 'REDUNDANT_ACTION', say);
  covered(resources, (text) => text, 'REDUNDANT_RESOURCE', say);
  for (const { text, node } of actions?.values ?? []) {
    const service = splitAction(text)?.service;
    if (service && hasWildcard(service) && !isStar(service) && !isEveryAction(text)) {
      say(
        'WILDCARD_IN_SERVICE_NAME',
        node.span,
        'A wildcard in the service name also matches services to come; write the name.',
      );
    }
  }
}

function covered(
  element: PolicyElement | undefined,
  fold: (text: string) => string,
  code: string,
  say: Say,
): void {
  const values = element?.values.filter(({ known }) => known) ?? [];
  if (!isSeq(element?.pair.value) || values.length < 2 || values.length > MAX_ITEMS) return;
  const texts = values.map(({ text }) => fold(text));
  const patterns = texts.flatMap((text, i) => (hasWildcard(text) ? [i] : []));
  const first = new Map<string, number>();
  for (const [i, text] of texts.entries()) {
    const twin = first.get(text);
    if (twin === undefined) first.set(text, i);
    const cover =
      twin ?? patterns.find((j) => j !== i && texts[j] !== text && matchesPattern(texts[j]!, text));
    if (cover !== undefined) {
      say(
        code,
        values[i]!.node.span,
        `\`${values[cover]!.text.slice(0, 60)}\` covers this already; remove it.`,
      );
    }
  }
}

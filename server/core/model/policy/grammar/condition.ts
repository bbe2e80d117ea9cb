import { isMap, isScalar, isSeq } from '../../../parse/tree.ts';
import { nearest } from '../../../text/nearest.ts';
import { globalKeyNames, globalKeyType } from '../../iam-actions.ts';
import type { ConditionTest, Statement } from '../policy.ts';
import { hasIntrinsic } from '../value.ts';
import { addressProblems, effectlessTests } from './condition-meaning.ts';
import { rewrite, type Say } from './problem.ts';

const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Null',
];
const BY_LOWER = new Map(OPERATORS.map((name) => [name.toLowerCase(), name]));

/** Problems of `Condition`: operators, keys, and values that the operator or the key cannot take. */
export function conditionProblems(statement: Statement, say: Say): void {
  const { condition, tests } = statement;
  const block = condition?.value;
  if (isMap(block) && !hasIntrinsic(block) && block.pairs.length === 0) {
    say(
      'EMPTY_OBJECT_CONDITION',
      block.span,
      'The condition is empty, so it holds always; fill it in or remove it.',
    );
  }
  const seen = new Set<unknown>();
  for (const test of tests) {
    if (!seen.has(test.operator)) operatorProblems(test, tests, say);
    seen.add(test.operator);
    keyProblems(test, say);
    valueProblems(test, say);
    effectlessTests(statement, test, say);
  }
  addressProblems(statement, say);
}

function operatorProblems(test: ConditionTest, tests: readonly ConditionTest[], say: Say): void {
  const { operator, base, ifExists, qualifier } = test;
  const span = operator.span;
  if (base === 'Null' && ifExists) {
    say(
      'NULL_WITH_IF_EXISTS',
      span,
      '`Null` takes no `IfExists`; remove the suffix.',
      rewrite(operator, operator.text.replace(/IfExists$/, ''), 'unsafe', 'Remove IfExists'),
    );
  } else if (base === 'Null' && qualifier) {
    say('NULL_WITH_QUALIFIER', span, `\`${qualifier}\` makes \`Null\` always or never hold; remove it.`);
  } else if (!OPERATORS.includes(base) || (operator.text.includes(':') && !qualifier)) {
    if (operator.text.includes('{')) return;
    const guess = BY_LOWER.get(base.toLowerCase()) ?? nearest(base, OPERATORS, 2);
    const fix =
      guess && OPERATORS.includes(guess) && !operator.text.includes(':')
        ? rewrite(operator, `${guess}${ifExists ? 'IfExists' : ''}`, 'unsafe', `Write ${guess}`)
        : undefined;
    say(
      'INVALID_CONDITION_OPERATOR',
      span,
      `\`${operator.text.slice(0, 50)}\` is no operator of conditions${guess ? `; did you mean \`${guess}\`?` : '.'}`,
      fix,
    );
  }
  const keys = new Map<string, ConditionTest>();
  for (const other of tests.filter((one) => one.operator === operator)) {
    const lower = other.key.text.toLowerCase();
    const twin = keys.get(lower);
    if (twin && twin.key.text !== other.key.text) {
      say(
        'DUPLICATE_KEYS_WITH_DIFFERENT_CASE',
        other.key.span,
        `\`${twin.key.text}\` stands here already in other letters; keep one.`,
      );
    }
    keys.set(lower, other);
  }
}

/** Prefixes whose keys need a name behind the slash. */
const TAG_KEYS = /^(?:aws:(?:resourcetag|requesttag|principaltag)|[a-z0-9-]+:resourcetag)\/?$/i;

function keyProblems({ key, base }: ConditionTest, say: Say): void {
  const { text, span } = key;
  if (text.includes('{')) return;
  const colon = text.indexOf(':');
  if (colon <= 0 || colon === text.length - 1) {
    say(
      'INVALID_CONDITION_KEY_FORMAT',
      span,
      `\`${text.slice(0, 50)}\` is no condition key; write \`service:key\`.`,
    );
  } else if (TAG_KEYS.test(text)) {
    say('MISSING_TAG_KEY_IN_CONDITION', span, 'The key names no tag; write the tag behind a slash.');
  } else if (/^aws:arn$/i.test(text)) {
    say(
      'UNSUPPORTED_GLOBAL_CONDITION_KEY',
      span,
      '`aws:ARN` is gone; use `aws:PrincipalArn` or `aws:SourceArn`.',
    );
  } else if (/^aws:/i.test(text) && globalKeyType(text) === undefined && base !== '') {
    const guess = nearest(
      text.toLowerCase(),
      globalKeyNames().map((name) => name.toLowerCase()),
      2,
    );
    const named = globalKeyNames().find((name) => name.toLowerCase() === guess);
    say(
      'INVALID_GLOBAL_CONDITION_KEY',
      span,
      `AWS has no condition key \`${text.slice(0, 50)}\`${named ? `; did you mean \`${named}\`?` : ', so the test never sees a value.'}`,
      named ? rewrite(key, named, 'unsafe', `Write ${named}`) : undefined,
    );
  }
}

function valueProblems(test: ConditionTest, say: Say): void {
  const { base, pair, values, key, qualifier, ifExists } = test;
  const node = pair.value;
  if (isSeq(node) && node.items.length === 0) {
    const code = `EMPTY_ARRAY_CONDITION${qualifier ? `_${qualifier.toUpperCase()}` : ifExists ? '_IFEXISTS' : ''}`;
    say(code, node.span, `\`${key.text}\` is compared with nothing; give it values, or use \`Null\`.`);
    return;
  }
  if (
    isSeq(node) &&
    !hasIntrinsic(node) &&
    new Set(node.items.map((item) => (isScalar(item) ? typeof item.value : item.kind))).size > 1
  ) {
    say(
      'INVALID_CONDITION_DATA_TYPE',
      node.span,
      'The values are of different types; write all of them as texts.',
    );
  }
  if (base === 'Bool' && values.length > 1 && !hasIntrinsic(node)) {
    say('INVALID_CONDITION_MULTIPLE_BOOLEAN', node!.span, '`Bool` takes one value; keep `true` or `false`.');
  }
  const check = VALUE_CHECKS.find(([operators]) => operators.test(base));
  for (const { text, known, node: at } of values) {
    if (!check) break;
    const [, form, code, what] = check;
    if (!known) {
      if (isScalar(at) && /\$\{[a-z0-9-]+:[^}]*\}/i.test(at.text) && !at.tag) {
        say(
          'INVALID_VARIABLE_FOR_OPERATOR',
          at.span,
          `\`${base}\` takes no variables; only operators on text and ARNs do.`,
        );
      }
    } else if (!form.test(text)) say(code, at.span, `\`${text.slice(0, 40)}\` is ${what}; correct it.`);
    else if (base.startsWith('Date') && /^\d+$/.test(text))
      say('INVALID_DATE_VALUE', at.span, 'Seconds may be misread as a date; write YYYY-MM-DD.');
  }
  typeMismatch(test, say);
}

const OCTET = /(?:25[0-5]|2[0-4]\d|1?\d?\d)/.source;
const ADDRESS = new RegExp(
  `^(?:(?:${OCTET}\\.){3}${OCTET}(?:/(?:3[0-2]|[12]?\\d))?|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:/\\d{1,3})?)$`,
  'i',
);

/** Per operators: the form of values, the code and words for those that have not got it. */
const VALUE_CHECKS: readonly (readonly [RegExp, RegExp, string, string])[] = [
  [/^(?:Bool|Null)$/, /^(?:true|false)$/i, 'TYPE_MISMATCH_BOOLEAN', 'neither `true` nor `false`'],
  [/^Numeric/, /^-?\d+(?:\.\d+)?$/, 'TYPE_MISMATCH_NUMBER', 'no number'],
  [
    /^Date/,
    /^(?:\d{4}-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)?|\d+)$/,
    'TYPE_MISMATCH_DATE',
    'no date',
  ],
  [/^(?:Not)?IpAddress$/, ADDRESS, 'TYPE_MISMATCH_IP_RANGE', 'no IP address or range'],
  [/^BinaryEquals$/, /^[A-Za-z0-9+/]+={0,2}$/, 'TYPE_MISMATCH_STRING', 'no base64'],
];

const FAMILIES: Readonly<Record<string, RegExp>> = {
  String: /^String/,
  ARN: /^(?:Arn|String)/,
  Bool: /^(?:Bool|String)/,
  Date: /^(?:Date|Numeric)/,
  Numeric: /^Numeric/,
  IPAddress: /^(?:Not)?IpAddress$/,
};

/** Keys of services that hold an ARN, in lower case. */
const ARN_KEYS = new Set([
  'iam:policyarn',
  'iam:permissionsboundary',
  'lambda:functionarn',
  'ecs:cluster',
  'ecs:task-definition',
]);

function typeMismatch({ operator, base, key, qualifier }: ConditionTest, say: Say): void {
  const written = globalKeyType(key.text) ?? (ARN_KEYS.has(key.text.toLowerCase()) ? 'ARN' : undefined);
  if (!written || base === 'Null' || !OPERATORS.includes(base)) return;
  const type = written.replace(/^ArrayOf/, '');
  const allowed = FAMILIES[type];
  if (allowed && !allowed.test(base)) {
    say(
      'TYPE_MISMATCH',
      operator.span,
      `\`${base}\` does not go with \`${key.text}\`, which is of the type ${type}.`,
    );
  } else if (type === 'Bool' && base.startsWith('String')) {
    say('TYPE_MISMATCH', operator.span, `\`${key.text}\` is true or false; compare it with \`Bool\`.`);
  } else if (type === 'ARN' && /^String(?:Not)?Like$/.test(base)) {
    const better = base.replace('String', 'Arn');
    say(
      'STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS',
      operator.span,
      `\`${base}\` lets a wildcard reach across the parts of the ARN; use \`${better}\`.`,
    );
  }
  if (written.startsWith('ArrayOf') && !qualifier) {
    say(
      'MISSING_QUALIFIER',
      key.span,
      `\`${key.text}\` has many values; put \`ForAllValues:\` or \`ForAnyValue:\` before the operator.`,
    );
  } else if (!written.startsWith('ArrayOf') && qualifier === 'ForAllValues') {
    say(
      'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
      operator.span,
      '`ForAllValues:` also holds when the key is missing; remove it for this single value.',
    );
  }
}

import type { Document } from '../../../document.ts';
import { insertMember } from '../../../edit/json.ts';
import { isMap, isScalar, isSeq, type MapNode, type Node, pairOf, startOf } from '../../../parse/tree.ts';
import { nearest } from '../../../text/nearest.ts';
import { shorten } from '../../../text/shorten.ts';
import type { Policy, Statement } from '../policy.ts';
import { hasIntrinsic, intrinsicOf } from '../value.ts';
import { rewrite, type Say } from './problem.ts';

const POLICY_ELEMENTS = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
/** Of AWS's own quotas: characters, white space not counted where `packed`. */
const QUOTAS: Readonly<Record<string, readonly [code: string, limit: number, packed: boolean]>> = {
  identity: ['POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', 10_240, true],
  trust: ['POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA', 2048, true],
  scp: ['POLICY_SIZE_EXCEEDS_SCP_QUOTA', 5120, false],
  rcp: ['POLICY_SIZE_EXCEEDS_RCP_QUOTA', 5120, false],
  resource: ['POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA', 20_480, true],
};

/** Problems of the policy as a whole: its elements, its size, statements whose ids repeat. */
export function policyShapeProblems(document: Document, policy: Policy, say: Say): void {
  const { node } = policy;
  if (isMap(node) && !policy.bare) {
    unknownElements(node, POLICY_ELEMENTS, 'a policy', say);
    const statement = pairOf(node, 'Statement');
    if (
      statement &&
      policy.statements.length === 0 &&
      isSeq(statement.value) &&
      statement.value.items.length === 0
    ) {
      say(
        'MISSING_STATEMENT',
        statement.key.span,
        'The policy has no statement, so it does nothing; add one.',
      );
    }
  }
  repeatedSids(policy, say);
  const quota = QUOTAS[policy.type];
  if (!quota || document.kind !== 'iam-policy') return;
  const [code, limit, packed] = quota;
  const text = document.source.slice(node.span);
  const size = packed ? text.replace(/\s/g, '').length : text.length;
  if (size > limit) {
    say(
      code,
      startOf(node),
      `The policy has ${size} characters and AWS takes ${limit}; split it or shorten it.`,
    );
  }
}

function repeatedSids({ statements, type }: Policy, say: Say): void {
  const seen = new Set<string>();
  for (const { sid, optional } of statements) {
    if (!sid || sid.text === '' || optional) continue;
    if (seen.has(sid.text)) {
      const code = type === 'resource' ? 'UNIQUE_SIDS_RECOMMENDED' : 'UNIQUE_SIDS_REQUIRED';
      say(
        code,
        sid.span,
        `Another statement has the id \`${shorten(sid.text, 40)}\` already; choose one of its own.`,
      );
    }
    seen.add(sid.text);
  }
}

/** Problems of one statement's elements: unknown, missing, of the wrong type, not to be used together. */
export function statementShapeProblems(
  document: Document,
  policy: Policy,
  statement: Statement,
  say: Say,
): void {
  const { node } = statement;
  unknownElements(node, STATEMENT_ELEMENTS, 'a statement', say);
  effectProblems(document, statement, say);
  const has = (name: string) => pairOf(node, name);
  for (const [one, other] of [
    ['Action', 'NotAction'],
    ['Resource', 'NotResource'],
    ['Principal', 'NotPrincipal'],
  ] as const) {
    const second = has(other);
    if (has(one) && second) {
      say(
        'UNSUPPORTED_ELEMENT_COMBINATION',
        second.key.span,
        `\`${other}\` cannot stand beside \`${one}\`; keep one.`,
      );
    }
  }
  const at = startOf(node);
  // Where the text could not be read to its end, what seems to lack may only be unreadable.
  const isWhole = document.tree.problems.length === 0;
  if (isWhole && !has('Action') && !has('NotAction'))
    say('MISSING_ACTION', at, 'The statement has no `Action`; add it.');
  if (isWhole && !has('Resource') && !has('NotResource') && needsResource(policy)) {
    say('MISSING_RESOURCE', at, 'The statement has no `Resource`; add it.');
  }
  sidProblems(document, policy, statement, say);
  for (const name of ['Action', 'NotAction', 'Resource', 'NotResource'])
    typeProblems(document, name, has(name)?.value, say);
  typeTrouble(has('Condition')?.value, say);
  if (policy.type === 'rcp') rcpProblems(statement, say);
  if (policy.type === 'trust') {
    const other = statement.actions?.values.find(
      ({ text, known }) => known && !/^(?:sts:|\*)/i.test(text) && text.includes(':'),
    );
    if (other)
      say(
        'UNSUPPORTED_ACTION_IN_POLICY',
        other.node.span,
        'A trust policy takes actions of `sts` only; remove this one.',
      );
  }
}

function needsResource({ type, typeIsKnown, resourceType, bare }: Policy): boolean {
  if (type === 'trust' || bare) return false;
  if (type !== 'resource') return true;
  return (
    typeIsKnown &&
    resourceType !== undefined &&
    /:(?:S3::Bucket|SQS::Queue|SNS::Topic|KMS::Key)$/.test(resourceType)
  );
}

function unknownElements(node: MapNode, known: readonly string[], what: string, say: Say): void {
  if (intrinsicOf(node)) return;
  for (const { key, value } of node.pairs) {
    // A name without a value is still being typed.
    if (value === null || known.includes(key.text) || key.text === '<<' || key.text.startsWith('Fn::'))
      continue;
    const lower = key.text.toLowerCase();
    const guess =
      known.find((name) => name.toLowerCase() === lower || `${name.toLowerCase()}s` === lower) ??
      nearest(key.text, known, 2);
    const message = `\`${shorten(key.text, 40)}\` is no element of ${what}${guess ? `; did you mean \`${guess}\`?` : '; remove it.'}`;
    const taken = guess !== undefined && pairOf(node, guess) !== undefined;
    const fix = guess && !taken ? rewrite(key, guess, 'unsafe', `Write ${guess}`) : undefined;
    say('INVALID_POLICY_ELEMENT', key.span, message, fix);
  }
}

function effectProblems(document: Document, { node }: Statement, say: Say): void {
  const pair = pairOf(node, 'Effect');
  if (!pair && document.tree.problems.length > 0) return;
  if (!pair) {
    const fix = node.flow
      ? {
          title: 'Add "Effect": "Allow"',
          safety: 'unsafe' as const,
          edits: [insertMember(document.source, node, 'Effect', 'Allow', 'first')],
        }
      : undefined;
    say('MISSING_EFFECT', startOf(node), 'The statement has no `Effect`; write `Allow` or `Deny`.', fix);
    return;
  }
  const { value } = pair;
  if (!value || intrinsicOf(value)) return;
  if (!isScalar(value)) {
    say('DATA_TYPE_MISMATCH', value.span, '`Effect` takes one text, `Allow` or `Deny`.');
    return;
  }
  if (
    value.text === 'Allow' ||
    value.text === 'Deny' ||
    value.text.includes('${') ||
    value.text.includes('{{')
  )
    return;
  const guess = ['Allow', 'Deny'].find((name) => name.toLowerCase() === value.text.trim().toLowerCase());
  say(
    'INVALID_EFFECT',
    value.span,
    `\`${shorten(value.text, 40)}\` is no effect; write \`Allow\` or \`Deny\`.`,
    guess ? rewrite(value, guess, 'safe', `Write ${guess}`) : undefined,
  );
}

function sidProblems(
  document: Document,
  { type, typeIsKnown }: Policy,
  { node, sid }: Statement,
  say: Say,
): void {
  const value = pairOf(node, 'Sid')?.value;
  if (value && !sid && !intrinsicOf(value)) say('DATA_TYPE_MISMATCH', value.span, '`Sid` takes one text.');
  if (!sid) return;
  if (sid.text === '') {
    say('EMPTY_SID_VALUE', sid.span, 'The id of the statement is empty; fill it in or remove it.');
    return;
  }
  const isStrict =
    (type === 'identity' || type === 'trust') && (typeIsKnown || document.kind === 'iam-policy');
  if (!isStrict || sid.text.includes('{') || /^[A-Za-z0-9]*$/.test(sid.text)) return;
  const stripped = sid.text.replace(/[^A-Za-z0-9]/g, '');
  say(
    'UNSUPPORTED_SID',
    sid.span,
    'An id of a statement has letters and digits only here; AWS rejects others.',
    stripped ? rewrite(sid, stripped, 'safe', `Write ${stripped}`) : undefined,
  );
}

/** Texts, or lists of texts. Numbers are left alone in YAML, where CloudFormation makes texts of them. */
function typeProblems(document: Document, name: string, value: Node | null | undefined, say: Say): void {
  if (!value || intrinsicOf(value)) return;
  const isWrong = (node: Node) => {
    if (intrinsicOf(node)) return false;
    return !isScalar(node) || (document.kind === 'iam-policy' && typeof node.value !== 'string');
  };
  const wrong = isSeq(value) ? value.items.find(isWrong) : isWrong(value) ? value : undefined;
  if (wrong) say('DATA_TYPE_MISMATCH', wrong.span, `\`${name}\` takes a text or a list of texts.`);
  else if (isSeq(value) && value.items.length === 0) {
    const code = name.endsWith('Action') ? 'EMPTY_ARRAY_ACTION' : 'EMPTY_ARRAY_RESOURCE';
    say(
      code,
      value.span,
      `\`${name}\` is empty, so the statement does nothing; fill it in or remove the statement.`,
    );
  }
}

function typeTrouble(condition: Node | null | undefined, say: Say): void {
  if (!condition || intrinsicOf(condition)) return;
  if (!isMap(condition)) {
    say('DATA_TYPE_MISMATCH', condition.span, '`Condition` takes an object of operators.');
    return;
  }
  for (const { key, value } of condition.pairs) {
    if (value && !isMap(value) && !hasIntrinsic(value)) {
      say(
        'DATA_TYPE_MISMATCH',
        value.span,
        `\`${shorten(key.text, 40)}\` takes an object of condition keys.`,
      );
    }
  }
}

/** Resource control policies only deny, to everyone. AWS Organizations User Guide, "RCP syntax". */
function rcpProblems({ node, effect, actions, tests }: Statement, say: Say): void {
  const isDefault =
    ['Condition', 'NotResource'].every((name) => !pairOf(node, name)) && actions?.values[0]?.text === '*';
  if (effect === 'Allow' && !isDefault) {
    say(
      'RCP_SYNTAX_ERROR_ALLOW',
      pairOf(node, 'Effect')!.value!.span,
      'A resource control policy can only deny; write `Deny`.',
    );
  }
  const keyed = (pattern: RegExp) =>
    tests.find((test) => effect === 'Deny' && /Not/.test(test.base) && pattern.test(test.key.text));
  const byService = tests.some((test) => /^aws:principalisawsservice$/i.test(test.key.text));
  const principal = keyed(/^aws:principal(?:arn|account|org|tag)/i);
  if (principal && !byService) {
    say(
      'RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY',
      principal.key.span,
      'This also denies services of AWS; add `BoolIfExists` `aws:PrincipalIsAWSService` `false`.',
    );
  }
  const source = keyed(/^aws:source(?:org|account|arn)/i);
  if (source && !byService) {
    say(
      'RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY',
      source.key.span,
      'This also denies your own principals; add `Bool` `aws:PrincipalIsAWSService` `true`.',
    );
  }
  if (source && !tests.some((test) => test.base === 'Null')) {
    say(
      'RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK',
      source.key.span,
      'Some services send no source; add a `Null` test on `aws:SourceAccount`.',
    );
  }
  if (actions?.negated) {
    say(
      'RCP_SYNTAX_ERROR_NOTACTION',
      actions.pair.key.span,
      'A resource control policy takes no `NotAction`; list the actions.',
    );
  }
}

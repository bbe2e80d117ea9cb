import type { Span } from '../../../text/source.ts';
import type { ConditionTest, Statement } from '../policy.ts';
import { type PolicyValue, UNKNOWN } from '../value.ts';
import { hasWildcard, isStar } from '../wildcard.ts';
import type { Say } from './problem.ts';

const REGION = /^(?:[a-z]{2}(?:-[a-z]+){1,3}-\d|aws-global)$/;
/** Keys whose values are names of services. */
const SERVICE_KEYS =
  /^(?:iam:passedtoservice|iam:awsservicename|kms:viaservice|aws:calledvia(?:first|last)?|aws:principalservicename)$/;

/** Problems of a test that does not test what it seems to: its operator takes its value in another way, or its key. */
export function effectlessTests({ effect, tests, actions }: Statement, test: ConditionTest, say: Say): void {
  const { base, key, values, operator, ifExists, qualifier } = test;
  const name = key.text.toLowerCase();
  const first = values[0];
  if (/^String(?:Not)?Equals/.test(base)) {
    const wild = values.find(({ text }) => hasWildcard(text));
    // The subjects of OpenID Connect tokens have a rule of their own.
    if (wild && !name.endsWith(':sub')) {
      say(
        'WILDCARD_WITHOUT_LIKE_OPERATOR',
        wild.node.span,
        `\`${base}\` takes the wildcard to the letter; use \`${base.replace(/Equals.*/, 'Like')}\`.`,
      );
    }
  }
  const isSubject = name.endsWith(':sub');
  if (/^(?:String|Arn)Like$/.test(base) && !isSubject && first && values.length === 1 && isStar(first.text)) {
    if (ifExists || qualifier === 'ForAllValues') {
      say('REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION', key.span, 'This test always holds; remove it.');
    } else if (!qualifier) {
      say(
        'EQUIVALENT_TO_NULL_FALSE',
        key.span,
        `This only asks whether the key is there; write \`"Null": { "${key.text}": "false" }\`.`,
      );
    }
  }
  if (/^(?:String|Arn)NotLike$/.test(base) && first && values.length === 1 && isStar(first.text)) {
    if (qualifier === 'ForAnyValue') {
      say(
        'REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION',
        key.span,
        'This test never holds, so the statement does nothing; remove it.',
      );
    } else if (!ifExists && !qualifier) {
      say(
        'EQUIVALENT_TO_NULL_TRUE',
        key.span,
        `This only asks whether the key is missing; write \`"Null": { "${key.text}": "true" }\`.`,
      );
    }
  }
  if (/^Numeric(?:Less|Greater)/.test(base) && values.length > 1) {
    say(
      'REDUNDANT_CONDITION_VALUE_NUM',
      test.pair.value!.span,
      'Of several bounds only one counts; keep that one.',
    );
  }
  if (
    name === 's3:prefix' &&
    /^String(?:Not)?(?:Equals|Like)$/.test(base) &&
    (effect === 'Deny') !== /Not/.test(base)
  ) {
    say(
      'S3_PREFIX_IN_NEGATIVE_CONTEXT',
      key.span,
      'A request with a shorter prefix passes this; allow the wanted prefixes with `StringLike`.',
    );
  }
  if (
    name === 'dynamodb:attributes' &&
    effect === 'Allow' &&
    !tests.some((other) => other.key.text.toLowerCase() === 'dynamodb:select')
  ) {
    say(
      'DYNAMODB_ATTRIBUTES_WITHOUT_SELECT',
      key.span,
      'Without `dynamodb:Select` a read can ask for all attributes; require `SPECIFIC_ATTRIBUTES`.',
    );
  }
  if (name === 'aws:vpcsourceip' && !tests.some((other) => /^aws:sourcevpce?$/i.test(other.key.text))) {
    say(
      'MISSING_PAIRED_CONDITION_KEYS',
      key.span,
      'Another VPC may use the same addresses; add `aws:SourceVpc`.',
    );
  }
  if (name === 's3:x-amz-server-side-encryption-aws-kms-key-id') {
    const bad = values.find(({ text, known }) => known && !text.startsWith('arn:') && !hasWildcard(text));
    if (bad)
      say('INVALID_KMS_KEY_VALUE', bad.node.span, 'The key compares with the ARN of a KMS key; write that.');
  }
  if (name === 'aws:requestedregion' && /^String(?:Not)?Equals/.test(base)) {
    const bad = values.find((value) => isMisformed(value, REGION));
    if (bad)
      say('INVALID_REGION', bad.node.span, `\`${bad.text.slice(0, 40)}\` is no region of AWS; correct it.`);
  }
  if (SERVICE_KEYS.test(name) && /^String(?:Not)?(?:Equals|Like)/.test(base)) {
    const bad = values.find(({ text, known }) => known && !hasWildcard(text) && !text.includes('.'));
    if (bad)
      say(
        'INVALID_SERVICE_PRINCIPAL_FORMAT',
        bad.node.span,
        `\`${bad.text.slice(0, 40)}\` is no service; write \`service.amazonaws.com\`.`,
      );
  }
  if (name === 'aws:resourcetag/' || !actions?.negated || !name.startsWith('aws:resourcetag/')) return;
  const code =
    effect === 'Deny'
      ? 'DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'
      : 'ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE';
  say(
    code,
    operator.span,
    'Many actions know no tags of resources, so this test is not met there; list the actions.',
  );
}

const PRIVATE =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe80:)/i;

/** Problems of tests of addresses: `aws:SourceIp` sees public ones only, bits behind a mask do not count, VPC ids have a form. */
export function addressProblems({ tests }: Statement, say: Say): void {
  for (const { base, key, values } of tests) {
    const name = key.text.toLowerCase();
    if (name === 'aws:sourceip' && /^(?:Not)?IpAddress$/.test(base) && values.length > 0) {
      const inside = values.filter(({ text }) => PRIVATE.test(text));
      const not = base === 'NotIpAddress' ? 'NOT_' : '';
      const all = inside.length === values.length;
      const code = `PRIVATE_${not}IP_ADDRESS${all ? '' : '_SUBSET'}`;
      if (inside[0])
        say(
          code,
          inside[0].node.span,
          '`aws:SourceIp` never is a private address; use `aws:VpcSourceIp` with `aws:SourceVpc`.',
        );
    }
    if (/^(?:Not)?IpAddress$/.test(base))
      for (const value of values) maskedBits(value.text, value.node.span, say);
    const form =
      name === 'aws:sourcevpc'
        ? /^vpc-(?:[0-9a-z]{8}|[0-9a-z]{17})$/i
        : name === 'aws:sourcevpce'
          ? /^vpce-(?:[0-9a-z]{8}|[0-9a-z]{17})$/i
          : undefined;
    if (!form || !/^String(?:Not)?Equals/.test(base)) continue;
    const bad = values.find((value) => isMisformed(value, form));
    if (bad) {
      const prefix = name === 'aws:sourcevpc' ? 'vpc-' : 'vpce-';
      say(
        name === 'aws:sourcevpc' ? 'INVALID_VPC_FORMAT' : 'INVALID_VPCE_FORMAT',
        bad.node.span,
        `An id here is \`${prefix}\` and 8 or 17 letters or digits; correct it.`,
      );
    }
  }
}

/** True for a value that is no wildcard, no placeholder (`<region>`) and not of this form. */
function isMisformed({ text, known }: PolicyValue, form: RegExp): boolean {
  return known && !hasWildcard(text) && !form.test(text) && !/[<>]/.test(text);
}

function maskedBits(text: string, span: Span, say: Say): void {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match || text.includes(UNKNOWN)) return;
  const [a, b, c, d, bits] = match.slice(1).map(Number) as [number, number, number, number, number];
  if (bits > 32) return;
  const address = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const masked = bits === 0 ? 0 : (address & (0xffffffff << (32 - bits))) >>> 0;
  if (masked === address) return;
  const written = [24, 16, 8, 0].map((shift) => (masked >>> shift) & 255).join('.');
  say('IMPROVE_IP_RANGE', span, `The bits behind the mask do not count; write \`${written}/${bits}\`.`);
}

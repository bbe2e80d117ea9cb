import type { Document } from '../../../document.ts';
import { isMap, isScalar, isSeq, pairOf, startOf } from '../../../parse/tree.ts';
import { nearest } from '../../../text/nearest.ts';
import { isRcpService } from '../../iam-actions.ts';
import { splitAction } from '../permissions.ts';
import type { Policy, Principal, Statement } from '../policy.ts';
import { intrinsicOf } from '../value.ts';
import { hasWildcard, isStar } from '../wildcard.ts';
import { rewrite, type Say } from './problem.ts';

const KEYS = ['AWS', 'CanonicalUser', 'Federated', 'Service'];
const DOMAINS = new Set([
  'cognito-identity.amazonaws.com',
  'accounts.google.com',
  'graph.facebook.com',
  'www.amazon.com',
]);

/** Problems of `Principal`, and of trust policies as such. */
export function principalProblems(document: Document, policy: Policy, statement: Statement, say: Say): void {
  const { type, typeIsKnown } = policy;
  const { principals, node } = statement;
  const span = principals?.pair.key.span;
  if ((type === 'identity' || type === 'boundary' || type === 'session') && span && typeIsKnown) {
    say('UNSUPPORTED_PRINCIPAL', span, 'A policy of a user or role takes no `Principal`; remove it.');
  } else if (type === 'scp' && span) {
    say(
      'SCP_SYNTAX_ERROR_PRINCIPAL',
      span,
      'A service control policy takes no `Principal`; use `aws:PrincipalArn`.',
    );
  } else if (
    !principals &&
    document.tree.problems.length === 0 &&
    (type === 'trust' || type === 'rcp' || type === 'resource') &&
    typeIsKnown
  ) {
    say('MISSING_PRINCIPAL', startOf(node), 'The statement has no `Principal`; say who it is about.');
  }
  if (type === 'rcp') rcpPrincipal(statement, say);
  if (type !== 'trust' && type !== 'resource') return;
  principalShape(statement, say);
  if (type === 'resource') sourceProblems(policy, statement, say);
  for (const principal of principals?.principals ?? []) valueProblems(type, principal, say);
  if (type === 'trust') trustProblems(statement, say);
}

/** Keys that must be whole: accounts, organisations and networks. */
const SENSITIVE =
  /^aws:(?:principalaccount|principalorgid|resourceaccount|resourceorgid|sourceaccount|sourceorgid|sourcevpc|sourcevpce|vpceaccount|vpceorgid)$/;

/** Conditions of resource policies that let in more than they say. */
function sourceProblems({ resourceType }: Policy, { effect, tests, principals }: Statement, say: Say): void {
  // Services of AWS do not lie about what they send.
  const isService = principals?.principals.every(({ kind }) => kind === 'Service') === true;
  for (const { key, base, values } of tests) {
    const name = key.text.toLowerCase();
    if (effect === 'Allow' && !isService && /^aws:(?:referer|useragent)$/.test(name)) {
      say(
        'UNTRUSTWORTHY_CONDITION_KEY',
        key.span,
        `Callers write \`${key.text}\` themselves, so it keeps nobody out; test who they are.`,
      );
    }
    if (effect === 'Allow' && SENSITIVE.test(name) && base === 'StringLike') {
      const wild = values.find(({ text }) => hasWildcard(text) && !isStar(text));
      const variable = values.find(
        ({ node }) => isScalar(node) && !node.tag && /\$\{[a-z]+:/i.test(node.text),
      );
      if (wild)
        say(
          'WILDCARD_USAGE_TOO_PERMISSIVE',
          wild.node.span,
          `A wildcard in \`${key.text}\` lets strangers in; write the whole id.`,
        );
      else if (variable)
        say(
          'VARIABLE_USAGE_TOO_PERMISSIVE',
          variable.node.span,
          `A variable in \`${key.text}\` lets strangers in; write the id.`,
        );
    }
    if (
      resourceType === 'AWS::S3::Bucket' &&
      /^(?:s3:resourceaccount|aws:resource(?:account|orgid|orgpaths))$/.test(name)
    ) {
      say(
        'IRRELEVANT_CONDITION_KEY_IN_POLICY',
        key.span,
        `\`${key.text}\` is always this bucket's own; use it in policies of users and roles.`,
      );
    }
  }
}

function rcpPrincipal({ principals, actions }: Statement, say: Say): void {
  const bad =
    principals &&
    (principals.negated ||
      principals.principals.some(({ kind, value }) => kind !== '*' || !isStar(value.text)));
  if (bad) {
    say(
      'RCP_SYNTAX_ERROR_PRINCIPAL',
      principals.pair.key.span,
      'A resource control policy takes only `"Principal": "*"`; use `aws:PrincipalArn`.',
    );
  }
  for (const { text, node, known } of actions?.values ?? []) {
    const service = known ? splitAction(text)?.service : undefined;
    if (service && !hasWildcard(service) && !isRcpService(service)) {
      say(
        'RCP_SYNTAX_ERROR_ACTION',
        node.span,
        `Resource control policies do not work for \`${service}\`; remove it.`,
      );
    }
  }
}

function principalShape({ principals }: Statement, say: Say): void {
  const value = principals?.pair.value;
  if (!value || intrinsicOf(value)) return;
  if (isMap(value)) {
    if (value.pairs.length === 0) {
      say(
        'EMPTY_OBJECT_PRINCIPAL',
        value.span,
        'The statement is about nobody; name principals or remove it.',
      );
    }
    for (const { key, value: names } of value.pairs) {
      if (!KEYS.includes(key.text)) {
        const guess =
          KEYS.find((known) => known.toLowerCase() === key.text.toLowerCase()) ?? nearest(key.text, KEYS, 2);
        const fix =
          guess && !pairOf(value, guess) ? rewrite(key, guess, 'unsafe', `Write ${guess}`) : undefined;
        say(
          'INVALID_PRINCIPAL_KEY',
          key.span,
          `\`${key.text.slice(0, 40)}\` is no kind of principal; write ${KEYS.join(', ')}.`,
          fix,
        );
      } else if (isSeq(names) && names.items.length === 0) {
        say(
          'EMPTY_ARRAY_PRINCIPAL',
          names.span,
          'The statement is about nobody; name principals or remove it.',
        );
      }
    }
  } else if (!isScalar(value) || (!isStar(value.text) && !value.text.includes('{'))) {
    say(
      'INVALID_PRINCIPAL_FORMAT',
      value.span,
      'A principal is `"*"` or an object such as `{ "AWS": "111122223333" }`.',
    );
  }
}

function valueProblems(type: Policy['type'], { kind, value }: Principal, say: Say): void {
  const { text, node } = value;
  const span = node.span;
  if (hasWildcard(text) && !isStar(text) && KEYS.includes(kind)) {
    say(
      'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
      span,
      'A principal takes no part wildcard; use a condition on `aws:PrincipalArn`.',
    );
  } else if (isStar(text) && (kind === 'Service' || kind === 'Federated' || kind === 'CanonicalUser')) {
    say('UNSUPPORTED_WILDCARD_IN_PRINCIPAL', span, `\`${kind}\` takes no wildcard; name the principal.`);
  }
  if (kind === 'AWS' && /^AROA[A-Z0-9]{12,}$/.test(text)) {
    say(
      'INVALID_ROLE_REFERENCE',
      span,
      'This is the id of a role that was deleted; write the ARN of the role.',
    );
  } else if (kind === 'AWS' && /^AIDA[A-Z0-9]{12,}$/.test(text)) {
    say(
      'INVALID_USER_REFERENCE',
      span,
      'This is the id of a user that was deleted; write the ARN of the user.',
    );
  }
  if (kind === 'Federated' && type === 'resource') {
    say(
      'FEDERATED_PRINCIPAL_NOT_SUPPORTED',
      span,
      'Only trust policies take `Federated`; name the role instead.',
    );
  }
  if (kind === 'Federated' && type === 'trust' && value.known && !isStar(text)) {
    const isProvider = /^arn:[^:]+:iam::[^:]*:(?:saml|oidc)-provider\/./.test(text);
    if (!isProvider && !DOMAINS.has(text)) {
      say(
        'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
        span,
        'This is no identity provider; write the ARN of a SAML or OpenID Connect provider.',
      );
    }
  }
}

function trustProblems({ node, principals, actions, tests, effect }: Statement, say: Say): void {
  const resource = pairOf(node, 'Resource') ?? pairOf(node, 'NotResource');
  if (resource) {
    say(
      'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
      resource.key.span,
      'A trust policy is about its own role and takes no `Resource`; remove it.',
    );
  }
  const values = actions?.negated ? [] : (actions?.values ?? []);
  const names = values.map(({ text }) => text.toLowerCase());
  const has = (action: string) => names.some((name) => name === action || name === 'sts:*' || name === '*');
  const needs = (action: string, key: string) => {
    const test = tests.find((one) => one.key.text.toLowerCase() === key.toLowerCase());
    if (test && !has(action.toLowerCase()) && values.length > 0 && effect === 'Allow') {
      say(
        'MISSING_ACTION_FOR_CONDITION_KEY',
        test.key.span,
        `\`${key}\` needs the action \`${action}\` beside the others; add it.`,
      );
    }
  };
  needs('sts:SetSourceIdentity', 'sts:SourceIdentity');
  needs('sts:TagSession', 'sts:TransitiveTagKeys');
  for (const { kind, value } of principals?.principals ?? []) {
    if (kind === 'Service' && value.text === 'rolesanywhere.amazonaws.com') {
      const lacking = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'].find(
        (action) => !has(action.toLowerCase()),
      );
      if (lacking)
        say(
          'MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY',
          value.node.span,
          `IAM Roles Anywhere also needs \`${lacking}\`; add it.`,
        );
    }
    const wrong = values.find(({ text }) => isMismatch(kind, value.text, text.toLowerCase()));
    if (wrong && effect === 'Allow' && (principals?.principals.length ?? 0) === 1) {
      say(
        'MISMATCHED_ACTION_FOR_PRINCIPAL',
        wrong.node.span,
        `\`${wrong.text}\` does not go with this principal; ${advice(kind, value.text)}.`,
      );
    }
  }
}

function isMismatch(kind: string, principal: string, action: string): boolean {
  if (!/^sts:assumerole(?:withsaml|withwebidentity)?$/.test(action)) return false;
  if (kind !== 'Federated') return action !== 'sts:assumerole' && (kind === 'AWS' || kind === 'Service');
  if (principal.includes(':saml-provider/')) return action !== 'sts:assumerolewithsaml';
  const isOidc = principal.includes(':oidc-provider/') || DOMAINS.has(principal);
  return isOidc && action !== 'sts:assumerolewithwebidentity';
}

function advice(kind: string, principal: string): string {
  if (kind !== 'Federated') return 'use `sts:AssumeRole`';
  return principal.includes(':saml-provider/')
    ? 'use `sts:AssumeRoleWithSAML`'
    : 'use `sts:AssumeRoleWithWebIdentity`';
}

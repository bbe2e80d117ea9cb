import type { Document } from '../../document.ts';
import { isScalar, isSeq, scalarAt } from '../../parse/tree.ts';
import { resourcesOf } from '../template.ts';
import { isBinding } from './permissions.ts';
import type { ConditionTest, Policy, Principal, Statement } from './policy.ts';
import { intrinsicOf, UNKNOWN } from './value.ts';
import { hasWildcard, isStar } from './wildcard.ts';

/** A statement of a trust policy that lets tokens of an OpenID Connect provider take the role. */
export interface OidcTrust {
  readonly statement: Statement;
  readonly principal: Principal;
  /** Host and path of the issuer as condition keys name it: `token.actions.githubusercontent.com`. */
  readonly provider: string;
  readonly tests: readonly OidcTest[];
}

/** A condition on a claim of the provider's token. */
export interface OidcTest extends ConditionTest {
  /** In lower case: `sub`. */
  readonly claim: string;
}

/** Issuers that many customers share: the claims of which one at least has to say whose token it is. */
const SHARED: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^token\.actions\.githubusercontent\.com(?:\/|$)/,
    [
      'sub',
      'repository',
      'repository_id',
      'repository_owner',
      'repository_owner_id',
      'job_workflow_ref',
      'enterprise_id',
    ],
  ],
  [/^gitlab\.com$/, ['sub', 'namespace_id', 'namespace_path', 'project_id', 'project_path']],
  [/^(?:agent\.buildkite\.com|app\.terraform\.io|oidc\.codefresh\.io)$/, ['sub']],
  [/^cognito-identity\.amazonaws\.com$|^(?:api\.pulumi\.com\/oidc|oidc\.vercel\.com)/, ['aud', 'sub']],
  [/^accounts\.google\.com$/, ['aud', 'sub', 'oaud']],
];

/** The claims that tell one customer of a shared issuer from the others; undefined for issuers of one customer. */
export function tenancyClaims(provider: string): readonly string[] | undefined {
  return SHARED.find(([host]) => host.test(provider))?.[1];
}

/** True for the issuer of GitHub's tokens, with or without the path of an enterprise. */
export function isGitHub(provider: string): boolean {
  return provider.startsWith('token.actions.githubusercontent.com');
}

/** The OpenID Connect trusts of a policy; none where the provider cannot be known. */
export function oidcTrusts(document: Document, policy: Policy): readonly OidcTrust[] {
  if (policy.type !== 'trust') return [];
  return policy.statements.flatMap((statement) => {
    if (statement.effect !== 'Allow' || statement.principals?.negated) return [];
    return (statement.principals?.principals ?? []).flatMap((principal) => {
      const provider =
        principal.kind === 'Federated' ? providerOf(document, principal, statement) : undefined;
      return provider ? [{ statement, principal, provider, tests: testsOf(statement, provider) }] : [];
    });
  });
}

function testsOf(statement: Statement, provider: string): readonly OidcTest[] {
  const prefix = `${provider.toLowerCase()}:`;
  return statement.tests.flatMap((test) => {
    const key = test.key.text.toLowerCase();
    return key.startsWith(prefix) ? [{ ...test, claim: key.slice(prefix.length) }] : [];
  });
}

/** Tests that keep strangers out: they bind and no value is a bare wildcard. */
export function bindingTests(trust: OidcTrust, claims: readonly string[]): readonly OidcTest[] {
  return trust.tests.filter((test) => claims.includes(test.claim) && isBinding(test));
}

function providerOf(document: Document, principal: Principal, statement: Statement): string | undefined {
  const { text, node } = principal.value;
  const named = /(?:^|:oidc-provider\/)((?=[a-z0-9.-]+\.[a-z]{2})[^:]+)$/i.exec(text)?.[1];
  if (named && !named.includes(UNKNOWN))
    return /:saml-provider\//.test(text) ? undefined : named.toLowerCase();
  const call = intrinsicOf(node);
  const reference = isSeq(call?.argument) ? call.argument.items[0] : call?.argument;
  if (call && isScalar(reference)) {
    const logicalId = reference.text.split('.')[0];
    const resource = resourcesOf(document).find((one) => one.logicalId.text === logicalId);
    const url =
      resource?.type.text === 'AWS::IAM::OIDCProvider' ? scalarAt(resource.properties, 'Url') : undefined;
    if (url && !intrinsicOf(url))
      return url.text
        .replace(/^https:\/\//, '')
        .replace(/\/$/, '')
        .toLowerCase();
  }
  // The provider's ARN is a parameter: the keys of the condition say whose tokens are meant.
  const key = statement.tests
    .map((test) => test.key.text)
    .find((one) => SHARED.some(([host]) => host.test(issuerOf(one))));
  return key ? issuerOf(key) : undefined;
}

function issuerOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf(':'))).toLowerCase();
}

/** How far a value of GitHub's `sub` claim reaches, from widest to narrowest. */
export const REACHES = [
  'anyone',
  'owner-prefix',
  'organization',
  'repository-prefix',
  'repository',
  'branches',
  'pull-request',
  'exact',
] as const;
export type Reach = (typeof REACHES)[number] | 'nothing';

/**
 * Grades a `sub` value of a GitHub token: `repo:OWNER[@ID]/NAME[@ID]:(ref:… | environment:… | pull_request)`, where
 * OWNER and NAME may carry the immutable ids that GitHub adds since 2026. Other claims may stand in a customised subject.
 */
export function gradeGitHubSubject(text: string): Reach {
  if (text.startsWith(UNKNOWN)) return 'exact';
  if (/^[*?]/.test(text) || /^r?e?p?o?[*?]/.test(text)) return 'anyone';
  if (!text.startsWith('repo:')) return gradeCustomSubject(text);
  return gradePath(text.slice('repo:'.length), true);
}

/** Grades GitLab's `project_path:GROUP/PROJECT:ref_type:branch:ref:main`. */
export function gradeGitLabSubject(text: string): Reach {
  if (text.startsWith(UNKNOWN)) return 'exact';
  if (/^[*?]/.test(text)) return 'anyone';
  if (!text.startsWith('project_path:')) return hasWildcard(text.slice(0, 13)) ? 'anyone' : 'nothing';
  return gradePath(text.slice('project_path:'.length), false);
}

/** Claims of a customised subject that any repository can give itself: they say nothing about whose token it is. */
const ANYONES_CLAIM =
  /^(?:workflow|environment|ref|ref_type|context|head_ref|base_ref|actor|event_name|runner_environment|run_id):/;
const OWNERS_CLAIM =
  /(?:^|:)(?:repo|repository|repository_id|repository_owner|repository_owner_id|job_workflow_ref|enterprise|enterprise_id):/;

function gradeCustomSubject(text: string): Reach {
  if (/^repo:/i.test(text)) return 'nothing';
  if (ANYONES_CLAIM.test(text) && !OWNERS_CLAIM.test(text)) return 'anyone';
  return /^[a-z_]+:/.test(text) ? 'exact' : 'nothing';
}

/** Grades `OWNER/NAME:rest`. */
function gradePath(text: string, github: boolean): Reach {
  const slash = text.indexOf('/');
  const owner = slash < 0 ? text : text.slice(0, slash);
  const stem = github ? owner.replace(/@[0-9*?]*$/, '') : owner;
  if (/^[*?]/.test(stem)) return 'anyone';
  if (hasWildcard(stem)) return 'owner-prefix';
  if (slash < 0) return stem.includes(UNKNOWN) ? 'exact' : 'nothing';
  const colon = text.indexOf(':', slash);
  const name = text.slice(slash + 1, colon < 0 ? undefined : colon);
  const nameStem = github ? name.replace(/@[0-9*?]*$/, '') : name;
  if (/^\*/.test(nameStem) || (!github && /\/\*/.test(nameStem))) return 'organization';
  if (hasWildcard(nameStem) || (colon < 0 && hasWildcard(name))) return 'repository-prefix';
  if (colon < 0) return name.includes(UNKNOWN) ? 'exact' : 'nothing';
  return gradeRun(text.slice(colon + 1));
}

function gradeRun(run: string): Reach {
  if (isStar(run) || /^(?:\*|ref:\*|ref:refs\/?\*|ref_type:\*)/.test(run)) return 'repository';
  if (run === 'pull_request') return 'pull-request';
  return hasWildcard(run) ? 'branches' : 'exact';
}

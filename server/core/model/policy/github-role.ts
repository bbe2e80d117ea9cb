import type { Document } from '../../document.ts';
import type { FacetProvider } from '../../facets.ts';
import { scalarAt } from '../../parse/tree.ts';
import type { RelatedHit } from '../../rule.ts';
import { type RoleUse, type RoleUses, roleUsesOf } from '../github/aws-role.ts';
import { isGitHub, type OidcTrust, oidcTrusts } from './oidc.ts';
import type { Policy } from './policy.ts';
import { intrinsicOf } from './value.ts';

/** A role that tokens of GitHub may take, and that workflows of the same repository do take. */
export interface GitHubRole {
  readonly policy: Policy;
  /** The statements for GitHub's tokens. */
  readonly trusts: readonly OidcTrust[];
  /** The jobs that are known to take the role; one at least. */
  readonly uses: readonly RoleUse[];
  /** True when no other job of the repository can take it. */
  readonly isComplete: boolean;
}

/**
 * The roles of a file whose name is known, be it from the template, from the object around the policy or from the file's
 * own name, and that a workflow takes. What takes no tokens of GitHub asks for no other file.
 */
export const githubRoleProvider: FacetProvider<GitHubRole> = {
  kinds: ['iam-policy', 'cloudformation'],
  of(document) {
    if (!document.source.text.includes('token.actions.githubusercontent.com')) return [];
    const roles = document.facet('policy').flatMap((policy) => {
      const trusts = oidcTrusts(document, policy).filter(({ provider }) => isGitHub(provider));
      const identity = trusts.length > 0 ? identityOf(document, policy) : undefined;
      return identity ? [{ policy, trusts, ...identity }] : [];
    });
    const taken = roles.length > 0 ? rolesTaken(document) : undefined;
    if (!taken) return [];
    const hasUnknown = taken.some((workflow) => workflow.hasUnknown);
    const elsewhere = new Set(taken.flatMap((workflow) => [...workflow.elsewhere]));
    const byName = new Map<string, RoleUse[]>();
    for (const { uses } of taken) {
      for (const use of uses) {
        for (const key of [use.name, IN_WORDS + wordsOf(use.name)]) {
          const same = byName.get(key);
          if (same) same.push(use);
          else byName.set(key, [use]);
        }
      }
    }
    return roles.flatMap(({ policy, trusts, key }) => {
      const uses = (byName.get(key) ?? []).filter((use) => isInAccount(use, trusts));
      const [name, ...others] = new Set(uses.map((use) => use.name));
      // Two names that both fit are one too many.
      if (name === undefined || others.length > 0) return [];
      const role = { policy, trusts, uses, isComplete: !hasUnknown && !elsewhere.has(name) };
      rolesByPolicy.set(policy, role);
      return [role];
    });
  },
};

const rolesByPolicy = new WeakMap<Policy, GitHubRole>();

/** The role that a trust policy belongs to, where workflows of the repository take it. */
export function roleOf(document: Document, policy: Policy): GitHubRole | undefined {
  return document.facet('github-role').length > 0 ? rolesByPolicy.get(policy) : undefined;
}

/** Where the role is taken, as places that a finding speaks of; the first three will do. */
export function usesAsRelated(role: GitHubRole | undefined): readonly RelatedHit[] {
  return (role?.uses ?? []).slice(0, 3).map(({ source, span, job, environment, subjects }) => {
    const how =
      environment !== undefined
        ? `, in environment \`${environment}\``
        : subjects.includes('pull_request')
          ? ', on pull requests'
          : '';
    return { source, span, message: `Job \`${job}\` takes the role here${how}.` };
  });
}

const WORKFLOWS = '.github/workflows';
/** A folder with more workflows than this is not read for the sake of a policy. */
const MAX_WORKFLOWS = 1000;

/** What all workflows of the repository say of the roles they take; undefined while they are not known. */
function rolesTaken(document: Document): readonly RoleUses[] | undefined {
  const names = document.listing(WORKFLOWS)?.filter((name) => /\.ya?ml$/i.test(name));
  if (!names || names.length > MAX_WORKFLOWS) return undefined;
  const paths = names.map((name) => `${WORKFLOWS}/${name}`);
  const workflows = paths.map((path) => document.neighbour(path, 'github-workflow'));
  if (workflows.includes(undefined)) return undefined;
  return workflows.flatMap((workflow, i) => (workflow ? [roleUsesOf(workflow, paths[i]!)] : []));
}

/** Before a name that is known by its words only; no role's name holds it. */
const IN_WORDS = '~';

/** What the policy's role is looked up by; undefined where its name is not known. */
function identityOf(document: Document, policy: Policy): { readonly key: string } | undefined {
  const { owner, holder } = policy;
  if (owner || holder) {
    const name = scalarAt(owner?.resource.properties ?? holder, 'RoleName');
    return name && !intrinsicOf(name) && /^[\w+=,.@-]+$/.test(name.text) ? { key: name.text } : undefined;
  }
  if (document.facet('policy').length > 1) return undefined;
  // The folder would tell as well, but hosts name files from different folders.
  const words = wordsOf(document.source.path.replace(/^.*\//, '').replace(/\.\w+$/, ''));
  return words === '' ? undefined : { key: IN_WORDS + words };
}

/** False where both sides say the account, and say different ones. */
function isInAccount({ account }: RoleUse, trusts: readonly OidcTrust[]): boolean {
  if (account === undefined) return true;
  return trusts.every(({ principal }) => (accountIn(principal.value.text) ?? account) === account);
}

function accountIn(arn: string): string | undefined {
  return /^arn:[^:]*:iam::(\d{12}):/.exec(arn)?.[1];
}

/** What such files are called by what they are, not by whose they are. */
const KIND_WORDS = new Set([
  'assume',
  'assumerole',
  'document',
  'iam',
  'oidc',
  'policy',
  'relationship',
  'role',
  'trust',
  'trustpolicy',
]);

/** The words of a name without those of `KIND_WORDS` around them, in lower case and one form: `deploy` for `Deploy-Trust_Policy`. */
function wordsOf(name: string): string {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const isKind = (word: string | undefined) => word !== undefined && (word === '' || KIND_WORDS.has(word));
  while (isKind(words[0])) words.shift();
  while (isKind(words.at(-1))) words.pop();
  return words.join('-');
}

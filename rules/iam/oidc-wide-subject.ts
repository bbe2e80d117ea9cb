import type { Fix, Severity } from '../../server/core/finding.ts';
import { type GitHubRole, roleOf, usesAsRelated } from '../../server/core/model/policy/github-role.ts';
import {
  mayMatch,
  type SubjectPattern,
  subjectPatterns,
} from '../../server/core/model/policy/github-subject.ts';
import {
  bindingTests,
  gradeGitHubSubject,
  gradeGitLabSubject,
  isGitHub,
  type OidcTest,
  type OidcTrust,
  oidcTrusts,
  REACHES,
  type Reach,
} from '../../server/core/model/policy/oidc.ts';
import { fewOf } from '../../server/core/model/policy/permissions.ts';
import { type PolicyValue, UNKNOWN } from '../../server/core/model/policy/value.ts';
import { hasWildcard, isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule, type Hit } from '../../server/core/rule.ts';

export default defineRule({
  id: 'oidc-wide-subject',
  summary: 'A role trusts more repositories, branches or runs than it has to',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-1'],
  cwe: [284, 863],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    'pipeline-check': ['GHA-062', 'IAM-008'],
    'access-analyzer': ['SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED'],
    checkov: ['CKV_AWS_358', 'CKV_AWS_393'],
  },
  references: ['https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims'],
  docs: `
    ## What it does
    Grades the subject (\`sub\`) that a trust policy for GitHub or GitLab accepts, by its widest value:

    - any owner (\`*\`, \`repo:*\`, \`repo:*/shop:*\`, \`repo:example*/…\`): high;
    - every repository of an owner (\`repo:example-org/*\`), or all whose name begins alike (\`repo:example-org/shop*\`):
      medium;
    - every branch, tag and pull request of one repository (\`repo:example-org/shop:*\`): low;
    - branches that match a pattern, or pull requests: low, only in the strict profile.

    Conditions on other claims that say the same more narrowly (\`ref\`, \`environment\`, \`repository_id\`,
    \`job_workflow_ref\`) are taken into account.

    Where the workflows of the same repository take the role by its name, what they do is taken into account too. If all of
    them run in an environment and the role also accepts any branch or pull requests, that is medium: these get past the
    environment's protection. So it is where pull requests take the same role as a job in an environment. The role's name is looked for in the template (\`RoleName\`), beside the policy (the output
    of \`aws iam get-role\`) or in the file's own name (\`deploy-trust-policy.json\`); a role that a workflow takes
    from a secret or a variable may be any role, and then nothing is concluded.

    ## Why is this bad?
    \`*\` also matches \`/\` and \`:\`, so \`repo:example-org*\` matches the repositories of \`example-org-evil\`. And whoever
    can push a branch to a repository can take a role that trusts all its branches.

    ## Example
    \`\`\`json bad trust-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
            "StringLike": { "token.actions.githubusercontent.com:sub": "repo:example-org*" }
          }
        }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good trust-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": "repo:example-org/shop:ref:refs/heads/main"
            }
          }
        }
      ]
    }
    \`\`\`

    ## Fix safety
    The fix narrows the subject to the one that the workflows of this repository have. Workflows elsewhere, or on other
    branches, may need another.
  `,
  check: {
    policy(ctx, policy) {
      for (const trust of oidcTrusts(ctx.document, policy)) {
        const widest = widestSubject(trust);
        if (!widest) continue;
        const { reach, value } = widest;
        const finding = FINDINGS[reach];
        if (!finding) continue;
        const [severity, message, profile] = finding;
        const role = roleOf(ctx.document, policy);
        const narrower = role?.isComplete ? withUses(role, trust, value) : undefined;
        ctx.report({
          span: value.node.span,
          message,
          severity,
          ...(profile && { profile }),
          related: usesAsRelated(role),
          ...narrower,
          sid: trust.statement.sid?.text,
        });
      }
    },
  },
});

const FINDINGS: Readonly<Partial<Record<Reach, readonly [Severity, string, 'strict'?]>>> = {
  anyone: [
    'high',
    'This subject matches repositories of any owner; name the owner, the repository and the branch.',
  ],
  'owner-prefix': [
    'high',
    'This also matches owners whose name only begins alike, and anyone can register one; end the name with `/`.',
  ],
  organization: [
    'medium',
    'Every repository of the owner can take this role; name the repository and the branch.',
  ],
  'repository-prefix': [
    'medium',
    'This matches every repository whose name begins alike; write the whole name, then `:` and the branch.',
  ],
  repository: [
    'low',
    'Every branch, tag and pull request of the repository can take this role; name the branch or environment.',
  ],
  branches: [
    'low',
    'Whoever can create a ref that matches can take this role; name the branch or environment.',
    'strict',
  ],
  'pull-request': [
    'low',
    'Code of unreviewed pull requests can take this role; give it read permissions only.',
    'strict',
  ],
};

/** What the jobs that take a role say of a subject that accepts more of their repository than one ref or environment. */
function withUses(
  { uses }: GitHubRole,
  trust: OidcTrust,
  value: PolicyValue,
): Pick<Hit, 'message' | 'severity' | 'confidence' | 'profile' | 'fixes'> | undefined {
  const patterns = subjectPatterns(trust) ?? [];
  const pattern = patterns.find((each) => each.value === value);
  // With several repositories there is no telling which of them this one is.
  if (!pattern || patterns.some(({ repository }) => repository !== pattern.repository)) return undefined;
  const subjects = [...new Set(uses.flatMap((use) => use.subjects))];
  if (!subjects.every((subject) => patterns.some(({ run }) => mayMatch(run, subject)))) return undefined;
  const only = subjects.length === 1 && !subjects[0]!.includes('*') ? subjects[0] : undefined;
  const fixes = () => [only === undefined ? undefined : narrowTo(only, pattern, patterns)];
  const guarded = uses.flatMap(({ environment }) => environment ?? []);
  const names = `environment${new Set(guarded).size === 1 ? '' : 's'} ${fewOf(guarded)}`;
  const isAnyRun = mayMatch(pattern.run, ANY_BRANCH);
  const isAnyRequest = mayMatch(pattern.run, 'pull_request');
  if (guarded.length === uses.length && (isAnyRun || isAnyRequest)) {
    const who = isAnyRun ? 'Any branch' : 'A pull request';
    return {
      message: `${who} can take this role past the protection of ${names}, in which it is used; accept nothing else.`,
      severity: 'medium',
      confidence: 'medium',
      profile: 'default',
      fixes,
    };
  }
  const request = uses.find((use) => use.subjects.includes('pull_request'));
  if (guarded.length > 0 && request && isAnyRequest) {
    return {
      message: `Pull requests take this role in job \`${request.job}\`, past the protection of ${names}; give them another role.`,
      severity: 'medium',
      confidence: 'medium',
      profile: 'default',
    };
  }
  if (!only || pattern.run !== '*') return undefined;
  return {
    message: `Every branch, tag and pull request can take this role, but it is used with \`${only}\` only; ask for that.`,
    fixes,
  };
}

/** A ref that only a pattern for all branches matches. */
const ANY_BRANCH = 'ref:refs/heads/\uFFFD';

function narrowTo(
  subject: string,
  { runSpan, repository }: SubjectPattern,
  all: readonly SubjectPattern[],
): Fix | undefined {
  if (!runSpan || !/^[\w./:-]+$/.test(subject) || all.some(({ run }) => run === subject)) return undefined;
  return {
    title: `Accept ${repository.includes(UNKNOWN) ? '' : `repo:${repository}:`}${subject} only`,
    safety: 'unsafe',
    edits: [{ span: runSpan, newText: subject }],
  };
}

/** Claims that, when bound to fixed values, make the subject's own width harmless. */
const NARROWER = ['repository_id', 'repository', 'project_id', 'project_path', 'job_workflow_ref'];
const RUN_CLAIMS = ['ref', 'environment', 'job_workflow_ref', 'environment_protected', 'ref_protected'];

/** The widest value of the narrowest test on the subject; undefined where there is none to grade. */
function widestSubject(trust: OidcTrust): { reach: Reach; value: PolicyValue } | undefined {
  const isGitLab = /gitlab/.test(trust.provider);
  const grade = isGitHub(trust.provider) ? gradeGitHubSubject : isGitLab ? gradeGitLabSubject : gradeOther;
  const subjects = bindingTests(trust, ['sub']).filter(canMatchPatterns);
  const graded = subjects.flatMap((test) => {
    const values = test.values.map((value) => ({ reach: grade(value.text), value }));
    const widest = values
      .filter(({ reach }) => reach !== 'nothing')
      .sort((a, b) => rank(a.reach) - rank(b.reach))[0];
    return widest ? [widest] : [];
  });
  const narrowest = graded.sort((a, b) => rank(b.reach) - rank(a.reach))[0];
  if (!narrowest) return undefined;
  const isFixed = (test: OidcTest) => test.values.every(({ text }) => !hasWildcard(text));
  const fixed = bindingTests(trust, NARROWER).some(isFixed);
  const fixedRun = bindingTests(trust, RUN_CLAIMS).some((test) =>
    test.values.every(({ text }) => !isStar(text)),
  );
  if (fixedRun && (fixed || rank(narrowest.reach) >= rank('repository'))) return undefined;
  if (fixed && rank(narrowest.reach) < rank('repository')) return { ...narrowest, reach: 'repository' };
  return narrowest;
}

/** `StringEquals` takes a star to the letter; it is another rule's matter. */
function canMatchPatterns(test: OidcTest): boolean {
  return test.base === 'StringLike' || !test.values.some(({ text }) => hasWildcard(text));
}

function gradeOther(text: string): Reach {
  return isStar(text) || /^organization:[*?]/.test(text) ? 'anyone' : 'exact';
}

function rank(reach: Reach): number {
  return reach === 'nothing' ? REACHES.length : REACHES.indexOf(reach);
}

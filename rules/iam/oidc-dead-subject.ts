import type { Fix } from '../../server/core/finding.ts';
import type { RoleUse } from '../../server/core/model/github/aws-role.ts';
import { type GitHubRole, usesAsRelated } from '../../server/core/model/policy/github-role.ts';
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
  oidcTrusts,
} from '../../server/core/model/policy/oidc.ts';
import { hasWildcard } from '../../server/core/model/policy/wildcard.ts';
import { defineRule, type Hit } from '../../server/core/rule.ts';

export default defineRule({
  id: 'oidc-dead-subject',
  summary: 'A subject of a trust policy matches no token',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [863],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { 'access-analyzer': ['WILDCARD_WITHOUT_LIKE_OPERATOR'] },
  docs: `
    ## What it does
    Reports values of \`sub\` that no token of GitHub or GitLab has: \`*\` under \`StringEquals\`, which takes it to the
    letter; \`REPO:\` for \`repo:\`; a repository without the \`:ref:…\`, \`:environment:…\` or \`:pull_request\` after it.

    Where workflows of the same repository take the role by its name, their tokens are compared with the subject: a job in
    an environment says that environment and no branch, one that the trust wants in an environment may run in none, and
    \`job_workflow_ref\` may name another workflow than the one that takes the role. The role's name is looked for in the
    template (\`RoleName\`), beside the policy (the output of \`aws iam get-role\`) or in the file's own name
    (\`deploy-trust-policy.json\`). What a secret, a variable or a parameter decides is no ground for a finding.

    ## Why is this bad?
    The role cannot be taken. People who meet that often widen the condition until it works, in the end to \`*\`.

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
            "StringEquals": {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": "repo:example-org/shop:ref:refs/tags/v*"
            }
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
            "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
            "StringLike": { "token.actions.githubusercontent.com:sub": "repo:example-org/shop:ref:refs/tags/v*" }
          }
        }
      ]
    }
    \`\`\`

    ## Fix safety
    A subject that no job of this repository has is replaced by the one that its jobs have. Another fix makes \`StringEquals\` a \`StringLike\`, where the subject is the operator's only key. That opens the role to
    what the pattern matches, which is what was meant, but a person should look.
  `,
  check: {
    policy(ctx, policy) {
      for (const { statement, provider, tests } of oidcTrusts(ctx.document, policy)) {
        const grade = isGitHub(provider)
          ? gradeGitHubSubject
          : /gitlab/.test(provider)
            ? gradeGitLabSubject
            : undefined;
        if (!grade) continue;
        for (const test of tests) {
          if (test.claim !== 'sub' || /Not/.test(test.base)) continue;
          const exact = test.base === 'StringEquals';
          for (const { text, node } of test.values) {
            if (exact && hasWildcard(text)) {
              const alone = statement.tests.filter((other) => other.operator === test.operator).length === 1;
              ctx.report({
                span: node.span,
                message:
                  '`StringEquals` takes the wildcard to the letter, so no token matches; use `StringLike`.',
                fixes: () => [
                  alone
                    ? likeFix(test.operator.map.span(0, test.operator.text.length), test.operator.text)
                    : undefined,
                ],
                sid: statement.sid?.text,
              });
            } else if (grade(text) === 'nothing') {
              const form = isGitHub(provider)
                ? 'repo:OWNER/NAME:ref:refs/heads/BRANCH'
                : 'project_path:GROUP/PROJECT:ref_type:branch:ref:NAME';
              ctx.report({
                span: node.span,
                message: `No token has this subject, so the role cannot be taken; write \`${form}\`.`,
                sid: statement.sid?.text,
              });
            }
          }
        }
      }
    },
    'github-role'(ctx, role) {
      if (!role.isComplete) return;
      const refusal = refusedSubject(role) ?? refusedWorkflow(role);
      if (refusal) ctx.report({ confidence: 'medium', related: usesAsRelated(role), ...refusal });
    },
  },
});

type Refusal = Pick<Hit, 'span' | 'message' | 'fixes' | 'sid'>;

/** Set where no job that takes the role has a subject that it accepts. */
function refusedSubject({ trusts, uses }: GitHubRole): Refusal | undefined {
  const accepted = trusts.map(subjectPatterns);
  if (accepted.includes(undefined)) return undefined;
  const patterns = accepted.flatMap((each) => each ?? []);
  const isAccepted = (subject: string) => patterns.some(({ run }) => mayMatch(run, subject));
  if (uses.some(({ subjects }) => subjects.some(isAccepted))) return undefined;
  const [pattern] = patterns;
  const subjects = new Set(uses.flatMap((use) => use.subjects));
  const [only] = subjects.size === 1 && patterns.length === 1 ? subjects : [];
  return {
    span: pattern!.value.node.span,
    message: refusalOf(uses[0]!, patterns),
    fixes: () => [only === undefined ? undefined : replaceRun(pattern!, only)],
    sid: trusts[0]!.statement.sid?.text,
  };
}

function refusalOf({ job, environment, subjects }: RoleUse, patterns: readonly SubjectPattern[]): string {
  if (environment !== undefined)
    return `Job \`${job}\` takes this role in environment \`${environment}\` and is refused; ask for \`environment:${environment}\`.`;
  if (patterns.every(({ run }) => run.startsWith('environment:')))
    return `Job \`${job}\` takes this role outside of any environment and is refused; name the environment in the job.`;
  if (subjects.every((subject) => subject === 'pull_request'))
    return `Job \`${job}\` takes this role on pull requests and is refused; give it a role of its own that only reads.`;
  return `Job \`${job}\` takes this role in runs of other refs and is refused; ask for what its workflow runs on.`;
}

function replaceRun({ runSpan }: SubjectPattern, subject: string): Fix | undefined {
  // To open a role to pull requests is no repair.
  if (!runSpan || subject === 'pull_request' || !/^[\w./:-]+$/.test(subject)) return undefined;
  return {
    title: `Accept ${subject} instead`,
    safety: 'unsafe',
    edits: [{ span: runSpan, newText: subject }],
  };
}

/** Set where a trust wants a workflow of the repository that is none of those that take the role. */
function refusedWorkflow({ trusts, uses }: GitHubRole): Refusal | undefined {
  const [trust] = trusts;
  const patterns = trusts.length === 1 ? subjectPatterns(trust!) : undefined;
  const repositories = new Set(patterns?.map(({ repository }) => repository.replace(/@\d+/g, '')));
  for (const { values } of bindingTests(trust!, ['job_workflow_ref'])) {
    const wanted = values.map(({ text }) => /^([\w.-]+\/[\w.-]+)\/(\.github\/workflows\/[^@]+)@/.exec(text));
    const isOwn = wanted.every((found) => found && repositories.size === 1 && repositories.has(found[1]!));
    if (!isOwn || wanted.some((found) => uses.some(({ path }) => mayMatch(found![2]!, path)))) continue;
    return {
      span: values[0]!.node.span,
      message: `Job \`${uses[0]!.job}\` takes this role in another workflow and is refused; name \`${uses[0]!.path}\`.`,
      sid: trust!.statement.sid?.text,
    };
  }
  return undefined;
}

function likeFix(span: Fix['edits'][number]['span'], operator: string): Fix {
  return {
    title: 'Use StringLike',
    safety: 'unsafe',
    edits: [{ span, newText: operator.replace('StringEquals', 'StringLike') }],
  };
}

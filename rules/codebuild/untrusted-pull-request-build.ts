import type { Profile, Severity } from '../../server/core/finding.ts';
import type { CodeBuildProject } from '../../server/core/model/codebuild.ts';
import { isTrue } from '../../server/core/model/template.ts';
import {
  admitsNamedActors,
  commentApproval,
  hasSecrets,
  pullRequestFilter,
} from '../../server/core/model/webhook-filter.ts';
import { valueAt } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'untrusted-pull-request-build',
  summary: 'CodeBuild builds pull requests of anybody without approval',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-5'],
  cwe: [829, 522],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['CB-010'] },
  references: [
    'https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html',
    'https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook-events-yaml.html',
  ],
  docs: `
    ## What it does
    Reports a webhook whose filters let pull requests in without an \`ACTOR_ACCOUNT_ID\` filter, where the project does
    not ask for a maintainer's comment before it builds. It weighs more where approval is switched off, and where the
    build has secrets or runs in privileged mode.

    ## Why is this bad?
    A pull request brings its own build commands along. Anybody who can open one runs code with the project's role and
    reads the secrets in its environment.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Checks:
        Type: AWS::CodeBuild::Project
        Properties:
          Environment:
            EnvironmentVariables:
              - { Name: TOKEN, Type: SECRETS_MANAGER, Value: 'ci/sandbox:token' }
          Source: { Type: GITHUB, Location: 'https://github.com/example/app.git' }
          Triggers:
            Webhook: true
            FilterGroups:
              - - { Type: EVENT, Pattern: 'PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED' }
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Checks:
        Type: AWS::CodeBuild::Project
        Properties:
          Source: { Type: GITHUB, Location: 'https://github.com/example/app.git' }
          Triggers:
            Webhook: true
            FilterGroups:
              - - { Type: EVENT, Pattern: 'PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED' }
            PullRequestBuildPolicy:
              RequiresCommentApproval: ALL_PULL_REQUESTS
              ApproverRoles: [GITHUB_WRITE, GITHUB_MAINTAIN, GITHUB_ADMIN]
    \`\`\`
  `,
  check: { 'codebuild-project': check },
});

function check(ctx: Context, project: CodeBuildProject): void {
  const group = project.triggers?.filterGroups.find(
    (candidate) => pullRequestFilter(candidate) && !admitsNamedActors(candidate),
  );
  if (!group || !project.triggers) return;
  const policy = project.triggers.buildPolicy;
  const approval = commentApproval(project);
  if (policy && approval !== 'DISABLED') return;
  const event = pullRequestFilter(group)?.pattern;
  const disabled = policy && valueAt(policy, 'RequiresCommentApproval');
  const secrets = hasSecrets(project);
  const atStake = secrets || isTrue(project.privilegedMode?.value);
  ctx.report({
    span: (disabled ?? event ?? group.node).span,
    message: `Anybody who opens a pull request ${secrets ? 'reads the secrets of this build' : 'runs code in this build'}; ask for approval, or admit known accounts only.`,
    ...weigh(disabled !== undefined, atStake, isPublicHost(project)),
  });
}

/** Approval is the default of projects made by hand today, so only its absence with something at stake is a warning. */
function weigh(
  disabled: boolean,
  atStake: boolean,
  publicHost: boolean,
): { severity: Severity; profile: Profile } {
  if (!publicHost) return { severity: 'low', profile: 'strict' };
  if (disabled) return { severity: atStake ? 'high' : 'medium', profile: 'default' };
  return atStake ? { severity: 'medium', profile: 'default' } : { severity: 'low', profile: 'strict' };
}

function isPublicHost(project: CodeBuildProject): boolean {
  const type = project.sources[0]?.type?.text;
  return type === undefined || type === 'GITHUB' || type === 'BITBUCKET' || type === 'GITLAB';
}

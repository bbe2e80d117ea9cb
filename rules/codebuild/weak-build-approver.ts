import { itemsOf, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'weak-build-approver',
  summary: 'People without write access may approve builds of pull requests',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [863],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html'],
  docs: `
    ## What it does
    Reports roles in \`ApproverRoles\` that may only read or sort: \`GITHUB_READ\`, \`GITHUB_TRIAGE\`, \`GITLAB_GUEST\`,
    \`GITLAB_PLANNER\`, \`GITLAB_REPORTER\`, \`BITBUCKET_READ\`.

    ## Why is this bad?
    In a public repository everybody can read. The author of a hostile pull request, or a second account of theirs, can
    then approve the build of it.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Checks:
        Type: AWS::CodeBuild::Project
        Properties:
          Triggers:
            PullRequestBuildPolicy:
              RequiresCommentApproval: ALL_PULL_REQUESTS
              ApproverRoles: [GITHUB_READ, GITHUB_ADMIN]
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Checks:
        Type: AWS::CodeBuild::Project
        Properties:
          Triggers:
            PullRequestBuildPolicy:
              RequiresCommentApproval: ALL_PULL_REQUESTS
              ApproverRoles: [GITHUB_MAINTAIN, GITHUB_ADMIN]
    \`\`\`
  `,
  check: {
    'codebuild-project'(ctx, { triggers }) {
      for (const role of itemsOf(valueAt(triggers?.buildPolicy, 'ApproverRoles'))) {
        if (role.kind !== 'scalar' || !/_(?:READ|TRIAGE|GUEST|PLANNER|REPORTER)$/.test(role.text)) continue;
        ctx.report({
          span: role.span,
          message: `${role.text} has no write access and yet may approve builds; name roles that can write only.`,
        });
      }
    },
  },
});

import { isAllowing } from '../../server/core/model/webhook-filter.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'inverted-actor-filter',
  summary: 'A webhook filter keeps named accounts out and lets everybody else in',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: [184],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook-events-yaml.html'],
  docs: `
    ## What it does
    Reports \`ExcludeMatchedPattern: true\` on a filter of \`ACTOR_ACCOUNT_ID\`.

    ## Why is this bad?
    The accounts of the pattern get no build and all others do. Where the ids are the maintainers', the list says the
    opposite of what it means; where they are unwelcome accounts, a new account passes.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Checks:
        Type: AWS::CodeBuild::Project
        Properties:
          Triggers:
            Webhook: true
            FilterGroups:
              - - { Type: EVENT, Pattern: PULL_REQUEST_CREATED }
                - { Type: ACTOR_ACCOUNT_ID, Pattern: '^12345678$', ExcludeMatchedPattern: true }
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Checks:
        Type: AWS::CodeBuild::Project
        Properties:
          Triggers:
            Webhook: true
            FilterGroups:
              - - { Type: EVENT, Pattern: PULL_REQUEST_CREATED }
                - { Type: ACTOR_ACCOUNT_ID, Pattern: '^12345678$' }
    \`\`\`
  `,
  check: {
    'codebuild-project'(ctx, { triggers }) {
      for (const { filters } of triggers?.filterGroups ?? []) {
        for (const filter of filters) {
          if (filter.type !== 'ACTOR_ACCOUNT_ID' || isAllowing(filter) || !filter.exclude) continue;
          ctx.report({
            span: filter.exclude.span,
            message:
              'This gives a build to every account but these; list the accounts that may, and do not exclude.',
          });
        }
      }
    },
  },
});

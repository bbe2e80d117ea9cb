import { isTrue } from '../../server/core/model/template.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'webhook-without-filter',
  summary: 'A webhook starts a build on every push and pull request',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: [862],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['CB-007'] },
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook-events-yaml.html'],
  docs: `
    ## What it does
    Reports \`Webhook: true\` of a CodeBuild project without \`FilterGroups\`.

    ## Why is this bad?
    Every push to any branch and every pull request, those of strangers included, runs its commands with the project's
    role and environment.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Checks:
        Type: AWS::CodeBuild::Project
        Properties:
          Source: { Type: GITHUB, Location: 'https://github.com/example/app.git' }
          Triggers:
            Webhook: true
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
              - - { Type: EVENT, Pattern: PUSH }
                - { Type: HEAD_REF, Pattern: '^refs/heads/main$' }
    \`\`\`
  `,
  check: {
    'codebuild-project'(ctx, { triggers }) {
      if (!triggers?.webhook || !isTrue(triggers.webhook.value)) return;
      const { filterGroupsPair, filterGroups, buildPolicy } = triggers;
      const written = filterGroupsPair && filterGroups.length > 0;
      if (written || buildPolicy) return;
      ctx.report({
        span: triggers.webhook.span,
        message:
          'Every push and pull request starts this build; admit events, branches and accounts in FilterGroups.',
      });
    },
  },
});

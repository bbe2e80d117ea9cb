import { hasSecrets } from '../../server/core/model/webhook-filter.ts';
import { scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'public-build-results',
  summary: 'Logs and artifacts of a build are open to everybody',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6', 'CICD-SEC-10'],
  cwe: [200],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/public-builds.html'],
  docs: `
    ## What it does
    Reports \`Visibility: PUBLIC_READ\` of a CodeBuild project; it weighs more where the build has secrets.

    ## Why is this bad?
    Everybody can read the logs, the artifacts and the environment of all its builds, those of the past included. One
    line in a log that says too much is then published.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          Visibility: PUBLIC_READ
          ResourceAccessRole: arn:aws:iam::111122223333:role/public
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          Visibility: PRIVATE
    \`\`\`
  `,
  check: {
    'codebuild-project'(ctx, project) {
      const visibility = scalarAt(project.resource.properties, 'Visibility');
      if (visibility?.text !== 'PUBLIC_READ') return;
      ctx.report({
        span: visibility.span,
        message: 'Everybody can read the logs and artifacts of all builds of this project; make it PRIVATE.',
        severity: hasSecrets(project) ? 'high' : 'medium',
      });
    },
  },
});

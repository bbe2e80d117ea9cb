import { scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'disabled-build-logs',
  summary: 'A CodeBuild project writes no logs',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-10'],
  cwe: [778],
  since: '0.1.0',
  fix: 'none',
  equivalents: { checkov: ['CKV_AWS_314'], 'pipeline-check': ['CB-003'] },
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html',
  ],
  docs: `
    ## What it does
    Reports a project whose CloudWatch logs are switched off while no logs go to S3 either.

    ## Why is this bad?
    After an incident nobody can tell what a build has run, fetched and published.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          LogsConfig:
            CloudWatchLogs: { Status: DISABLED }
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          LogsConfig:
            CloudWatchLogs: { Status: DISABLED }
            S3Logs: { Status: ENABLED, Location: example-logs/build }
    \`\`\`
  `,
  check: {
    'codebuild-project'(ctx, { resource }) {
      const logs = valueAt(resource.properties, 'LogsConfig');
      const status = scalarAt(logs, 'CloudWatchLogs', 'Status');
      if (status?.text !== 'DISABLED') return;
      const other = valueAt(logs, 'S3Logs', 'Status');
      if (other && (other.kind !== 'scalar' || other.tag || other.text !== 'DISABLED')) return;
      ctx.report({
        span: status.span,
        message: 'This build leaves no log anywhere; enable CloudWatchLogs or S3Logs.',
      });
    },
  },
});

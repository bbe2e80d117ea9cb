import { replaceValue } from '../../server/core/edit/yaml.ts';
import { alternativesOf, isTrue } from '../../server/core/model/template.ts';
import { itemsOf, pairOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unencrypted-build-output',
  summary: 'Artifacts or logs of a build are stored without encryption',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-9', 'CICD-SEC-6'],
  cwe: [311],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { checkov: ['CKV_AWS_78', 'CKV_AWS_311'] },
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html',
  ],
  docs: `
    ## What it does
    Reports \`EncryptionDisabled: true\` on the artifacts or the S3 logs of a CodeBuild project.

    ## Why is this bad?
    Encryption is on by default and was switched off here. Whoever can read the bucket, by a slip in its policy, reads
    the artifacts without needing the key as well.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          Artifacts: { Type: S3, Location: example, EncryptionDisabled: true }
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          Artifacts: { Type: S3, Location: example }
    \`\`\`
  `,
  check: {
    'codebuild-project'(ctx, { resource: { properties } }) {
      // CodeBuild reads the key of artifacts only where they go to S3; those of a pipeline have the pipeline's key.
      const artifacts = [
        valueAt(properties, 'Artifacts'),
        ...itemsOf(valueAt(properties, 'SecondaryArtifacts')),
      ];
      const outputs = artifacts.filter((artifact) => scalarAt(artifact, 'Type')?.text === 'S3');
      for (const output of [...outputs, valueAt(properties, 'LogsConfig', 'S3Logs')]) {
        const pair = pairOf(output, 'EncryptionDisabled');
        if (!pair || !alternativesOf(pair.value).some(isTrue)) continue;
        ctx.report({
          span: pair.span,
          message: 'Encryption of what this build stores is switched off; remove the key.',
          fixes: () => {
            const edit = pair.value?.kind === 'scalar' ? replaceValue(ctx.source, pair, 'false') : undefined;
            return edit ? [{ title: 'Encrypt what the build stores', safety: 'unsafe', edits: [edit] }] : [];
          },
        });
      }
    },
  },
});

import { replaceValue } from '../../server/core/edit/yaml.ts';
import { alternativesOf, isTrue } from '../../server/core/model/template.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'insecure-source-tls',
  summary: 'CodeBuild fetches the source without checking the certificate of its host',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-7', 'CICD-SEC-9'],
  cwe: [295],
  since: '0.1.0',
  fix: 'unsafe',
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-source.html',
  ],
  docs: `
    ## What it does
    Reports \`InsecureSsl: true\` on a source of a CodeBuild project.

    ## Why is this bad?
    Whoever can answer in the host's place on the network can hand out other source, which is then built and published,
    and receives the credentials of the clone.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          Source: { Type: GITHUB_ENTERPRISE, Location: 'https://git.example.com/a/b.git', InsecureSsl: true }
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          Environment: { Certificate: 'arn:aws:s3:::example-trust/root.pem' }
          Source: { Type: GITHUB_ENTERPRISE, Location: 'https://git.example.com/a/b.git' }
    \`\`\`

    ## Fix safety
    The fix is unsafe: with a certificate that CodeBuild does not know, builds fail until it stands in
    \`Environment.Certificate\`.
  `,
  check: {
    'codebuild-project'(ctx, { sources }) {
      for (const { insecureSsl } of sources) {
        if (!insecureSsl || !alternativesOf(insecureSsl.value).some(isTrue)) continue;
        ctx.report({
          span: insecureSsl.span,
          message:
            'The certificate of the source host is not checked; put its CA into Environment.Certificate.',
          fixes: () => {
            const edit =
              insecureSsl.value?.kind === 'scalar' && replaceValue(ctx.source, insecureSsl, 'false');
            return edit ? [{ title: 'Check the certificate', safety: 'unsafe', edits: [edit] }] : [];
          },
        });
      }
    },
  },
});

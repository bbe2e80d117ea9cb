import { scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unauthenticated-pipeline-webhook',
  summary: 'Anybody can call the webhook that starts a pipeline',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: [306],
  since: '0.1.0',
  fix: 'none',
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-webhook.html',
  ],
  docs: `
    ## What it does
    Reports an \`AWS::CodePipeline::Webhook\` with \`Authentication: UNAUTHENTICATED\`, or with \`IP\` and an address range
    that holds every address.

    ## Why is this bad?
    Its URL is the only secret. Whoever learns it starts the pipeline as often as they like, with a body of their own.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Hook:
        Type: AWS::CodePipeline::Webhook
        Properties:
          Authentication: UNAUTHENTICATED
          TargetPipeline: app
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Hook:
        Type: AWS::CodePipeline::Webhook
        Properties:
          Authentication: GITHUB_HMAC
          AuthenticationConfiguration: { SecretToken: '{{resolve:secretsmanager:ci/hook}}' }
          TargetPipeline: app
    \`\`\`
  `,
  check: {
    'template-resource'(ctx, { type, properties }) {
      if (type.text !== 'AWS::CodePipeline::Webhook') return;
      const authentication = scalarAt(properties, 'Authentication');
      const range = scalarAt(properties, 'AuthenticationConfiguration', 'AllowedIPRange');
      const open = authentication?.text === 'IP' && /\/0$/.test(range?.text ?? '') ? range : undefined;
      const place = authentication?.text === 'UNAUTHENTICATED' ? authentication : open;
      if (!place) return;
      ctx.report({
        span: place.span,
        message:
          'Anybody can call this webhook; authenticate it with GITHUB_HMAC and a secret, or with a narrow IP range.',
      });
    },
  },
});

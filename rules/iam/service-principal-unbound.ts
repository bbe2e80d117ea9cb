import type { ConditionTest, Statement } from '../../server/core/model/policy/policy.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'service-principal-unbound',
  summary: "A service of AWS may act for anyone's account",
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-2'],
  cwe: [441],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'access-analyzer': [
      'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
      'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
      'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    ],
  },
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html'],
  docs: `
    ## What it does
    Reports a resource policy or trust policy that allows a service of AWS that acts on behalf of its customers, such as
    CodeBuild or SNS, without a condition on the account or resource it acts for (\`aws:SourceArn\`, \`aws:SourceAccount\`,
    \`aws:SourceOrgID\`, \`aws:SourceOrgPaths\`). \`aws:PrincipalOrgID\` is none: services belong to no organisation.

    Services that only ever act for the account of the role (EC2, Lambda, ECS tasks and the like) are not reported in trust
    policies.

    ## Why is this bad?
    The service is a deputy: another customer can ask it to use your resource for them, if the policy only says that it is
    that service.

    ## Example
    \`\`\`json bad trust-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Service": "codebuild.amazonaws.com" },
          "Action": "sts:AssumeRole"
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
          "Principal": { "Service": "codebuild.amazonaws.com" },
          "Action": "sts:AssumeRole",
          "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } }
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, { type, statements }) {
      if (type !== 'trust' && type !== 'resource') return;
      for (const statement of statements) {
        if (!isOpen(statement)) continue;
        for (const { kind, value } of statement.principals?.principals ?? []) {
          if (kind !== 'Service' || !value.known) continue;
          const service = value.text.replace(/\.amazonaws\.com(?:\.cn)?$/, '');
          if (service === value.text || (type === 'trust' ? !DEPUTIES.has(service) : OWN.test(service)))
            continue;
          ctx.report({
            span: value.node.span,
            message: `\`${service}\` may do this for any customer; add a condition on \`aws:SourceAccount\` or \`aws:SourceArn\`.`,
            sid: statement.sid?.text,
          });
        }
      }
    },
  },
});

function isOpen(statement: Statement): boolean {
  if (statement.effect !== 'Allow' || statement.principals?.negated || statement.opaqueCondition)
    return false;
  return !statement.tests.some(namesSource);
}

/** Tests on the source, or on what only one customer has. */
function namesSource({ key }: ConditionTest): boolean {
  return /^(?:aws:source(?:arn|account|orgid|orgpaths|owner)|kms:(?:calleraccount|encryptioncontext.*)|sns:.*|s3:x-amz-acl-account)$/i.test(
    key.text,
  );
}

/** Services that take a role on behalf of whoever asks, and that send `aws:SourceArn` or `aws:SourceAccount` along. */
const DEPUTIES = new Set([
  'bedrock',
  'codebuild',
  'codedeploy',
  'codepipeline',
  'cloudformation',
  'events',
  'scheduler',
  'pipes',
  'sns',
  'ses',
  'config',
  'cloudtrail',
  'glue',
  'sagemaker',
  'ssm',
  'states',
  'backup',
  'firehose',
  'dlm',
]);

/** Services whose access to a resource is always in the name of its owner. */
const OWN =
  /^(?:ec2|lambda|edgelambda|ecs-tasks|ecs|eks|rds|elasticmapreduce|delivery\.logs|logs\..*|opsworks)$/;

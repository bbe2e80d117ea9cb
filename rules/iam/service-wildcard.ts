import {
  actionsMatching,
  fewOf,
  isBuildRole,
  splitAction,
  starResource,
} from '../../server/core/model/policy/permissions.ts';
import { isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'service-wildcard',
  summary: 'A policy allows every action of a service',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-5'],
  cwe: [250, 732],
  since: '0.1.0',
  fix: 'none',
  equivalents: { checkov: ['CKV_AWS_107', 'CKV_AWS_108', 'CKV_AWS_109', 'CKV_AWS_110', 'CKV_AWS_111'] },
  docs: `
    ## What it does
    Reports \`service:*\` in a statement that allows on every resource. In the default profile that is done for services
    that hold the keys to the others (IAM, STS, Organizations, KMS, Secrets Manager, CodeBuild and the like) and for
    roles of builds; in the strict profile for all services and for narrower resources too.

    ## Why is this bad?
    All actions include those that delete, that open the resource to others and that hide what was done. \`iam:*\` on
    every resource is the same as being an administrator.

    ## Example
    \`\`\`json bad deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": "iam:*", "Resource": "*" }]
    }
    \`\`\`
    Use instead:
    \`\`\`json good deploy-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": ["iam:GetRole", "iam:ListRolePolicies"], "Resource": "*" }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      for (const statement of policy.statements) {
        if (statement.effect !== 'Allow' || !statement.actions || statement.actions.negated) continue;
        const everywhere = starResource(statement) !== undefined;
        for (const { text, node } of statement.actions.values) {
          const parts = splitAction(text);
          if (!parts || parts.service === '*' || !isStar(parts.name)) continue;
          const isKey = KEY_SERVICES.has(parts.service);
          const isDefault =
            everywhere && !statement.condition && (isKey || (isBuildRole(policy) && canBeLimited(text)));
          const where = everywhere ? 'every resource' : resourcesOf(statement.resources?.values ?? []);
          ctx.report({
            span: node.span,
            message: `This allows every action of \`${parts.service}\` on ${where}; list the actions that are needed.`,
            severity: ADMIN_SERVICES.has(parts.service) && everywhere ? 'high' : isDefault ? 'medium' : 'low',
            ...(!isDefault && { profile: 'strict' as const }),
            sid: statement.sid?.text,
          });
        }
      }
    },
  },
});

/** Services whose every action on every resource makes an administrator. */
const ADMIN_SERVICES = new Set(['iam', 'organizations', 'sso', 'sts']);

/** Services that hold keys, identities or the code and machines of the pipeline. */
const KEY_SERVICES = new Set([
  ...ADMIN_SERVICES,
  'account',
  'cloudformation',
  'cloudtrail',
  'codeartifact',
  'codebuild',
  'codepipeline',
  'codestar-connections',
  'codeconnections',
  'config',
  'guardduty',
  'identitystore',
  'kms',
  'secretsmanager',
  'securityhub',
]);

/** True for services with actions that write and can be limited to resources: not `support:*`. */
function canBeLimited(text: string): boolean {
  return actionsMatching(text).some(
    ({ action }) => action.hasResources && action.level !== 'list' && action.level !== 'read',
  );
}

function resourcesOf(values: readonly { readonly text: string; readonly known: boolean }[]): string {
  const known = values.filter((value) => value.known).map(({ text }) => text);
  return known.length > 0 && known.length === values.length ? fewOf(known, 1) : 'these resources';
}

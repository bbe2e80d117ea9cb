import { fewOf, isAnyone, isBinding } from '../../server/core/model/policy/permissions.ts';
import type { ConditionTest, Policy, Statement } from '../../server/core/model/policy/policy.ts';
import { hasWildcard, isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'public-principal',
  summary: 'A resource or role is open to everyone',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2', 'CICD-SEC-9'],
  cwe: [284, 732],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'access-analyzer': ['ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL'],
    checkov: ['CKV_AWS_60', 'CKV_AWS_70', 'CKV_AWS_32', 'CKV_AWS_33', 'CKV_AWS_168', 'CKV_AWS_169'],
    'cfn-lint': [],
  },
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status',
  ],
  docs: `
    ## What it does
    Reports \`"Principal": "*"\` and \`{ "AWS": "*" }\` in a resource policy or trust policy that allows, when no condition ties
    the caller to an account, an organisation, a network or a source, and no statement denies all others.

    Statements that only let everyone download objects (a public web site) are reported in the strict profile.

    ## Why is this bad?
    Everyone on the internet with an AWS account, often without one, can then read, replace or delete what the policy
    guards: artifacts, images, queues of a pipeline. A trust policy open to everyone gives the role away.

    ## Example
    \`\`\`json bad bucket-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": "*",
          "Action": ["s3:GetObject", "s3:PutObject"],
          "Resource": "arn:aws:s3:::example-artifacts/*"
        }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good bucket-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": "*",
          "Action": ["s3:GetObject", "s3:PutObject"],
          "Resource": "arn:aws:s3:::example-artifacts/*",
          "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-exampleorg1" } }
        }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'resource' && policy.type !== 'trust') return;
      if (policy.statements.some(deniesOthers)) return;
      for (const statement of policy.statements) {
        const { effect, principals, sid } = statement;
        if (effect !== 'Allow' || !principals || principals.negated || statement.opaqueCondition) continue;
        const anyone = principals.principals.find(isAnyone);
        if (!anyone || statement.tests.some(restricts)) continue;
        const isTrust = policy.type === 'trust';
        const isWebsite = !isTrust && onlyDownloads(statement);
        ctx.report({
          span: anyone.value.node.span,
          message: isTrust
            ? 'Everyone with an AWS account can take this role; name the accounts, roles or services that may.'
            : `Everyone is allowed ${actionsOf(statement)}; name the accounts and roles, or add a condition on the caller.`,
          severity: isTrust ? 'critical' : isWebsite ? 'low' : 'high',
          ...((isWebsite || isPublicByNature(policy) || statement.optional) && {
            profile: 'strict' as const,
          }),
          sid: sid?.text,
        });
      }
    },
  },
});

/** Keys that say who calls or from where, in lower case. */
const RESTRICTING = new Set(
  `
  aws:sourcearn aws:sourceaccount aws:sourceowner aws:sourceorgid aws:sourceorgpaths aws:principalorgid
  aws:principalorgpaths aws:principalarn aws:principalaccount aws:principalisawsservice aws:principalservicename
  aws:sourcevpc aws:sourcevpcarn aws:sourcevpce aws:vpceaccount aws:vpceorgid aws:vpceorgpaths aws:vpcsourceip
  aws:sourceip aws:userid aws:username aws:calledvia aws:calledviafirst aws:calledvialast aws:viaawsservice
  kms:calleraccount kms:viaservice s3:dataaccesspointaccount s3:dataaccesspointarn sts:externalid
  elasticfilesystem:accessedviamounttarget lambda:eventsourcetoken lambda:functionurlauthtype sns:endpoint
  saml:aud saml:iss
  `
    .trim()
    .split(/\s+/),
);

function restricts(test: ConditionTest): boolean {
  const key = test.key.text.toLowerCase();
  if (!RESTRICTING.has(key) && !key.startsWith('aws:principaltag/') && !/:(?:sub|aud|amr)$/.test(key))
    return false;
  // A part wildcard in an account or organisation lets strangers in.
  const isWhole = /(?:account|orgid|vpce?)$/.test(key);
  if (isWhole && test.values.some(({ text }) => hasWildcard(text))) return false;
  return (
    isBinding(test) &&
    !test.values.some(({ text }) => isStar(text) || text === '0.0.0.0/0' || text === '::/0')
  );
}

/** A statement that denies everyone who does not come from a certain place: the usual partner of an open Allow. */
function deniesOthers({ effect, principals, tests }: Statement): boolean {
  if (effect !== 'Deny' || !principals?.principals.some(isAnyone)) return false;
  return tests.some(({ base, key, values }) => {
    const name = key.text.toLowerCase();
    if (base === 'Null') return RESTRICTING.has(name);
    return /Not/.test(base) && RESTRICTING.has(name) && !values.some(({ text }) => isStar(text));
  });
}

function onlyDownloads(statement: Statement): boolean {
  const actions = statement.actions?.values ?? [];
  return (
    !statement.actions?.negated &&
    actions.length > 0 &&
    actions.every(({ text }) => /^s3:getobject(?:version|tagging|attributes)?$/i.test(text))
  );
}

/** Interfaces that are put up for the public and check callers by other means. */
function isPublicByNature({ resourceType }: Policy): boolean {
  return resourceType === 'AWS::ApiGateway::RestApi' || resourceType === 'AWS::ECR::PublicRepository';
}

function actionsOf({ actions }: Statement): string {
  if (!actions || actions.negated) return 'everything but a few actions';
  return fewOf(
    actions.values.map(({ text }) => text),
    2,
  );
}

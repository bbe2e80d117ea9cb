import { actionsOfService } from '../../iam-actions.ts';
import type { Statement } from '../policy.ts';
import { type PolicyValue, UNKNOWN } from '../value.ts';
import { hasWildcard, isStar } from '../wildcard.ts';
import { rewrite, type Say } from './problem.ts';

const PARTITIONS = [
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
];
const REGION = /^(?:[a-z]{2}(?:-[a-z]+){1,3}-\d|global|aws-global)$/;
/** Accounts that are no numbers: owners of what AWS itself provides. */
const OWNERS =
  /^(?:aws|amazon|aws-marketplace|cloudfront|third-party|aws-managed|self|ec2|ATLAS|[A-Za-z-]*managed[A-Za-z-]*)$/;
/** Service names of ARNs that are no prefix of actions. */
const OTHER_SERVICES = new Set([
  'catalog',
  'elasticloadbalancing',
  'cloudwatch',
  'execute-api',
  'wisdom',
  'mobilehub',
  'aws-marketplace',
  'neptune-db',
  'docdb-elastic',
  'iotsitewise',
  'apigateway',
  'ipam',
]);
/** Services whose ARNs always name a region and an account. */
const REGIONAL = new Set([
  'logs',
  'sqs',
  'sns',
  'lambda',
  'dynamodb',
  'ecr',
  'codebuild',
  'codepipeline',
  'kms',
  'secretsmanager',
  'states',
  'kinesis',
  'ecs',
]);
/** Services whose ARNs never name a region. */
const NO_REGION = new Set(['iam', 'cloudfront', 'organizations', 'route53']);

/** Problems of the ARNs in `Resource` and `NotResource`. */
export function arnProblems({ resources }: Statement, say: Say): void {
  for (const value of resources?.values ?? []) arnProblem(value, say);
}

function arnProblem({ text, node, literal }: PolicyValue, say: Say): void {
  // API Gateway takes `execute-api:/stage/method/path` in its own policies.
  if (isStar(text) || text === '' || text.startsWith(UNKNOWN) || text.startsWith('execute-api:')) return;
  const span = node.span;
  const fields = text.split(':');
  if (fields[0] !== 'arn') {
    if (hasWildcard(fields[0]!) || fields[0]!.includes(UNKNOWN) || /[<>{}]/.test(text)) return;
    const isLacking = fields.length >= 5 && fields[0] !== 'arn';
    if (isLacking) {
      const fix =
        literal && node.kind === 'scalar' && PARTITIONS.includes(fields[0]!)
          ? rewrite(node, `arn:${text}`, 'unsafe', 'Put arn: before it')
          : undefined;
      say('INVALID_ARN_PREFIX', span, 'An ARN begins with `arn:`; add it.', fix);
    } else
      say(
        'MISSING_ARN_FIELD',
        span,
        'This is no ARN, so it matches nothing; write `arn:partition:service:region:account:resource`.',
      );
    return;
  }
  if (fields.length < 6) {
    // A wildcard or an unknown part may stand for the fields that seem to lack.
    if (hasWildcard(text) || text.includes(UNKNOWN)) return;
    say(
      'MISSING_ARN_FIELD',
      span,
      'An ARN has six parts, `arn:partition:service:region:account:resource`; keep the empty ones.',
    );
    return;
  }
  const [, partition, service, region, account] = fields as [string, string, string, string, string];
  const open = (field: string) => field === '' || hasWildcard(field) || /[^\w.-]/.test(field);
  if (!open(partition) && !PARTITIONS.includes(partition)) {
    say('INVALID_PARTITION', span, `\`${partition}\` is no partition of AWS; write \`aws\`.`);
  }
  if (!open(service) && service !== service.toLowerCase() && actionsOfService(service)) {
    say(
      'INVALID_ARN_SERVICE_CASE',
      span,
      `The service of an ARN is in lower case; write \`${service.toLowerCase()}\`.`,
    );
  } else if (!open(service) && !actionsOfService(service) && !OTHER_SERVICES.has(service)) {
    say('INVALID_SERVICE', span, `AWS has no service \`${service.slice(0, 40)}\` in ARNs; correct the name.`);
  } else if (hasWildcard(service) && !isStar(service)) {
    say(
      'WILDCARD_IN_SERVICE_NAME',
      span,
      'A wildcard in the service name also matches services to come; write the name.',
    );
  }
  if (!open(region)) {
    if (NO_REGION.has(service) || isBucket(service, region, account, fields[5]!)) {
      say(
        'ARN_REGION_NOT_ALLOWED',
        span,
        `An ARN of \`${service}\` has no region, so this matches nothing; leave it empty.`,
      );
    } else if (!REGION.test(region))
      say('INVALID_ARN_REGION', span, `\`${region.slice(0, 40)}\` is no region of AWS; correct it.`);
  }
  if (REGIONAL.has(service) && region === '') {
    say(
      'MISSING_ARN_REGION',
      span,
      `An ARN of \`${service}\` names a region, so this matches nothing; write it or \`*\`.`,
    );
  } else if (REGIONAL.has(service) && account === '') {
    say(
      'MISSING_ARN_ACCOUNT',
      span,
      `An ARN of \`${service}\` names an account, so this matches nothing; write it or \`*\`.`,
    );
  }
  if (open(account)) return;
  if (isBucket(service, region, account, fields[5]!)) {
    say(
      'ARN_ACCOUNT_NOT_ALLOWED',
      span,
      'The ARN of a bucket has no account, so this matches nothing; leave it empty.',
    );
  } else if (!/^\d{12}$/.test(account) && !OWNERS.test(account)) {
    say('INVALID_ARN_ACCOUNT', span, `\`${account.slice(0, 40)}\` is no account id; write its 12 digits.`);
  }
}

/** A bucket or an object: access points, jobs and the like do have regions and accounts. */
function isBucket(service: string, region: string, account: string, resource: string): boolean {
  if (service !== 's3') return false;
  if (
    /^(?:accesspoint|job|storage-lens|access-grants|async-request|storage-lens-group)(?:\/|$)/.test(resource)
  )
    return false;
  return (region === '') !== (account === '') || !/^(?:accesspoint|job)/.test(resource);
}

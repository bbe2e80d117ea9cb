import type { PolicyType } from '../../config/config.ts';
import type { Statement } from './policy.ts';
import { isStar } from './wildcard.ts';

/** What a policy document is, and how that is known. */
export interface PolicyKind {
  readonly type: PolicyType;
  readonly typeIsKnown: boolean;
  readonly resourceType: string | undefined;
}

const TRUST_ACTION = /^sts:(?:assumerole.*|tagsession|setsourceidentity|setcontext|\*|assume\*)$/i;

/** Actions by prefix that tell which kind of resource a resource policy belongs to. */
const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  s3: 'AWS::S3::Bucket',
  sqs: 'AWS::SQS::Queue',
  sns: 'AWS::SNS::Topic',
  kms: 'AWS::KMS::Key',
  secretsmanager: 'AWS::SecretsManager::Secret',
  lambda: 'AWS::Lambda::Function',
  ecr: 'AWS::ECR::Repository',
  codeartifact: 'AWS::CodeArtifact::Domain',
  es: 'AWS::OpenSearchService::Domain',
  events: 'AWS::Events::EventBus',
  logs: 'AWS::Logs::ResourcePolicy',
  dynamodb: 'AWS::DynamoDB::Table',
};

/**
 * Guesses what a policy that stands alone is, from its statements and its path: the elements it has decide, the file's
 * name where they leave a choice. A file name alone never makes a policy with principals an SCP.
 */
export function guessKind(statements: readonly Statement[], path: string): PolicyKind {
  const hint = path.toLowerCase().replace(/_/g, '-');
  const hasPrincipal = statements.some((statement) => statement.principals);
  const hasResource = statements.some((statement) => statement.resources);
  const actions = statements.flatMap((statement) => statement.actions?.values ?? []);
  const known = (type: PolicyType, resourceType?: string): PolicyKind => ({
    type,
    typeIsKnown: true,
    resourceType,
  });
  const guess = (type: PolicyType, resourceType?: string): PolicyKind => ({
    type,
    typeIsKnown: false,
    resourceType,
  });
  if (actions.length > 0 && !hasResource && actions.every(({ text }) => TRUST_ACTION.test(text))) {
    return hasPrincipal ? known('trust') : guess('trust');
  }
  if (hasPrincipal) {
    if (/(?:^|[/.-])(?:rcps?|resource-control)(?=[/.-]|$)/.test(hint) && isRcpShaped(statements))
      return guess('rcp');
    if (/vpce|vpc-endpoint|endpoint-policy/.test(hint)) return guess('vpc-endpoint');
    return known('resource', resourceTypeOf(actions.map(({ text }) => text)));
  }
  if (/(?:^|[/.-])(?:scps?|service-control|guardrails?)(?=[/.-]|$)/.test(hint)) return guess('scp');
  if (/boundar(?:y|ies)/.test(hint)) return guess('boundary');
  if (/session-policy/.test(hint)) return guess('session');
  return guess('identity');
}

function isRcpShaped(statements: readonly Statement[]): boolean {
  return statements.every(
    (statement) =>
      statement.effect === 'Deny' &&
      statement.principals?.principals.every(({ value }) => isStar(value.text)) !== false,
  );
}

function resourceTypeOf(actions: readonly string[]): string | undefined {
  const prefixes = new Set(actions.map((action) => action.slice(0, Math.max(0, action.indexOf(':')))));
  const [only] = prefixes;
  return prefixes.size === 1 ? RESOURCE_TYPES[only!.toLowerCase()] : undefined;
}

import type { PolicyType } from '../../config/config.ts';
import type { Document } from '../../document.ts';
import type { FacetProvider } from '../../facets.ts';
import {
  isMap,
  isScalar,
  isSeq,
  itemsOf,
  type MapNode,
  type Node,
  pairOf,
  pairsOf,
  scalarAt,
  valueAt,
} from '../../parse/tree.ts';
import { type Resource, resourcesOf } from '../template.ts';
import { guessKind, type PolicyKind } from './kind.ts';
import type { Policy, PolicyOwner, Statement } from './policy.ts';
import { readStatements } from './read.ts';
import { alternativesOf, intrinsicOf } from './value.ts';

/** Policies of files that hold a policy, wrapped or not, and of CloudFormation and SAM templates. */
export const policyProvider: FacetProvider<Policy> = {
  kinds: ['iam-policy', 'cloudformation'],
  of: (document) =>
    document.kind === 'cloudformation' ? policiesOfTemplate(document) : policiesOfFile(document),
};

/** What the member's name that leads to a policy says about its type: output of the AWS CLI, request skeletons. */
const TYPE_BY_MEMBER: Readonly<Record<string, PolicyType>> = {
  AssumeRolePolicyDocument: 'trust',
  PolicyDocument: 'identity',
};

const MAX_DEPTH = 30;

function policiesOfFile(document: Document): readonly Policy[] {
  const policies: Policy[] = [];
  const configured = document.settings.policyType;
  const visit = (
    node: Node | null | undefined,
    member: string,
    depth: number,
    holder: MapNode | undefined,
  ): void => {
    if (!node || depth > MAX_DEPTH) return;
    const map = isMap(node) ? node : undefined;
    if (isPolicy(node)) {
      if (isOfOtherCloud(node)) return;
      const statements = readStatements(valueAt(node, 'Statement'));
      const type = configured ?? TYPE_BY_MEMBER[member];
      const guessed = guessKind(statements, document.source.path);
      const kind = type ? { ...guessed, type, typeIsKnown: true } : guessed;
      policies.push({ ...policyOf(node, statements, kind), holder });
    } else if (isSeq(node)) for (const item of node.items) visit(item, member, depth + 1, holder);
    else for (const pair of pairsOf(node)) visit(pair.value, pair.key.text, depth + 1, map);
  };
  for (const root of document.tree.roots) {
    if (root && isBareStatements(root)) {
      const statements = readStatements(root);
      const guessed = guessKind(statements, document.source.path);
      const kind = configured ? { ...guessed, type: configured, typeIsKnown: true } : guessed;
      policies.push({ ...policyOf(root, statements, kind), bare: true });
    } else visit(root, '', 0, undefined);
  }
  return policies;
}

/** An object with statements of which one at least looks like IAM; while typing, `Version` and `Statement` will do. */
function isPolicy(node: Node): node is MapNode {
  if (!isMap(node)) return false;
  const statement = pairOf(node, 'Statement');
  if (!statement) return false;
  const items = itemsOf(statement.value);
  return items.some(isStatementLike) || (items.length === 0 && pairOf(node, 'Version') !== undefined);
}

function isStatementLike(node: Node): boolean {
  if (!isMap(node)) return false;
  let parts = 0;
  for (const { key } of node.pairs) {
    if (/^(?:effect|(?:not)?(?:action|resource|principal))$/i.test(key.text)) parts++;
  }
  return parts >= 2;
}

function isBareStatements(root: Node): boolean {
  const items = isSeq(root) ? root.items : [root];
  return items.length > 0 && items.every((item) => isStatementLike(item) && !pairOf(item, 'Statement'));
}

/** Alibaba, Huawei and Tencent write policies of the same shape with versions such as `1` or `5.0`. */
function isOfOtherCloud(node: MapNode): boolean {
  const version = valueAt(node, 'Version') ?? valueAt(node, 'version');
  return isScalar(version) && /^\d(?:\.\d)?$/.test(version.text);
}

interface Place {
  /** Keys below `Properties`; `*` for every item of a list. */
  readonly path: readonly string[];
  readonly type: PolicyType;
  readonly bare?: boolean;
}

const identity = (...path: string[]): Place => ({ path, type: 'identity' });
const resource = (...path: string[]): Place => ({ path, type: 'resource' });
const trust: Place = { path: ['AssumeRolePolicyDocument'], type: 'trust' };
const samPolicies = identity('Policies', '*');

/** Where resources of a template hold policies: AWS CloudFormation's and SAM's resource reference. */
const PLACES: Readonly<Record<string, readonly Place[]>> = {
  'AWS::IAM::Role': [trust, identity('Policies', '*', 'PolicyDocument')],
  'AWS::IAM::User': [identity('Policies', '*', 'PolicyDocument')],
  'AWS::IAM::Group': [identity('Policies', '*', 'PolicyDocument')],
  'AWS::IAM::Policy': [identity('PolicyDocument')],
  'AWS::IAM::ManagedPolicy': [identity('PolicyDocument')],
  'AWS::IAM::RolePolicy': [identity('PolicyDocument')],
  'AWS::IAM::UserPolicy': [identity('PolicyDocument')],
  'AWS::IAM::GroupPolicy': [identity('PolicyDocument')],
  'AWS::SSO::PermissionSet': [identity('InlinePolicy')],
  'AWS::Serverless::Function': [samPolicies, trust],
  'AWS::Serverless::StateMachine': [samPolicies],
  'AWS::Serverless::Api': [
    { path: ['Auth', 'ResourcePolicy', 'CustomStatements'], type: 'resource', bare: true },
  ],
  'AWS::S3::BucketPolicy': [resource('PolicyDocument')],
  'AWS::S3::AccessPoint': [resource('Policy')],
  'AWS::S3Express::BucketPolicy': [resource('PolicyDocument')],
  'AWS::S3Tables::TableBucketPolicy': [resource('ResourcePolicy')],
  'AWS::SQS::QueuePolicy': [resource('PolicyDocument')],
  'AWS::SQS::QueueInlinePolicy': [resource('PolicyDocument')],
  'AWS::SNS::TopicPolicy': [resource('PolicyDocument')],
  'AWS::SNS::TopicInlinePolicy': [resource('PolicyDocument')],
  'AWS::KMS::Key': [resource('KeyPolicy')],
  'AWS::KMS::ReplicaKey': [resource('KeyPolicy')],
  'AWS::ECR::Repository': [resource('RepositoryPolicyText')],
  'AWS::ECR::RegistryPolicy': [resource('PolicyText')],
  'AWS::ECR::PublicRepository': [resource('RepositoryPolicyText')],
  'AWS::SecretsManager::ResourcePolicy': [resource('ResourcePolicy')],
  'AWS::OpenSearchService::Domain': [resource('AccessPolicies')],
  'AWS::Elasticsearch::Domain': [resource('AccessPolicies')],
  'AWS::Backup::BackupVault': [resource('AccessPolicy')],
  'AWS::EFS::FileSystem': [resource('FileSystemPolicy')],
  'AWS::CodeArtifact::Domain': [resource('PermissionsPolicyDocument')],
  'AWS::CodeArtifact::Repository': [resource('PermissionsPolicyDocument')],
  'AWS::CodeBuild::Project': [resource('ResourceAccessPolicy')],
  'AWS::Logs::ResourcePolicy': [resource('PolicyDocument')],
  'AWS::Logs::Destination': [resource('DestinationPolicy')],
  'AWS::Events::EventBus': [resource('Policy')],
  'AWS::Events::EventBusPolicy': [{ path: ['Statement'], type: 'resource', bare: true }],
  'AWS::ApiGateway::RestApi': [resource('Policy')],
  'AWS::DynamoDB::Table': [resource('ResourcePolicy', 'PolicyDocument')],
  'AWS::Kinesis::ResourcePolicy': [resource('ResourcePolicy')],
  'AWS::CloudTrail::ResourcePolicy': [resource('ResourcePolicy')],
  'AWS::EC2::VPCEndpoint': [{ path: ['PolicyDocument'], type: 'vpc-endpoint' }],
  'AWS::Organizations::Policy': [{ path: ['Content'], type: 'scp' }],
  'AWS::Organizations::ResourcePolicy': [resource('Content')],
};

/** The resource whose policy it is, where the template keeps the policy in a resource of its own. */
const POLICY_OF: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'AWS::S3::Bucket',
  'AWS::SQS::QueuePolicy': 'AWS::SQS::Queue',
  'AWS::SQS::QueueInlinePolicy': 'AWS::SQS::Queue',
  'AWS::SNS::TopicPolicy': 'AWS::SNS::Topic',
  'AWS::SNS::TopicInlinePolicy': 'AWS::SNS::Topic',
  'AWS::SecretsManager::ResourcePolicy': 'AWS::SecretsManager::Secret',
  'AWS::Events::EventBusPolicy': 'AWS::Events::EventBus',
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
};

function policiesOfTemplate(document: Document): readonly Policy[] {
  const resources = resourcesOf(document);
  const policies: Policy[] = [];
  for (const owner of resources) {
    const places = Object.hasOwn(PLACES, owner.type.text) ? PLACES[owner.type.text]! : [];
    for (const place of places) {
      for (const node of nodesAt(owner.properties, place.path)) {
        const statements = place.bare
          ? readStatements(node)
          : isMap(node)
            ? readStatements(valueAt(node, 'Statement'))
            : [];
        if (statements.length === 0) continue;
        const type = document.settings.policyType ?? typeIn(place, owner, resources);
        const kind = {
          type,
          typeIsKnown: true,
          resourceType: type === 'resource' ? (POLICY_OF[owner.type.text] ?? owner.type.text) : undefined,
        };
        const assumedBy = type === 'identity' ? assumersOf(owner, resources) : [];
        policies.push({
          ...policyOf(node, statements, kind, { resource: owner, assumedBy }),
          bare: place.bare === true || place === samPolicies,
        });
      }
    }
  }
  return policies;
}

function nodesAt(node: Node | undefined, path: readonly string[]): readonly Node[] {
  let current: readonly Node[] = node ? [node] : [];
  for (const key of path) {
    current = current.flatMap((at) => {
      const value = key === '*' ? at : valueAt(at, key);
      return alternativesOf(value).flatMap((one) =>
        key === '*' && isSeq(one) ? one.items.flatMap((item) => alternativesOf(item)) : [one],
      );
    });
  }
  return current;
}

function typeIn(place: Place, owner: Resource, resources: readonly Resource[]): PolicyType {
  if (owner.type.text === 'AWS::Organizations::Policy') {
    return scalarAt(owner.properties, 'Type')?.text === 'RESOURCE_CONTROL_POLICY' ? 'rcp' : 'scp';
  }
  if (owner.type.text !== 'AWS::IAM::ManagedPolicy') return place.type;
  const isBoundary =
    /boundary/i.test(owner.logicalId.text) ||
    resources.some(({ properties }) =>
      referencesIn(valueAt(properties, 'PermissionsBoundary')).includes(owner.logicalId.text),
    );
  return isBoundary ? 'boundary' : place.type;
}

/** The service principals that may assume the role that `owner` is, or is attached to. */
function assumersOf(owner: Resource, resources: readonly Resource[]): readonly string[] {
  const roles =
    owner.type.text === 'AWS::IAM::Role'
      ? [owner]
      : resources.filter(({ type, logicalId, properties }) => {
          if (type.text !== 'AWS::IAM::Role') return false;
          const attached = [
            ...referencesIn(valueAt(owner.properties, 'Roles')),
            ...referencesIn(valueAt(owner.properties, 'RoleName')),
          ];
          return (
            attached.includes(logicalId.text) ||
            referencesIn(valueAt(properties, 'ManagedPolicyArns')).includes(owner.logicalId.text)
          );
        });
  const services = roles.flatMap(({ properties }) =>
    readStatements(valueAt(properties, 'AssumeRolePolicyDocument', 'Statement')).flatMap((statement) =>
      (statement.principals?.principals ?? [])
        .filter(({ kind }) => kind === 'Service')
        .map(({ value }) => value.text),
    ),
  );
  return [...new Set(services)];
}

/** Logical ids that `Ref` and `Fn::GetAtt` in a value, or in the items of a list, name. */
function referencesIn(node: Node | null | undefined): readonly string[] {
  const parts = isSeq(node) && !intrinsicOf(node) ? node.items : node ? [node] : [];
  return parts.flatMap((part) => {
    const call = intrinsicOf(part);
    if (call?.name !== 'Ref' && call?.name !== 'Fn::GetAtt') return [];
    const [first] = isSeq(call.argument) ? call.argument.items : [call.argument];
    return isScalar(first) ? [first.text.split('.')[0]!] : [];
  });
}

function policyOf(
  node: Node,
  statements: readonly Statement[],
  kind: PolicyKind,
  owner?: PolicyOwner,
): Policy {
  return {
    node,
    version: valueAt(node, 'Version'),
    statements,
    ...kind,
    owner,
    holder: undefined,
    bare: false,
  };
}

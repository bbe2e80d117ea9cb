import type { PolicyType } from '../core/config/config.ts';
import type { Document } from '../core/document.ts';
import type { Severity } from '../core/finding.ts';
import type { Policy } from '../core/model/policy/policy.ts';
import { type SerializedPolicy, serializePolicy } from '../core/model/policy/serialize.ts';
import { isMap, isScalar, isSeq, type Node, pairOf, valueAt } from '../core/parse/tree.ts';
import type { Span } from '../core/text/source.ts';
import { explain, ValidationError } from './access-analyzer-errors.ts';

import type {
  AccessAnalyzerOptions,
  PolicyValidation,
  ValidationFinding,
  ValidationResult,
} from './validation.ts';

/** One request, in the API's own terms. */
export interface ValidationRequest {
  readonly policyDocument: string;
  readonly policyType:
    | 'IDENTITY_POLICY'
    | 'RESOURCE_POLICY'
    | 'SERVICE_CONTROL_POLICY'
    | 'RESOURCE_CONTROL_POLICY';
  readonly resourceType: string | undefined;
}

export type PathElement =
  | { readonly value: string }
  | { readonly key: string }
  | { readonly index: number }
  | { readonly substring: { readonly start: number; readonly length: number } };

export interface ApiLocation {
  readonly path?: readonly PathElement[];
  /** `line` counts from 1, `column` and `offset` from 0, over the text that was sent. */
  readonly span?: { readonly start: ApiPosition; readonly end: ApiPosition };
}

interface ApiPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface ApiFinding {
  readonly findingDetails: string;
  readonly findingType: ValidationFinding['type'];
  readonly issueCode: string;
  readonly learnMoreLink: string;
  readonly locations: readonly ApiLocation[];
}

export interface PolicyValidator {
  region(): Promise<string>;
  /** All pages of the answer. */
  validate(request: ValidationRequest, signal: AbortSignal | undefined): Promise<readonly ApiFinding[]>;
  close(): void;
}

/** The API takes no more; cfn-policy-validator has the same bound. */
const MAX_BYTES = 32_768;
/** Requests under way at a time. */
const CONCURRENCY = 4;

/**
 * Has AWS IAM Access Analyzer validate the policies of a document (ValidatePolicy). The policies' text leaves the
 * machine, so call it only when the user asked for it. Findings point into the document, whether the policy stands
 * alone or in a template. Throws a `ValidationError` in plain words when there are no credentials, no permission, no
 * network and so on, or when it is aborted.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
 */
export async function validatePolicies(
  document: Document,
  options: AccessAnalyzerOptions = {},
): Promise<ValidationResult> {
  const { offset } = options;
  const policies = document
    .facet('policy')
    .filter(({ node }) => offset === undefined || (node.span.start <= offset && offset <= node.span.end));
  if (policies.length === 0) return { path: document.source.path, region: undefined, policies: [] };
  checkRegion(options.region);
  const { createValidator } = await import('./access-analyzer-client.ts');
  let validator: PolicyValidator | undefined;
  try {
    options.signal?.throwIfAborted();
    validator = createValidator(options);
    const region = await validator.region();
    const results = await inTurns(policies, (policy) => validateOne(document, policy, validator!, options));
    return { path: document.source.path, region, policies: results };
  } catch (error) {
    throw explain(error, options);
  } finally {
    validator?.close();
  }
}

/** A region goes into the name of the host, so its form is checked first. */
function checkRegion(region: string | undefined): void {
  if (region === undefined || region === '' || /^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$/.test(region)) return;
  throw new ValidationError(
    'bad-region',
    `"${region.slice(0, 40)}" is no AWS region; write one such as us-east-1.`,
  );
}

async function validateOne(
  document: Document,
  policy: Policy,
  validator: PolicyValidator,
  { policyType, signal }: AccessAnalyzerOptions,
): Promise<PolicyValidation> {
  const { source } = document;
  const type = policyType ?? policy.type;
  const base = { range: source.rangeOf(policy.node.span), policyType: type, findings: [] };
  const serialized = serializePolicy(document, policy);
  if ('reason' in serialized) {
    return { ...base, skipped: { reason: serialized.reason, range: source.rangeOf(serialized.span) } };
  }
  if (new TextEncoder().encode(serialized.text).length > MAX_BYTES) {
    const reason = `the policy is larger than the ${MAX_BYTES} bytes that Access Analyzer takes`;
    return { ...base, skipped: { reason, range: base.range } };
  }
  const request = { policyDocument: serialized.text, ...apiTypes(type, policy.resourceType) };
  const found = await validator.validate(request, signal);
  return { ...base, findings: found.map((finding) => findingOf(document, policy, serialized, finding)) };
}

function apiTypes(
  type: PolicyType,
  resourceType: string | undefined,
): Omit<ValidationRequest, 'policyDocument'> {
  switch (type) {
    case 'trust':
      return { policyType: 'RESOURCE_POLICY', resourceType: 'AWS::IAM::AssumeRolePolicyDocument' };
    case 'resource':
    case 'vpc-endpoint':
      return {
        policyType: 'RESOURCE_POLICY',
        resourceType: resourceType && RESOURCE_TYPES.has(resourceType) ? resourceType : undefined,
      };
    case 'scp':
      return { policyType: 'SERVICE_CONTROL_POLICY', resourceType: undefined };
    case 'rcp':
      return { policyType: 'RESOURCE_CONTROL_POLICY', resourceType: undefined };
    default:
      return { policyType: 'IDENTITY_POLICY', resourceType: undefined };
  }
}

/** The resource types that the API has checks of their own for. */
const RESOURCE_TYPES = new Set(['AWS::S3::Bucket', 'AWS::S3::AccessPoint', 'AWS::DynamoDB::Table']);

const SEVERITY: Readonly<Record<ValidationFinding['type'], Severity>> = {
  ERROR: 'high',
  SECURITY_WARNING: 'medium',
  WARNING: 'low',
  SUGGESTION: 'info',
};

function findingOf(
  document: Document,
  policy: Policy,
  serialized: SerializedPolicy,
  finding: ApiFinding,
): ValidationFinding {
  const { source } = document;
  const spans = finding.locations.map((location) => spanOf(policy, serialized, location));
  const start = policy.node.span.start;
  const [first = { start, end: start + 1 }, ...others] = spans;
  return {
    code: finding.issueCode,
    type: finding.findingType,
    severity: SEVERITY[finding.findingType] ?? 'low',
    message: finding.findingDetails,
    url: finding.learnMoreLink,
    path: source.path,
    range: source.rangeOf(first),
    related: others.map((span) => ({ path: source.path, range: source.rangeOf(span), message: 'also here' })),
  };
}

/**
 * The place of a finding. Its path through the policy is preferred: it needs no agreement on how columns are counted.
 * A finding about the whole document is put on its first character.
 */
function spanOf(policy: Policy, serialized: SerializedPolicy, { path = [], span }: ApiLocation): Span {
  const { start } = policy.node.span;
  if (path.length > 0) {
    const found = followPath(policy, path);
    if (found) return found;
  }
  if (!span || path.length === 0) return { start, end: start + 1 };
  return serialized.spanOf(span.start.offset, span.end.offset);
}

function followPath(policy: Policy, path: readonly PathElement[]): Span | undefined {
  let node: Node | null | undefined = policy.node;
  let rest = path;
  if (policy.bare) {
    // The text that was sent has a `Statement` around the bare statements.
    const [first, second] = path;
    if (!first || !('value' in first) || first.value !== 'Statement') return undefined;
    rest = path.slice(1);
    if (isMap(node) && pairOf(node, 'Statement')) node = valueAt(node, 'Statement');
    else if (isMap(node) && second && 'index' in second) rest = path.slice(2);
  }
  for (const element of rest) {
    if ('value' in element) node = valueAt(node, element.value);
    else if ('index' in element)
      node = isSeq(node) ? node.items[element.index] : element.index === 0 ? node : undefined;
    else if ('key' in element) return pairOf(node, element.key)?.key.span;
    else if (!isScalar(node)) return node?.span;
    else {
      const { start, length } = element.substring;
      const end = Math.min(start + length, node.text.length);
      return node.tag ? node.span : node.map.span(Math.min(start, end), end);
    }
    if (!node) return undefined;
  }
  return node?.span;
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await work(items[index]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, items.length) }, worker));
  return results;
}

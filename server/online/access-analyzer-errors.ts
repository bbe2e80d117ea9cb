import { shorten } from '../core/text/shorten.ts';
import type { AccessAnalyzerOptions } from './validation.ts';

export type ValidationErrorKind =
  | 'no-credentials'
  | 'expired-credentials'
  | 'denied'
  | 'throttled'
  | 'no-region'
  | 'bad-region'
  | 'network'
  | 'rejected'
  | 'aborted'
  | 'service';

/** Why a validation did not happen, in words for the user. Holds no credentials and no policy text. */
export class ValidationError extends Error {
  readonly kind: ValidationErrorKind;

  constructor(kind: ValidationErrorKind, message: string) {
    super(message);
    this.name = 'ValidationError';
    this.kind = kind;
  }
}

/** The shape of what the SDK throws, as far as it is looked at. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const NETWORK =
  /^(?:ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|TimeoutError)$/;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;

/** Says in plain words what an error of the SDK means and what to do. */
export function explain(error: unknown, options: AccessAnalyzerOptions): ValidationError {
  if (error instanceof ValidationError) return error;
  const { name = '', code = '', message = '', $metadata } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  const fail = (kind: ValidationErrorKind, text: string) => new ValidationError(kind, text);
  const login = options.profile ? `aws sso login --profile ${options.profile}` : 'aws sso login';
  if (name === 'AbortError' || options.signal?.aborted)
    return fail('aborted', 'The validation was cancelled.');
  if (/Region is missing/i.test(message)) {
    return fail('no-region', 'No AWS region is set; name one, or set AWS_REGION.');
  }
  if (
    /ExpiredToken|TokenRefresh|SSOToken|SSO session|token.*expired|RequestExpired/i.test(`${name} ${message}`)
  ) {
    return fail('expired-credentials', `The AWS session has expired; run \`${login}\`.`);
  }
  if (/^(?:CredentialsProviderError|ProviderError|TokenProviderError)$/.test(name)) {
    const where = options.profile ? ` in the profile "${options.profile}"` : '';
    return fail(
      'no-credentials',
      `No AWS credentials were found${where}; run \`aws configure\` or \`${login}\`.`,
    );
  }
  if (
    /^(?:UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken)/.test(
      name,
    )
  ) {
    return fail(
      'denied',
      'AWS does not accept these credentials; check the access key and the clock of this machine.',
    );
  }
  if (/^AccessDenied/.test(name) || status === 403) {
    return fail(
      'denied',
      'AWS denies it; the user or role needs the permission access-analyzer:ValidatePolicy.',
    );
  }
  if (/Throttl|TooManyRequests/.test(name) || status === 429) {
    return fail('throttled', 'AWS answers that there are too many requests; try again in a minute.');
  }
  if (CERTIFICATE.test(code))
    return fail('network', `The certificate of the endpoint is not trusted (${code}).`);
  if (NETWORK.test(code) || NETWORK.test(name)) {
    const where = options.endpoint
      ? 'The endpoint'
      : `Access Analyzer${options.region ? ` in ${options.region}` : ''}`;
    return fail('network', `${where} cannot be reached (${code || name}); check the network and the region.`);
  }
  if (/^(?:ValidationException|InvalidParameterException|UnprocessableEntityException)$/.test(name)) {
    return fail('rejected', `AWS cannot read the policy: ${oneLine(message)}`);
  }
  return fail(
    'service',
    `AWS answers with an error (${name || 'unknown'}${status ? `, HTTP ${status}` : ''}); try again.`,
  );
}

function oneLine(text: string): string {
  return shorten(text.replace(/\s+/g, ' ').trim(), 200);
}

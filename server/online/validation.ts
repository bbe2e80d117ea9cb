import type { PolicyType } from '../core/config/config.ts';
import type { RelatedPlace, Severity } from '../core/finding.ts';
import type { Range } from '../core/text/source.ts';

// Types only, so that whoever shows a validation need not know how it is made.

export interface AccessAnalyzerOptions {
  /** `eu-central-1`; without it, what the environment or the profile says. */
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Another URL of the service: a private endpoint, or a server of a test. */
  readonly endpoint?: string | undefined;
  /** Without them, what the AWS command line would use. Never logged, never part of an error. */
  readonly credentials?:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
    | undefined;
  readonly maxAttempts?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Says what every policy of the document is, where its content does not. */
  readonly policyType?: PolicyType | undefined;
  /** Validates only the policy that this offset of the file lies in. */
  readonly offset?: number | undefined;
}

/** Plain data, in the terms of a `Finding`. */
export interface ValidationFinding {
  /** Access Analyzer's code: `PASS_ROLE_WITH_STAR_IN_RESOURCE`. */
  readonly code: string;
  readonly type: 'ERROR' | 'SECURITY_WARNING' | 'WARNING' | 'SUGGESTION';
  readonly severity: Severity;
  readonly message: string;
  readonly url: string;
  readonly path: string;
  readonly range: Range;
  readonly related: readonly RelatedPlace[];
}

export interface PolicyValidation {
  /** The policy in the file. */
  readonly range: Range;
  readonly policyType: PolicyType;
  readonly findings: readonly ValidationFinding[];
  /** Why the policy was not sent, with the place that is in the way. */
  readonly skipped?: { readonly reason: string; readonly range: Range };
}

export interface ValidationResult {
  readonly path: string;
  /** The region that answered; undefined when nothing was sent. */
  readonly region: string | undefined;
  readonly policies: readonly PolicyValidation[];
}

import type { Confidence, Severity } from '../finding.ts';

/** The rules that report secrets by their form: one per family of formats, with the family's name as id. */
export type SecretFamily =
  | 'anthropic-api-key'
  | 'atlassian-token'
  | 'aws-access-key'
  | 'aws-service-token'
  | 'azure-credential'
  | 'docker-hub-token'
  | 'github-token'
  | 'gitlab-token'
  | 'google-credential'
  | 'npm-token'
  | 'openai-api-key'
  | 'private-key'
  | 'pypi-token'
  | 'registry-token'
  | 'slack-token'
  | 'sonar-token'
  | 'stripe-key'
  | 'terraform-cloud-token'
  | 'vault-token'
  | 'vendor-token';

/**
 * What a check says of a match. `certain`: a checksum holds. `unlikely`: a checksum fails. `sample`: made up, as its
 * shape shows (`12345678`, a key of one line). `placeholder`: stands for a secret and is none.
 */
export type Verdict = 'certain' | 'plausible' | 'unlikely' | 'sample' | 'placeholder';

/** One form of secret. The scanner runs on such entries alone: a new form is one entry of a table. */
export interface SecretFormat {
  readonly id: string;
  readonly family: SecretFamily;
  /** As a message names it: "GitHub personal access token". */
  readonly name: string;
  /** Every match holds one of them; compared without case, so the pattern decides on case. ASCII only. */
  readonly literals: readonly string[];
  /**
   * Sticky, tried where a literal begins, `before` characters to the left of it. Group 1 is the secret where there is
   * one, else the whole match is. Repetition must be bounded: each hit of a literal may run it.
   */
  readonly pattern: RegExp;
  /** How many characters of the match stand in front of the literal. Defaults to 0. */
  readonly before?: number;
  /** False where a letter or digit may touch the match on the left, as in `MY_AccountKey=`. Defaults to true. */
  readonly boundary?: boolean;
  /** Bits per character below which the secret is taken for a placeholder. Defaults to 2.6. */
  readonly entropy?: number;
  /** Looks closer: checksums and structure. Defaults to the tests for placeholders alone. */
  readonly check?: (secret: string) => Verdict;
  /** Other than the family's rule says. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** What to do about it, for the message; defaults to revoking it. */
  readonly advice?: string;
  /** A second format without a form of its own, looked for within `reach` characters of a match of this one. */
  readonly partner?: { readonly format: SecretFormat; readonly reach: number };
}

/** A secret found in a text. */
export interface SecretHit {
  readonly format: SecretFormat;
  /** The secret itself. */
  readonly start: number;
  readonly end: number;
  readonly verdict: Exclude<Verdict, 'placeholder'>;
  /** What belongs to it: the access key id of a secret access key. */
  readonly partner?: { readonly start: number; readonly end: number };
}

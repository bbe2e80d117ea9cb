import type { TextEdit } from './text/edit.ts';
import type { Range } from './text/source.ts';

/** From worst to mildest. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How sure the rule is that its finding is real. */
export type Confidence = 'high' | 'medium' | 'low';

/** Each profile includes the ones before it. */
export const PROFILES = ['default', 'strict', 'audit'] as const;
export type Profile = (typeof PROFILES)[number];

/** Safe: nothing changes but the hazard. Unsafe: what the pipeline does may change, so a person should look. */
export type FixSafety = 'safe' | 'unsafe';

/** A change to one file. `title` says the effect, as in a menu: "Pin to 8f4b7f8 (v4.2.0)". */
export interface Fix {
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly TextEdit[];
}

export interface RelatedPlace {
  readonly path: string;
  readonly range: Range;
  readonly message: string;
}

/** A line of the file as it may be shown: secrets in it are masked, column by column. */
export interface ExcerptLine {
  readonly line: number;
  readonly text: string;
}

/** Plain data: it crosses threads and processes, and holds no secret. */
export interface Finding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly profile: Profile;
  readonly message: string;
  readonly path: string;
  readonly kind: string;
  readonly range: Range;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  readonly fingerprint: string;
  readonly owasp: readonly string[];
  readonly cwe: readonly number[];
  readonly url: string;
  readonly suppressed?: { readonly by: 'comment' | 'config' | 'baseline'; readonly reason: string };
  /** Only when the report was asked for with excerpts. */
  readonly excerpt?: readonly ExcerptLine[];
}

/** True when `severity` is as bad as `threshold` or worse. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

/** True when a finding of profile `profile` belongs into a run of profile `chosen`. */
export function inProfile(profile: Profile, chosen: Profile): boolean {
  return PROFILES.indexOf(profile) <= PROFILES.indexOf(chosen);
}

type Placed = Pick<Finding, 'path' | 'range' | 'ruleId' | 'message'>;

/** The order of every report: by path, place, rule, message. */
export function compareFindings(a: Placed, b: Placed): number {
  return (
    compareText(a.path, b.path) ||
    a.range.start.offset - b.range.start.offset ||
    a.range.end.offset - b.range.end.offset ||
    compareText(a.ruleId, b.ruleId) ||
    compareText(a.message, b.message)
  );
}

/** Order by code units, the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

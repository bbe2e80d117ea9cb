import { isScalar } from '../../parse/tree.ts';
import type { Span } from '../../text/source.ts';
import { bindingTests, type OidcTrust } from './oidc.ts';
import type { ConditionTest } from './policy.ts';
import { type PolicyValue, UNKNOWN } from './value.ts';
import { hasWildcard, matchesPattern } from './wildcard.ts';

/** A value of a trust's `sub` in GitHub's default form, in its two parts. */
export interface SubjectPattern {
  readonly value: PolicyValue;
  /** `owner/name`, as it is written. */
  readonly repository: string;
  /** What the subject may say of the run, as a pattern: `*`, `ref:refs/heads/main`, `environment:production`. */
  readonly run: string;
  /** The place of `run`; undefined where it is not written out. */
  readonly runSpan: Span | undefined;
}

/**
 * The subjects of GitHub's tokens that a trust accepts; undefined where it says nothing of them, or where one cannot be
 * known or has a form of the repository's own making.
 */
export function subjectPatterns(trust: OidcTrust): readonly SubjectPattern[] | undefined {
  if (trust.statement.opaqueCondition) return undefined;
  const patterns = bindingTests(trust, ['sub']).flatMap((test) =>
    test.values.map((value) => patternOf(test, value)),
  );
  const known = patterns.filter((pattern) => pattern !== undefined);
  return known.length > 0 && known.length === patterns.length ? known : undefined;
}

function patternOf({ base }: ConditionTest, value: PolicyValue): SubjectPattern | undefined {
  if (base !== 'StringLike' && hasWildcard(value.text)) return undefined;
  const found = /^repo:([^:]+)(?::(.*))?$/.exec(value.text);
  if (!found) return undefined;
  const [, repository, written] = found;
  // Without a colon of its own, a star at the end stands for all that comes behind the repository.
  const run = written ?? (repository!.endsWith('*') ? '*' : undefined);
  if (run === undefined || !DEFAULT_RUN.test(run)) return undefined;
  const { node } = value;
  const isWritten = written && isScalar(node) && node.text.endsWith(written) && !written.includes(UNKNOWN);
  return {
    value,
    repository: repository!,
    run: run.replaceAll(UNKNOWN, '*'),
    runSpan: isWritten ? node.map.span(node.text.length - written.length, node.text.length) : undefined,
  };
}

/** GitHub writes a colon in a name as `%3A`: where there is another one, the subject is a customised one. */
const DEFAULT_RUN = /^(?:(?:ref|environment):[^:]*|pull_request|[a-z_]*[*?\uFFFC][^:]*(?::[^:]*)?)$/;

/** True unless the pattern is certain not to match; a star at the end of `subject` stands for what is not known. */
export function mayMatch(pattern: string, subject: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), subject.toLowerCase()];
  if (!given.endsWith('*')) return matchesPattern(wanted, given);
  const certain = given.slice(0, -1);
  const fixed = /^[^*?]*/.exec(wanted)![0];
  if (fixed.length === wanted.length) return wanted.startsWith(certain);
  return certain.startsWith(fixed) || fixed.startsWith(certain);
}

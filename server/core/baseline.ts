import { compareText, type Finding } from './finding.ts';

/** One known finding: what it takes to recognise it, and what a person needs to find it. Holds no text of the file. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly path: string;
}

/** Thrown as a message for people: what is wrong with a baseline's text. */
export class BaselineError extends Error {}

/** The text of a baseline: sorted, one entry per line, so that its changes read well. */
export function writeBaseline(entries: readonly BaselineEntry[]): string {
  const lines = [...entries]
    .sort((a, b) => compareText(a.path, b.path) || compareText(a.ruleId, b.ruleId) || byPrint(a, b))
    .map((entry) => `    ${JSON.stringify(entry)}`)
    .join(',\n');
  return `{\n  "schemaVersion": 1,\n  "findings": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
}

/** The fingerprints that a baseline's text names. Throws a `BaselineError` where the text is no baseline. */
export function readBaseline(text: string): ReadonlySet<string> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new BaselineError('it is not JSON');
  }
  const { schemaVersion, findings } = (value ?? {}) as { schemaVersion?: unknown; findings?: unknown };
  if (!Array.isArray(findings)) throw new BaselineError('it has no list `findings`');
  if (schemaVersion !== 1) throw new BaselineError('it was written by another version of Pipewarden');
  return new Set(findings.map((entry: { fingerprint?: unknown } | null) => String(entry?.fingerprint)));
}

/** Marks the findings that the baseline knows. */
export function applyBaseline<F extends Pick<Finding, 'fingerprint' | 'suppressed'>>(
  findings: readonly F[],
  known: ReadonlySet<string>,
): readonly F[] {
  return findings.map((finding) =>
    !finding.suppressed && known.has(finding.fingerprint)
      ? { ...finding, suppressed: { by: 'baseline', reason: 'known when the baseline was written' } }
      : finding,
  );
}

function byPrint(a: BaselineEntry, b: BaselineEntry): number {
  return compareText(a.fingerprint, b.fingerprint);
}

import { Document } from './document.ts';
import type { Finding, Fix, FixSafety } from './finding.ts';
import { applyEdits, overlaps, sameEdit, type TextEdit } from './text/edit.ts';
import { Source } from './text/source.ts';

export interface FixResult {
  readonly text: string;
  readonly applied: readonly Finding[];
  /** Fixes that were left out because they touch text another fix changed; a second pass may apply them. */
  readonly postponed: readonly Finding[];
  /** Fixes that would have left a file that can no longer be read; they are never applied. */
  readonly rejected: readonly Finding[];
}

/**
 * Applies one fix per finding, the first that is safe enough, as far as they do not overlap. Two findings that ask for
 * the very same edit share it. The result is parsed again: a fix that breaks the file is taken back.
 */
export function applyFixes(document: Document, findings: readonly Finding[], safety: FixSafety): FixResult {
  const { text } = document.source;
  let choice = chooseFixes(findings, safety, () => true);
  // Nearly always all fixes together are sound, which is one parse; only else is each one tried alone.
  if (choice.taken.length > 0 && !keepsParsing(document, choice.taken)) {
    choice = chooseFixes(findings, safety, (fix) => keepsParsing(document, fix.edits));
    if (choice.taken.length > 0 && !keepsParsing(document, choice.taken)) {
      // Each fix is sound alone but not all together: the first one counts, the others wait for the next pass.
      const [first, ...rest] = choice.chosen;
      return {
        text: applyEdits(text, first!.fix.edits),
        applied: [first!.finding],
        postponed: [...choice.postponed, ...rest.map(({ finding }) => finding)],
        rejected: choice.rejected,
      };
    }
  }
  const { chosen, taken, postponed, rejected } = choice;
  return {
    text: applyEdits(text, taken),
    applied: chosen.map(({ finding }) => finding),
    postponed,
    rejected,
  };
}

interface Choice {
  readonly chosen: readonly { readonly finding: Finding; readonly fix: Fix }[];
  readonly taken: readonly TextEdit[];
  readonly postponed: readonly Finding[];
  readonly rejected: readonly Finding[];
}

/** One fix per finding, as far as they do not overlap; one that is not sound takes no place from others. */
function chooseFixes(
  findings: readonly Finding[],
  safety: FixSafety,
  isSound: (fix: Fix) => boolean,
): Choice {
  const chosen: { finding: Finding; fix: Fix }[] = [];
  const taken: TextEdit[] = [];
  const postponed: Finding[] = [];
  const rejected: Finding[] = [];
  for (const finding of findings) {
    if (finding.suppressed) continue;
    const fix = finding.fixes.find((candidate) => safety === 'unsafe' || candidate.safety === 'safe');
    if (!fix) continue;
    const fresh = fix.edits.filter((edit) => !taken.some((other) => sameEdit(edit, other)));
    if (fresh.some((edit) => taken.some((other) => overlaps(edit, other)))) postponed.push(finding);
    else if (!isSound(fix)) rejected.push(finding);
    else {
      taken.push(...fresh);
      chosen.push({ finding, fix });
    }
  }
  return { chosen, taken, postponed, rejected };
}

/**
 * A fix may make room for another that touched the same text (each expression of a script that moves to `env` is one); after
 * so many passes it is not coming to an end.
 */
const MAX_PASSES = 40;

export interface SettledFixes {
  readonly text: string;
  /** What each pass changed; empty when there was nothing to fix. */
  readonly passes: readonly FixResult[];
  /** False when the last pass allowed still found something to fix. */
  readonly isSettled: boolean;
}

/** A text as it was linted, with the fixes of its findings. */
export interface FixableText {
  readonly document: Document;
  readonly findings: readonly Finding[];
}

/**
 * Applies fixes pass after pass until none changes the text. `lint` is asked for each text in turn; undefined ends it,
 * for a text that is of no kind.
 */
export async function settleFixes(
  before: string,
  safety: FixSafety,
  lint: (text: string) => FixableText | undefined | Promise<FixableText | undefined>,
): Promise<SettledFixes> {
  const passes: FixResult[] = [];
  let text = before;
  while (passes.length < MAX_PASSES) {
    const linted = await lint(text);
    const result = linted && applyFixes(linted.document, linted.findings, safety);
    if (!result || result.text === text) return { text, passes, isSettled: true };
    passes.push(result);
    text = result.text;
  }
  return { text, passes, isSettled: false };
}

/** True when the edited text has no more parse problems than the text has now. */
export function keepsParsing(document: Document, edits: readonly TextEdit[]): boolean {
  const edited = new Source(document.source.path, applyEdits(document.source.text, edits));
  return new Document(edited, document.kind).tree.problems.length <= document.tree.problems.length;
}

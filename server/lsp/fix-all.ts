import type { Document } from '../core/document.ts';
import type { Finding } from '../core/finding.ts';
import { applyFixes } from '../core/fix.ts';
import type { TextEdit } from '../core/text/edit.ts';

/** Fixes can wait for each other; more rounds than this would mean that two undo each other. */
const MAX_PASSES = 8;

/**
 * The edits that apply every safe fix, pass after pass until none is left. `lint` gives a document's findings with
 * their fixes, `derive` the document of a later text.
 */
export function fixAllEdits(
  document: Document,
  lint: (document: Document) => readonly Finding[],
  derive: (text: string) => Document,
): readonly TextEdit[] {
  const first = applyFixes(document, lint(document), 'safe');
  if (first.applied.length === 0) return [];
  let { text } = first;
  for (let pass = 1; pass < MAX_PASSES; pass++) {
    const current = derive(text);
    const next = applyFixes(current, lint(current), 'safe');
    if (next.applied.length === 0) break;
    text = next.text;
  }
  // One pass is the rule; its own edits leave the cursor, folds and breakpoints of all other lines where they are.
  return text === first.text ? editsOf(first.applied) : [difference(document.source.text, text)];
}

function editsOf(applied: readonly Finding[]): readonly TextEdit[] {
  const edits = new Map<string, TextEdit>();
  for (const { fixes } of applied) {
    const fix = fixes.find(({ safety }) => safety === 'safe');
    // Two findings may share an edit; it is made once.
    for (const edit of fix?.edits ?? [])
      edits.set(`${edit.span.start}:${edit.span.end}:${edit.newText}`, edit);
  }
  return [...edits.values()];
}

/** One edit from the first to the last difference, in whole lines. */
function difference(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  start = before.lastIndexOf('\n', start - 1) + 1;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++;
  const end = before.length - tail;
  return { span: { start, end }, newText: after.slice(start, after.length - tail) };
}

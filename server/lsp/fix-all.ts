import type { Document } from '../core/document.ts';
import type { Finding } from '../core/finding.ts';
import { settleFixes } from '../core/fix.ts';
import type { TextEdit } from '../core/text/edit.ts';

/**
 * The edits that apply every safe fix, pass after pass until none is left. `lint` gives a document's findings with
 * their fixes, `derive` the document of a later text.
 */
export async function fixAllEdits(
  document: Document,
  lint: (document: Document) => readonly Finding[],
  derive: (text: string) => Document,
): Promise<readonly TextEdit[]> {
  const before = document.source.text;
  const { text, passes } = await settleFixes(before, 'safe', (current) => {
    const linted = current === before ? document : derive(current);
    return { document: linted, findings: lint(linted) };
  });
  const [first, ...later] = passes;
  if (!first) return [];
  // One pass is the rule; its own edits leave the cursor, folds and breakpoints of all other lines where they are.
  return later.length === 0 ? editsOf(first.applied) : [difference(before, text)];
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

import type { Fix } from '../finding.ts';
import type { Command, Script, Stretch } from '../parse/shell.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Source } from '../text/source.ts';

/**
 * An edit of a stretch of a script, written in the way of the text around it: quotes are doubled or escaped where the
 * script is a quoted scalar. Undefined where the new text cannot be written there.
 */
export function editScript(
  source: Source,
  script: Script,
  stretch: Stretch,
  newText: string,
): TextEdit | undefined {
  const encoded = encode(source, script, newText);
  return encoded === undefined ? undefined : { span: script.spanOf(stretch), newText: encoded };
}

function encode(source: Source, script: Script, newText: string): string | undefined {
  if (script.host === 'file' || script.host === 'RUN') return newText;
  const first = source.text[script.span.start];
  if (first === '|' || first === '>') return /[\r\n]/.test(newText) ? undefined : newText;
  if (first === "'") return newText.replace(/'/g, "''");
  if (first === '"') return JSON.stringify(newText).slice(1, -1);
  // A plain scalar ends at a comment or a colon, and in a flow list at a comma or bracket: where the script has such a
  // character already, it stands in no flow list.
  if (/: |:$| #|[\r\n]/.test(newText)) return undefined;
  return (newText.match(/[,[\]{}]/g) ?? []).every((char) => script.text.includes(char)) ? newText : undefined;
}

/** True when the command stands in a script inside quotes (`bash -c '…'`), where new quotes would end the outer ones. */
export function isInNestedScript(command: Command): boolean {
  for (let at: Command | undefined = command; at; at = at.parent) if (at.place === 'script') return true;
  return false;
}

/** A fix that takes one word of a command away, with the blanks before it; it may change what the command does. */
export function removeWord(script: Script, word: Stretch, title: string): Fix {
  let { from } = word;
  while (from > 0 && (script.text[from - 1] === ' ' || script.text[from - 1] === '\t')) from--;
  return { title, safety: 'unsafe', edits: [{ span: script.spanOf({ from, to: word.to }), newText: '' }] };
}

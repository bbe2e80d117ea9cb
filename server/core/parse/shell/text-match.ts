import type { Span } from '../../text/source.ts';
import type { Script } from '../shell.ts';

/** A match of a pattern in a script's text, outside of comments that stand alone on a line. */
export interface TextMatch {
  readonly text: string;
  readonly span: Span;
}

/** Where a pattern (with the flag `g`) matches a script, for what the shell only passes on: code of other languages. */
export function* matchesIn(script: Script, pattern: RegExp): Generator<TextMatch> {
  for (const match of script.text.matchAll(pattern)) {
    const line = script.text.lastIndexOf('\n', match.index - 1) + 1;
    if (/^\s*(?:#|\/\/)/.test(script.text.slice(line, match.index + 2))) continue;
    const to = match.index + match[0].length;
    yield { text: match[0], span: script.spanOf({ from: match.index, to }) };
  }
}

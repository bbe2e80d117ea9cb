import { lineEnd, type Span } from '../text/source.ts';

/** One simple command as written, without keywords, assignments and `sudo` before it. */
export interface CommandLine {
  readonly text: string;
  /** In the text that was split. */
  readonly span: Span;
  /** What stands behind it: `&&` and `||` use its status, `|` passes its output on. */
  readonly operator: '&&' | '||' | '|' | ';' | '';
}

/**
 * Splits shell text into its simple commands at line ends, `;`, `&`, `|`, `&&` and `||` outside of quotes; comments and
 * the bodies of here-documents are left out. A cheap look for rules that need a command's first words only: words,
 * substitutions and nesting are read by the parser behind the `script` facet.
 */
export function commandLines(text: string): readonly CommandLine[] {
  const lines: CommandLine[] = [];
  let start = 0;
  let quote = 0;
  let unclosed = 0;
  const end = (at: number, operator: CommandLine['operator']) => {
    const line = trimmed(text, start, at, operator);
    if (line) lines.push(line);
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92 && quote !== 39) at++;
    else if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 34 || code === 39) quote = code;
    else if (code === 35 && (at === 0 || SPACE.includes(text[at - 1]!))) {
      end(at, '');
      at = lineEnd(text, at);
      start = at;
    } else if (code === 10 || code === 59 || code === 38 || code === 124) {
      const double = text.charCodeAt(at + 1) === code;
      if (code === 38 && !double && '>0123456789'.includes(text[at - 1] ?? ' ')) continue;
      end(at, code === 124 ? (double ? '||' : '|') : code === 38 && double ? '&&' : ';');
      if (code === 10) {
        const body = unclosed < MAX_UNCLOSED ? heredocEnd(text, start, at) : undefined;
        if (body === null) unclosed++;
        else if (body !== undefined) at = body;
      } else if (double) at++;
      start = at + 1;
    }
  }
  end(text.length, '');
  return lines;
}

/** Words that stand alone between commands. */
const KEYWORD = /^(?:then|else|do|done|fi|esac|[{}()]+)$/;

const SPACE = ' \t\r\n;(';

/** Keywords, brackets, assignments and wrappers that can stand before a command's name. */
const LEADING =
  /^(?:[\s({!]|(?:if|then|else|elif|do|while|until|time|exec|command|sudo|nohup|eval)\s|[A-Za-z_]\w*=(?:"[^"\n]*"|'[^'\n]*'|[^\s"']*)\s)/;

function trimmed(
  text: string,
  from: number,
  to: number,
  operator: CommandLine['operator'],
): CommandLine | undefined {
  let rest = text.slice(from, to);
  for (let match = LEADING.exec(rest); match; match = LEADING.exec(rest)) rest = rest.slice(match[0].length);
  const start = to - rest.length;
  const content = rest.trimEnd();
  if (content === '' || KEYWORD.test(content)) return undefined;
  return { text: content, span: { start, end: start + content.length }, operator };
}

/** Here-documents without an end that are looked for, so that a text of nothing else takes no time. */
const MAX_UNCLOSED = 20;

/** The end of the body of a here-document that the line `start`–`at` opens; null where the body has no end. */
function heredocEnd(text: string, start: number, at: number): number | null | undefined {
  const opened = /<<-?\s?["']?(\w+)["']?/.exec(text.slice(start, at))?.[1];
  if (!opened) return undefined;
  for (let line = at + 1; line < text.length; line = lineEnd(text, line) + 1) {
    const stop = lineEnd(text, line);
    if (text.slice(line, stop).trim() === opened) return stop;
  }
  return null;
}

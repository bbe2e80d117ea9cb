import type { Span } from '../text/source.ts';

/** How JavaScript reads the text at a place. */
export interface ScriptPlace {
  /** `code` outside of strings; `unsure` in regular expressions and where the scan lost its way. */
  readonly quoting: 'code' | 'single' | 'double' | 'template' | 'comment' | 'unsure';
  /** Of the string the place stands in: its opening quote, and the offset behind its closing one; 0 outside. */
  readonly start: number;
  readonly end: number;
}

const QUOTES: Readonly<Record<string, 'single' | 'double' | 'template'>> = {
  "'": 'single',
  '"': 'double',
  '`': 'template',
};

/**
 * The quoting of a script at each of its `${{ … }}` (in rising order), which it steps over. One pass; a string that does not
 * end on its line, and whatever follows it, is `unsure`. ECMA-262, Lexical Grammar.
 */
export function javascriptQuoting(text: string, fences: readonly Span[]): readonly ScriptPlace[] {
  const places: ScriptPlace[] = [];
  const isFence = new Map(fences.map((fence) => [fence.start, fence]));
  // How many braces are open in each `${` of a template that has not ended.
  const substitutions: number[] = [];
  let at = 0;
  while (at < text.length) {
    const fence = isFence.get(at);
    if (fence) {
      places.push({ quoting: 'code', start: 0, end: 0 });
      at = fence.end;
      continue;
    }
    const char = text[at]!;
    const open = substitutions.length - 1;
    if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      at = skip(commentEnd(text, at), 'comment');
    } else if (char === '/' && startsRegex(text, at)) {
      at = skip(regexEnd(text, at), 'unsure');
    } else if (QUOTES[char]) {
      const end = char === '`' ? templateEnd(at + 1) : stringEnd(at);
      if (end === undefined) break;
      at = end;
    } else if (char === '}' && open >= 0 && substitutions[open] === 0) {
      substitutions.pop();
      const end = templateEnd(at + 1);
      if (end === undefined) break;
      at = end;
    } else {
      if (open >= 0 && char === '{') substitutions[open]!++;
      if (open >= 0 && char === '}') substitutions[open]!--;
      at++;
    }
  }
  while (places.length < fences.length) places.push({ quoting: 'unsure', start: 0, end: 0 });
  return places;

  /** Goes to `end`, over what is no code. */
  function skip(end: number, quoting: 'comment' | 'unsure'): number {
    let behind = end;
    for (let next = fences[places.length]; next && next.start < behind; next = fences[places.length]) {
      places.push({ quoting, start: 0, end: 0 });
      behind = Math.max(behind, next.end);
    }
    return behind;
  }

  function stringEnd(start: number): number | undefined {
    const quote = text[start]!;
    const inside: number[] = [];
    for (let i = start + 1; i < text.length; i++) {
      const fence = isFence.get(i);
      if (fence) {
        inside.push(i);
        i = fence.end - 1;
      } else if (text[i] === '\\') i++;
      else if (text[i] === '\n') return undefined;
      else if (text[i] === quote) {
        for (let n = 0; n < inside.length; n++) places.push({ quoting: QUOTES[quote]!, start, end: i + 1 });
        return i + 1;
      }
    }
    return undefined;
  }

  /** From within a template to behind its end, or behind the `${` that opens code in it. */
  function templateEnd(from: number): number | undefined {
    for (let i = from; i < text.length; i++) {
      const fence = isFence.get(i);
      if (fence) {
        places.push({ quoting: 'template', start: from, end: 0 });
        i = fence.end - 1;
      } else if (text[i] === '\\') i++;
      else if (text[i] === '`') return i + 1;
      else if (text[i] === '$' && text[i + 1] === '{') {
        substitutions.push(0);
        return i + 2;
      }
    }
    return undefined;
  }
}

function commentEnd(text: string, at: number): number {
  const end = text[at + 1] === '/' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2) + 2;
  return end < at + 2 ? text.length : end;
}

/** A slash behind an operator, an opening bracket or `return` begins a regular expression. */
function startsRegex(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  return before === '' || /[(,=:[!&|?{};+~<>*%^-]$|\b(?:return|typeof|case|in|of)$/.test(before);
}

function regexEnd(text: string, at: number): number {
  let inClass = false;
  for (let i = at + 1; i < text.length && text[i] !== '\n'; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return i + 1;
  }
  // No end on this line: a division after all.
  return at + 1;
}

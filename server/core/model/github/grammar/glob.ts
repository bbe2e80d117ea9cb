/** A place in a filter pattern that keeps it from matching what it should; offsets count in the pattern. */
export interface GlobProblem {
  readonly at: number;
  readonly message: string;
}

/** Characters that no branch or tag has. `git check-ref-format`. */
const NOT_IN_REFS: ReadonlySet<string> = new Set([' ', '\t', '~', '^', ':']);
/** What a backslash may stand before. */
const ESCAPABLE = '[]?+*\\!';

/** What is wrong with a pattern of `branches` or `tags`. GitHub Actions, "Filter pattern cheat sheet". */
export function refGlobProblem(pattern: string): GlobProblem | undefined {
  const start = pattern.startsWith('!') ? 1 : 0;
  const body = pattern.slice(start);
  if (body === '') return { at: 0, message: 'This pattern is empty and matches nothing.' };
  if (body.startsWith('/') || body.endsWith('/') || body.includes('//'))
    return { at: start, message: 'No branch or tag begins or ends with `/`, so that this never matches.' };
  return scan(pattern, start, (char) =>
    NOT_IN_REFS.has(char)
      ? `No branch or tag has \`${char}\` in its name, so that this never matches.`
      : undefined,
  );
}

/** What is wrong with a pattern of `paths`. */
export function pathGlobProblem(pattern: string): GlobProblem | undefined {
  const start = pattern.startsWith('!') ? 1 : 0;
  const body = pattern.slice(start);
  if (body.trim() === '') return { at: 0, message: 'This pattern is empty and matches nothing.' };
  if (body !== body.trim())
    return {
      at: start,
      message: 'The space around this pattern counts, so that it never matches; take it away.',
    };
  if (body.split('/').some((part) => part === '.' || part === '..'))
    return { at: start, message: 'Paths are compared without `.` and `..`, so that this never matches.' };
  return scan(pattern, start, () => undefined);
}

function scan(
  pattern: string,
  start: number,
  refused: (char: string) => string | undefined,
): GlobProblem | undefined {
  // What a `+` or `?` would repeat: a plain character or a set, no other sign.
  let repeatable = false;
  for (let at = start; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '\\') {
      const next = pattern[at + 1];
      if (next === undefined || !ESCAPABLE.includes(next))
        return {
          at,
          message:
            'Regular expressions do not work in filters, and this backslash has no meaning; write a glob pattern.',
        };
      at++;
      repeatable = true;
    } else if (char === '+' || char === '?') {
      if (!repeatable)
        return { at, message: `\`${char}\` repeats the character before it, and there is none.` };
      repeatable = false;
    } else if (char === '*') repeatable = false;
    else if (char === '[') {
      const end = pattern.indexOf(']', at + 1);
      const problem = end === -1 ? 'This `[` is never closed.' : rangeProblem(pattern.slice(at + 1, end));
      if (problem) return { at, message: problem };
      at = end;
      repeatable = true;
    } else {
      const message = refused(char);
      if (message) return { at, message };
      repeatable = true;
    }
  }
  return undefined;
}

function rangeProblem(set: string): string | undefined {
  if (set === '') return 'There is nothing between the brackets.';
  for (let at = 1; at < set.length - 1; at++) {
    if (set[at] !== '-') continue;
    if (set[at - 1]! > set[at + 1]!) return `The range \`${set[at - 1]}-${set[at + 1]}\` runs backwards.`;
    at++;
  }
  return undefined;
}

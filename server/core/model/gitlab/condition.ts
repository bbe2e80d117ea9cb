/*
 * Conditions of `rules: if`: variables, strings, null and patterns, compared by `==`, `!=`, `=~`, `!~` and joined by `&&`
 * (which binds more tightly) and `||`. GitLab docs, "CI/CD variable expressions".
 */

const TOKEN =
  /\s*(?:(\|\||&&|[()]|[=!]=|[=!]~)|("[^"]*"|'[^']*')|(\/(?:[^/\\]|\\[\s\S])*\/[a-z]*)|(\$\w+|\$\{\w+\})|([\w.-]+))/y;

/** True when the condition holds whatever its variables are. False where it cannot be read. */
export function alwaysHolds(text: string): boolean {
  const tokens = tokenize(text);
  return tokens !== undefined && tokens.length < 200 && new Reader(tokens).holds();
}

function tokenize(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) return text.slice(at).trim() === '' ? tokens : undefined;
    tokens.push(match[0].trim());
    at = TOKEN.lastIndex;
  }
  return tokens;
}

/** A part of a condition: what is known of it, and the comparison it is, for finding opposites. */
interface Part {
  readonly holds: boolean | undefined;
  readonly comparison?: { readonly operands: string; readonly operator: string };
}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  holds(): boolean {
    const part = this.#or(0);
    return this.#at === this.#tokens.length && part.holds === true;
  }

  #or(depth: number): Part {
    const parts = [this.#and(depth)];
    while (this.#tokens[this.#at] === '||') {
      this.#at++;
      parts.push(this.#and(depth));
    }
    if (parts.length === 1) return parts[0]!;
    if (
      parts.some(({ holds }) => holds === true) ||
      parts.some((part) => parts.some((other) => opposite(part, other)))
    )
      return { holds: true };
    return { holds: parts.every(({ holds }) => holds === false) ? false : undefined };
  }

  #and(depth: number): Part {
    const parts = [this.#comparison(depth)];
    while (this.#tokens[this.#at] === '&&') {
      this.#at++;
      parts.push(this.#comparison(depth));
    }
    if (parts.length === 1) return parts[0]!;
    if (parts.some(({ holds }) => holds === false)) return { holds: false };
    return { holds: parts.every(({ holds }) => holds === true) ? true : undefined };
  }

  #comparison(depth: number): Part {
    if (this.#tokens[this.#at] === '(' && depth < 50) {
      this.#at++;
      const inner = this.#or(depth + 1);
      if (this.#tokens[this.#at] === ')') this.#at++;
      return inner;
    }
    const left = this.#tokens[this.#at++] ?? '';
    const operator = this.#tokens[this.#at];
    if (!operator || !/^[=!][=~]$/.test(operator)) return { holds: truth(left) };
    const right = this.#tokens[this.#at + 1] ?? '';
    this.#at += 2;
    const comparison = { operands: [plain(left), plain(right)].join('\n'), operator };
    if (left.startsWith('$') || right.startsWith('$') || operator.endsWith('~'))
      return { holds: undefined, comparison };
    const equal = plain(left) === plain(right);
    return { holds: operator === '==' ? equal : !equal, comparison };
  }
}

function opposite(a: Part, b: Part): boolean {
  if (!a.comparison || !b.comparison || a.comparison.operands !== b.comparison.operands) return false;
  return (
    a.comparison.operator !== b.comparison.operator && a.comparison.operator[1] === b.comparison.operator[1]
  );
}

/** What a lone operand means: a string that is not empty holds, a variable may be anything. */
function truth(token: string): boolean | undefined {
  if (token.startsWith('$') || token.startsWith('/')) return undefined;
  const text = plain(token);
  return token === 'null' || text === '' ? false : /^["']/.test(token) || token === 'true' ? true : undefined;
}

function plain(token: string): string {
  return /^["']/.test(token) ? token.slice(1, -1) : token;
}

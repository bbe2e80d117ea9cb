/** The words and numbers of YAML's core schema (1.2.2, section 10.3): what a plain scalar can be other than a string. */
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

const INTEGER = /^[-+]?[0-9]+$/;
const OCTAL = /^0o[0-7]+$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/;
const EXPONENT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/;
const SPECIAL_FLOAT = /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;

/** The value of a plain scalar as it is written. */
export function plainScalarValue(written: string): string | number | boolean | null {
  const first = written.charCodeAt(0);
  // Digits, a sign or a dot begin numbers; `~`, n, t and f the words.
  const mayBeNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (mayBeNumber) return numberOf(written) ?? written;
  if (written.length > 5) return written;
  const word = WORDS.get(written);
  return word === undefined ? written : word;
}

function numberOf(written: string): number | undefined {
  if (INTEGER.test(written)) return Number.parseInt(written, 10);
  if (OCTAL.test(written)) return Number.parseInt(written.slice(2), 8);
  if (HEXADECIMAL.test(written)) return Number.parseInt(written.slice(2), 16);
  if (FLOAT.test(written) || EXPONENT.test(written)) return Number(written);
  if (!SPECIAL_FLOAT.test(written)) return undefined;
  if (/nan$/i.test(written)) return Number.NaN;
  return written[0] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Escapes of one character in a double-quoted scalar (5.7), without those that take a number. */
const ESCAPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '0': '\0',
    a: '\u0007',
    b: '\b',
    e: '\u001b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
    N: '\u0085',
    _: '\u00a0',
    L: '\u2028',
    P: '\u2029',
    ' ': ' ',
    '"': '"',
    '/': '/',
    '\\': '\\',
    '\t': '\t',
  }),
);

/** The text of a double-quoted scalar on one line; undefined where an escape has a number or is wrong. */
export function unescapeDouble(written: string): string | undefined {
  let text = '';
  let from = 0;
  for (let at = written.indexOf('\\'); at !== -1; at = written.indexOf('\\', from)) {
    const escaped = ESCAPES.get(written[at + 1] ?? '');
    if (escaped === undefined) return undefined;
    text += written.slice(from, at) + escaped;
    from = at + 2;
  }
  return text + written.slice(from);
}

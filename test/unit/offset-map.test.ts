import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEmbedded } from '../../server/core/parse/embedded.ts';
import { parseJson } from '../../server/core/parse/json.ts';
import { type Node, type ScalarNode, scalarAt, scalarsIn } from '../../server/core/parse/tree.ts';
import { parseYaml } from '../../server/core/parse/yaml.ts';
import { OffsetMap } from '../../server/core/text/offset-map.ts';

/** The text of the file that each word of a scalar leads to. */
function words(file: string, scalar: ScalarNode): string[] {
  return [...scalar.text.matchAll(/\S+/g)].map((match) => {
    const { start, end } = scalar.map.span(match.index, match.index + match[0].length);
    return file.slice(start, end);
  });
}

function yamlScalar(file: string): ScalarNode {
  const found = scalarAt(parseYaml(file).roots[0], 'a');
  if (!found) throw new Error('no scalar at a');
  return found;
}

describe('a word of a YAML scalar leads to the same word in the file', () => {
  test.each([
    ['plain', 'a: one two\n'],
    ['plain over lines', 'a: one two\n  three\n\n\n  four\nb: 1\n'],
    ['single quotes', "a: 'one two'\n"],
    ['single quotes over lines', "a: 'one\n   two  \n\n  three'\n"],
    ['double quotes', 'a: "one two"\n'],
    ['double quotes over lines', 'a: "one\n   two  \n\n  three"\n'],
    ['double quotes with an escaped line end', 'a: "one \\\n   two three\\\n   \\ four"\n'],
    ['literal', 'a: |\n  one two\n    three\n\n  four\n'],
    ['literal, stripped', 'a: |-\n  one two\n  three'],
    ['literal, kept', 'a: |+\n  one\n\n\n'],
    ['literal with an indentation indicator', 'a: |2\n    one\n  two\n'],
    ['literal with a comment in its head', 'a: | # words\n  one\n  two\n'],
    ['literal that begins with empty lines', 'a: |\n\n\n  one\n  two\n'],
    ['literal with a tag and an anchor', 'a: &x !Sub |\n  one $b\n  two\n'],
    ['literal with lines of blanks', 'a: |\n  one\n     \n  two\n'],
    ['literal without a last line end', 'a: |\n  one\n  two'],
    ['folded', 'a: >\n  one two\n  three\n\n  four\n'],
    ['folded with deeper lines', 'a: >-\n  one\n    two\n    three\n  four\n\n\n  five\n'],
    ['folded with an indentation indicator', 'a: >1\n   one\n two\n'],
    ['emoji', 'a: "one \u{1F680} two"\nb: 1\n'],
    ['emoji in a literal', 'a: |\n  \u{1F680} one\n  two \u{1F680}\u{1F680} three\n'],
  ])('%s', (_, file) => {
    for (const text of [file, file.replaceAll('\n', '\r\n')]) {
      const scalar = yamlScalar(text);
      expect(words(text, scalar)).toEqual(scalar.text.match(/\S+/g));
    }
  });
});

describe('escapes', () => {
  test.each([
    ['"a\\tb"', 'b', 'b'],
    ['"a\\u0041b"', 'A', '\\u0041'],
    ['"a\\x41b"', 'b', 'b'],
    ['"\\U0001F680b"', 'b', 'b'],
    ['"\\U0001F680b"', '\u{1F680}', '\\U0001F680'],
    ['"a\\\\b"', '\\', '\\\\'],
    ['"a\\"b c"', 'b c', 'b c'],
    ['"a \\"b\\" c"', '"b"', '\\"b\\"'],
    ["'it''s here'", 's here', 's here'],
    ["'it''s here'", "it's", "it''s"],
    ['"x\\\\"', 'x\\', 'x\\\\'],
  ])('YAML %s: %s stands as %s', (written, part, expected) => {
    const file = `a: ${written}\n`;
    const scalar = yamlScalar(file);
    const at = scalar.text.indexOf(part);
    const { start, end } = scalar.map.span(at, at + part.length);
    expect(file.slice(start, end)).toBe(expected);
  });

  test.each([
    ['"a\\nb"', 'b', 'b'],
    ['"a\\/b"', 'a/b', 'a\\/b'],
    ['"\\u00e9t\\u00e9"', 't', 't'],
    ['"\\ud83d\\ude80 go"', 'go', 'go'],
    ['"\\ud83d\\ude80 go"', '\u{1F680}', '\\ud83d\\ude80'],
    ['"a\\qb c"', 'b c', 'b c'],
    ['"\\u12 c"', 'c', 'c'],
  ])('JSON %s: %s stands as %s', (written, part, expected) => {
    const file = `{"a": ${written}}`;
    const scalar = scalarAt(parseJson(file).roots[0], 'a')!;
    const at = scalar.text.indexOf(part);
    const { start, end } = scalar.map.span(at, at + part.length);
    expect(file.slice(start, end)).toBe(expected);
  });

  test('any text written as a JSON string leads back, character by character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const file = `{"a":${JSON.stringify(text)}}`;
        const scalar = scalarAt(parseJson(file).roots[0], 'a')!;
        const back = Array.from(text.split(''), (_, at) => {
          const { start, end } = scalar.map.span(at, at + 1);
          return JSON.parse(`"${file.slice(start, end)}"`);
        });
        expect(back.join('')).toBe(text);
      }),
    );
  });
});

test('a long run of blanks in a quoted text costs no more than its length', () => {
  const blanks = ' '.repeat(200_000);
  const file = `{"a": "\\n${blanks}x"}`;
  const scalar = scalarAt(parseJson(file).roots[0], 'a')!;
  const begin = performance.now();
  expect(file[scalar.map.at(scalar.text.length - 1)]).toBe('x');
  expect(performance.now() - begin).toBeLessThan(500);
});

describe('a document inside another', () => {
  /** Every scalar of the inner document without escapes stands in the outer file as it reads. */
  function expectInPlace(file: string, root: Node | null | undefined): void {
    const scalars = [...scalarsIn(root)];
    expect(scalars.length).toBeGreaterThan(0);
    for (const scalar of scalars) expect(words(file, scalar)).toEqual(scalar.text.match(/\S+/g) ?? []);
  }

  const INNER =
    'version: 0.2\nphases:\n  build:\n    commands:\n      - make all\n      - |\n        one\n        two\n';

  test.each(['|', '|-', '!Sub |', '|4'])('YAML in a YAML block %s', (head) => {
    const indent = '    ';
    const file = `a: ${head}\n${INNER.replace(/^(?=.)/gm, indent)}b: 1\n`;
    for (const text of [file, file.replaceAll('\n', '\r\n')]) {
      const outer = yamlScalar(text);
      expectInPlace(text, parseEmbedded(outer.text, outer.map).roots[0]);
    }
  });

  test('YAML in a JSON string', () => {
    const file = `{"a": ${JSON.stringify(INNER)}}`;
    const outer = scalarAt(parseJson(file).roots[0], 'a')!;
    expectInPlace(file, parseEmbedded(outer.text, outer.map).roots[0]);
  });

  test('JSON in a JSON string: the quotes of the inner strings are escaped', () => {
    const file = `{"a": ${JSON.stringify('{"b": ["make \\"all\\" now", "x"]}')}}`;
    const outer = scalarAt(parseJson(file).roots[0], 'a')!;
    const [first, second] = scalarsIn(parseEmbedded(outer.text, outer.map).roots[0]);
    expect(file.slice(first!.span.start, first!.span.end)).toBe('\\"make \\\\\\"all\\\\\\" now\\"');
    const at = first!.text.indexOf('"all"');
    const inner = first!.map.span(at, at + 5);
    expect(file.slice(inner.start, inner.end)).toBe('\\\\\\"all\\\\\\"');
    expect(file.slice(second!.span.start, second!.span.end)).toBe('\\"x\\"');
  });

  test('aliases that multiply stay shared', () => {
    let inner = 'a0: &a0 [x, x]\n';
    for (let i = 1; i < 40; i++) inner += `a${i}: &a${i} [*a${i - 1}, *a${i - 1}, *a${i - 1}]\n`;
    const tree = parseEmbedded(inner, OffsetMap.shift(0));
    expect(tree.roots).toHaveLength(1);
  });
});

test('maps compose', () => {
  const outer = new OffsetMap([
    [0, 10],
    [5, 30],
    [6, 40, 2],
    [7, 42],
  ]);
  const inner = new OffsetMap([
    [0, 3],
    [4, 9],
  ]);
  const both = outer.compose(inner, 8);
  for (let at = 0; at < 8; at++) expect(both.at(at)).toBe(outer.at(inner.at(at)));
  expect(both.span(3, 4)).toEqual({ start: 40, end: 42 });
});

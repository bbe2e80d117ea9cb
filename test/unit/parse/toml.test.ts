import fc from 'fast-check';
import { parseTOML } from 'toml-eslint-parser';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../../server/core/parse/toml.ts';
import { type Node, scalarAt, valueAt } from '../../../server/core/parse/tree.ts';

/** The tree as plain data. */
function plain(node: Node | null): unknown {
  if (!node) return null;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'seq') return node.items.map(plain);
  return Object.fromEntries(node.pairs.map((pair) => [pair.key.text, plain(pair.value)]));
}

function read(text: string): unknown {
  const { roots, problems } = parseToml(text);
  expect(problems).toEqual([]);
  return plain(roots[0]!);
}

describe('the data', () => {
  test('tables, dotted keys and arrays of tables nest', () => {
    const text = [
      'title = "T" # c',
      'a.b.c = 1',
      'a.b."d.e" = true',
      '[x.y]',
      "z = 'C:\\n'",
      '[x]',
      'w = 1979-05-27 07:32:00Z',
      '[[p]]',
      'n = 1_000',
      '[p.q]',
      'r = [1, 2,]',
      '[[p]]',
      'n = { k = "v", l.m = 0xff }',
    ].join('\n');
    expect(read(text)).toEqual({
      title: 'T',
      a: { b: { c: 1, 'd.e': true } },
      x: { y: { z: 'C:\\n' }, w: '1979-05-27 07:32:00Z' },
      p: [{ n: 1000, q: { r: [1, 2] } }, { n: { k: 'v', l: { m: 255 } } }],
    });
  });

  test('strings of several lines keep their line ends and escapes', () => {
    expect(read('a = """\r\none\r\n\\ttwo \\\r\n   three""""\r\n')).toEqual({ a: 'one\r\n\ttwo three"' });
    expect(read("a = '''x\\ny'''")).toEqual({ a: 'x\\ny' });
    expect(read('a = "\\u00e9\\U0001F600\\""')).toEqual({ a: 'é😀"' });
    expect(read('a = ""\nb = """"""')).toEqual({ a: '', b: '' });
  });
});

describe('the spans', () => {
  test('point at the file with a byte order mark, CRLF and escapes', () => {
    const text =
      '\uFEFF[project]\r\nname = "a\\u0062c"\r\ndeps = [\r\n  "one==1", # c\r\n  \'two\',\r\n]\r\n';
    const root = parseToml(text).roots[0]!;
    const name = scalarAt(root, 'project', 'name')!;
    expect(text.slice(name.span.start, name.span.end)).toBe('"a\\u0062c"');
    const inner = name.map.span(1, 3);
    expect(text.slice(inner.start, inner.end)).toBe('\\u0062c');
    const deps = valueAt(root, 'project', 'deps')!;
    expect(deps.kind === 'seq' && deps.items.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      '"one==1"',
      "'two'",
    ]);
  });

  test('offsets inside a string of several lines', () => {
    const text = 'a = """\none\\\n  two\\tthree"""';
    const scalar = scalarAt(parseToml(text).roots[0]!, 'a')!;
    expect(scalar.text).toBe('onetwo\tthree');
    for (const word of ['one', 'two', 'three']) {
      const { start, end } = scalar.map.span(
        scalar.text.indexOf(word),
        scalar.text.indexOf(word) + word.length,
      );
      expect(text.slice(start, end)).toBe(word);
    }
  });

  test('a table reaches to its last value', () => {
    const text = '[a]\nb = 1\n\n[c]\nd = 2\n';
    const a = valueAt(parseToml(text).roots[0]!, 'a')!;
    expect(text.slice(a.span.start, a.span.end)).toBe('[a]\nb = 1');
  });
});

describe('broken text', () => {
  test.each([
    ['a = \nb = 2', { a: null, b: 2 }, 1],
    ['a = [1,\n\nb = 2\n[c]\nd = 3', { a: [1], b: 2, c: { d: 3 } }, 1],
    ['a = "x\nb = 2', { a: 'x', b: 2 }, 1],
    ['[a\nb = 2\n[c]\nd = 1', { b: 2, c: { d: 1 } }, 1],
    ['a = ["x", ???, "y"]\nb = 2', { a: ['x', '???', 'y'], b: 2 }, 1],
    ['a = { b = 1\nc = 2', { a: { b: 1 }, c: 2 }, 1],
    ['nonsense\na = 1', { a: 1 }, 1],
    ['a = 1 2\nb = 3', { a: 1, b: 3 }, 1],
    ['a = 1\na = 2', { a: 2 }, 1],
    ['[a]\n[a]', { a: {} }, 1],
    ['a = """x', { a: 'x' }, 1],
  ])('%j keeps its intact part', (text, data, problems) => {
    const parsed = parseToml(text);
    expect(plain(parsed.roots[0]!)).toEqual(data);
    expect(parsed.problems).toHaveLength(problems);
  });

  test('nothing throws or hangs', () => {
    const pieces = fc.constantFrom(
      '[',
      ']',
      '[[',
      ']]',
      '=',
      '"',
      "'",
      '"""',
      "'''",
      '\\',
      '\n',
      '\r\n',
      '#',
      ',',
      '.',
      '{',
      '}',
      'a',
      'b1',
      ' ',
      '1',
      '\\u00',
      'é',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        const { problems } = parseToml(text);
        for (const { span } of problems) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
        // What the reference parser accepts is no problem here.
        try {
          parseTOML(text);
        } catch {
          return;
        }
        expect(problems).toEqual([]);
      }),
      { numRuns: 3000 },
    );
    for (const text of [
      '['.repeat(100_000),
      'a='.repeat(50_000),
      `a=${'['.repeat(100_000)}`,
      'a.'.repeat(100_000),
      `a=${'{a='.repeat(50_000)}`,
      `a="""${'\\ '.repeat(100_000)}`,
    ]) {
      parseToml(text);
    }
  });
});

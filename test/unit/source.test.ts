import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Source } from '../../server/core/text/source.ts';

test('lines end at LF, CRLF and a lone CR', () => {
  const source = new Source('x', 'a\nb\r\nc\rd');
  expect([0, 2, 5, 7].map((offset) => source.positionAt(offset))).toEqual([
    { line: 1, column: 1, offset: 0 },
    { line: 2, column: 1, offset: 2 },
    { line: 3, column: 1, offset: 5 },
    { line: 4, column: 1, offset: 7 },
  ]);
  expect(source.slice(source.lineSpan(2))).toBe('b');
});

test('columns count UTF-16 code units', () => {
  expect(new Source('x', '😀a').positionAt(2)).toEqual({ line: 1, column: 3, offset: 2 });
});

test('the line end of inserted text follows the file', () => {
  expect(new Source('x', 'a\r\nb\n').eol).toBe('\r\n');
  expect(new Source('x', 'a').eol).toBe('\n');
});

test('every offset lies on the line that it is said to lie on', () => {
  const text = fc
    .array(fc.constantFrom('a', '\n', '\r', '\r\n', '😀', '\uFEFF', '\t'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat(60), (content, at) => {
      const source = new Source('x', content);
      const { line, column, offset } = source.positionAt(at);
      expect(source.lineStart(line) + column - 1).toBe(offset);
      expect(offset).toBe(Math.min(at, content.length));
    }),
  );
});

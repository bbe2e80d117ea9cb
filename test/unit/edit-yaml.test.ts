import { describe, expect, test } from 'vitest';
import {
  appendItem,
  indentUnit,
  insertLines,
  removePair,
  renderScalar,
  replaceScalar,
  replaceValue,
} from '../../server/core/edit/yaml.ts';
import { type MapNode, pairOf, type SeqNode, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { parseYaml } from '../../server/core/parse/yaml.ts';
import { applyEdits, type TextEdit } from '../../server/core/text/edit.ts';
import { Source } from '../../server/core/text/source.ts';

function edited(
  text: string,
  make: (source: Source, root: MapNode) => TextEdit | undefined,
): string | undefined {
  const change = make(new Source('x.yml', text), parseYaml(text).roots[0] as MapNode);
  return change && applyEdits(text, [change]);
}

describe('insertLines', () => {
  test('goes behind the comment of the last pair', () => {
    expect(edited('a: 1 # one\nb: 2 # two', (s, root) => insertLines(s, root, ['c: 3']))).toBe(
      'a: 1 # one\nb: 2 # two\nc: 3',
    );
  });
  test('keeps CRLF', () => {
    expect(
      edited('a:\r\n  b: 1\r\nc: 2\r\n', (s, root) =>
        insertLines(s, valueAt(root, 'a') as MapNode, ['d:', '  - 1']),
      ),
    ).toBe('a:\r\n  b: 1\r\n  d:\r\n    - 1\r\nc: 2\r\n');
  });
  test('goes before the first key of a list item', () => {
    expect(
      edited('s:\n  - uses: x\n', (s, root) =>
        insertLines(s, (valueAt(root, 's') as SeqNode).items[0] as MapNode, ['name: n'], 'start'),
      ),
    ).toBe('s:\n  - name: n\n    uses: x\n');
  });
  test('goes behind a block scalar, before the blank line that follows it', () => {
    expect(
      edited('s:\n  - run: |\n      make\n\n  - run: b\n', (s, root) =>
        insertLines(s, (valueAt(root, 's') as SeqNode).items[0] as MapNode, ['env:', '  A: 1']),
      ),
    ).toBe('s:\n  - run: |\n      make\n    env:\n      A: 1\n\n  - run: b\n');
  });
  test('fills and extends flow maps', () => {
    expect(edited('a: {}\n', (s, root) => insertLines(s, valueAt(root, 'a') as MapNode, ['b: 1']))).toBe(
      'a: {b: 1}\n',
    );
    expect(edited('a: {b: 1}\n', (s, root) => insertLines(s, valueAt(root, 'a') as MapNode, ['c: 2']))).toBe(
      'a: {b: 1, c: 2}\n',
    );
  });
  test('leaves an aliased map alone', () => {
    expect(
      edited('a: &x\n  b: 1\nc: *x\n', (s, root) => insertLines(s, valueAt(root, 'c') as MapNode, ['d: 1'])),
    ).toBeUndefined();
  });
});

describe('replaceValue', () => {
  test('replaces scalars, empty values and blocks', () => {
    const set = (key: string) => (s: Source, root: MapNode) => replaceValue(s, pairOf(root, key)!, 'read');
    expect(edited('p: write-all # all\n', set('p'))).toBe('p: read # all\n');
    expect(edited('p: # none\nq: 1\n', set('p'))).toBe('p: read # none\nq: 1\n');
    expect(edited('p:\n  a: 1\n  b: 2\nq: 1\n', set('p'))).toBe('p: read\nq: 1\n');
    expect(edited('p: |\n  text\nq: 1\n', set('p'))).toBe('p: read\nq: 1\n');
  });
  test('loses no comment', () => {
    expect(
      edited('p:\n  # why\n  a: 1\nq: 1\n', (s, root) => replaceValue(s, pairOf(root, 'p')!, 'x')),
    ).toBeUndefined();
    expect(edited('p:\n  a: 1 # why\nq: 1\n', (s, root) => replaceValue(s, pairOf(root, 'p')!, 'x'))).toBe(
      'p: x # why\nq: 1\n',
    );
  });
});

describe('removePair', () => {
  const remove = (key: string) => (s: Source, root: MapNode) => removePair(s, root, pairOf(root, key)!);
  test('takes the whole lines', () => {
    expect(edited('a: 1\nb:\n  c: 2\nd: 3\n', remove('b'))).toBe('a: 1\nd: 3\n');
    expect(edited('a: 1\nb: |\n  text\nd: 3\n', remove('b'))).toBe('a: 1\nd: 3\n');
  });
  test('keeps the comment', () => {
    expect(edited('a: 1\nb: 2 # why\n', remove('b'))).toBe('a: 1\n# why\n');
  });
  test('works in flow maps', () => {
    expect(edited('{a: 1, b: 2, c: 3}', remove('b'))).toBe('{a: 1, c: 3}');
    expect(edited('{a: 1, b: 2}', remove('b'))).toBe('{a: 1}');
  });
  test('works behind a dash', () => {
    expect(
      edited('s:\n  - a: 1\n    b: 2\n', (s, root) => {
        const item = (valueAt(root, 's') as SeqNode).items[0] as MapNode;
        return removePair(s, item, pairOf(item, 'a')!);
      }),
    ).toBe('s:\n  - b: 2\n');
  });
});

test('replaceScalar keeps the quoting', () => {
  const set = (s: Source, root: MapNode) => replaceScalar(s, scalarAt(root, 'a')!, "it's: new");
  expect(edited("a: 'old' # c\n", set)).toBe("a: 'it''s: new' # c\n");
  expect(edited('a: "old"\n', set)).toBe('a: "it\'s: new"\n');
  expect(edited('a: old\n', set)).toBe("a: 'it''s: new'\n");
});

test('appendItem follows the indentation of the list', () => {
  const add = (s: Source, root: MapNode) => appendItem(s, valueAt(root, 'a') as SeqNode, ['x: 1', 'y: 2']);
  expect(edited('a:\n- x: 0 # c\nb: 1\n', add)).toBe('a:\n- x: 0 # c\n- x: 1\n  y: 2\nb: 1\n');
});

test('renderScalar quotes what would not stay a string', () => {
  expect(
    ['read', '1.2', 'yes', 'a: b', '@x', '*x', 'a #b', '/usr/bin', '$HOME'].map((text) => renderScalar(text)),
  ).toEqual(['read', "'1.2'", "'yes'", "'a: b'", "'@x'", "'*x'", "'a #b'", '/usr/bin', '$HOME']);
});

test('indentUnit takes no byte order mark for an indentation', () => {
  expect(indentUnit(new Source('x.yml', '\ufeffjobs:\n  main:\n    steps: []\n'))).toBe('  ');
});

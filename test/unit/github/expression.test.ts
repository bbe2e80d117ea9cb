import { describe, expect, test } from 'vitest';
import { findInterpolations, parseExpression } from '../../../server/core/parse/expression.ts';
import {
  contextsIn,
  evaluate,
  flowingContexts,
  isConstant,
} from '../../../server/core/parse/expression-query.ts';

function parse(text: string) {
  return parseExpression(text, 0, text.length);
}

function flow(text: string): string[] {
  return flowingContexts(parse(text)!).map(({ path }) => path);
}

describe('extraction', () => {
  test('ends at the first braces outside a string', () => {
    const text = "a ${{ format('}}', x) }} b ${{ y }} ${{ z";
    expect(findInterpolations(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      "${{ format('}}', x) }}",
      '${{ y }}',
    ]);
  });

  test('keeps exact spans', () => {
    const text = "echo ${{ github.event.issue['title'] }}";
    const [found] = findInterpolations(text);
    const [context] = contextsIn(found!.expression!);
    expect(context!.path).toBe('github.event.issue.title');
    expect(text.slice(context!.span.start, context!.span.end)).toBe("github.event.issue['title']");
  });
});

describe('parsing', () => {
  test.each(['a.b.c', 'a[0].*.b', "f('it''s', 1.5e3, -2, 0xff)", '!(a || b) && c != null', 'a-b_c.d', 'f()'])(
    'reads %s',
    (text) => expect(parse(text)).toBeDefined(),
  );
  test.each(['', 'a b', 'a.', "'open", 'f(', 'a[', '"x"', 'a ? b : c', '(a', 'a]', 'f(,a)'])(
    'refuses %s',
    (text) => expect(parse(text)).toBeUndefined(),
  );
  test('gives up on hostile text', () => {
    expect(parse('('.repeat(100_000))).toBeUndefined();
    expect(parse(`a${'||a'.repeat(100_000)}`)).toBeUndefined();
    expect(parse('!'.repeat(100_000))).toBeUndefined();
  });
});

describe('data flow', () => {
  test.each([
    ['github.actor', ['github.actor']],
    ["github.actor == 'x'", []],
    ['contains(a.b, c.d)', []],
    ['a.b && c.d', ['c.d']],
    ['a.b || c.d', ['a.b', 'c.d']],
    ["format('{0}', toJSON(a.b))", ['a.b']],
    ['a.b[github.x].c', ['a.b.*.c']],
    ['fromJSON(a.b).c', ['c']],
    ['!a.b', []],
  ])('%s', (text, expected) => expect(flow(text)).toEqual(expected));
});

describe('constants', () => {
  test.each([
    ['false', false],
    ['!true', false],
    ['true && false', false],
    ['false && github.actor', false],
    ["'' || 'x'", 'x'],
    ["'A' == 'a'", true],
    ["1 == '1'", true],
    ["contains('abc', 'B')", true],
    ["format('{0}-{1} {{0}}', 'a', 2)", 'a-2 {0}'],
    ['null', null],
    ['github.actor', undefined],
    ["format('{1}', 'a')", undefined],
  ])('%s', (text, expected) => expect(evaluate(parse(text)!)).toBe(expected));

  test('are only what has no context in it', () => {
    expect(isConstant(parse("format('{0}', 1)")!)).toBe(true);
    expect(isConstant(parse('false && github.actor')!)).toBe(false);
    expect(isConstant(parse("fromJSON('1')")!)).toBe(false);
  });
});

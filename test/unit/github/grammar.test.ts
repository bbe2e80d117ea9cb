import { describe, expect, test } from 'vitest';
import { Document } from '../../../server/core/document.ts';
import { cronProblem, leastMinutes } from '../../../server/core/model/github/grammar/cron.ts';
import { pathGlobProblem, refGlobProblem } from '../../../server/core/model/github/grammar/glob.ts';
import { Source } from '../../../server/core/text/source.ts';

const PATH = '.github/workflows/ci.yml';

function problemsOf(text: string) {
  return new Document(new Source(PATH, text), 'github-workflow').facet('workflowProblem');
}

describe('schedules', () => {
  test.each(['* * * * *', '*/5 0-6,20 1 JAN,jul sun', '0 0 1-31/2 * 7', '59 23 31 12 6'])('%s', (line) => {
    expect(cronProblem(line)).toBeUndefined();
  });
  test.each([
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '5-1 * * * *',
    '*/0 * * * *',
    '@daily',
    '* * * *',
    'a b c d e',
    '1/2/3 * * * *',
  ])('%s is refused', (line) => {
    expect(cronProblem(line)).toBeTypeOf('string');
  });
  test('the least time between two runs', () => {
    expect(leastMinutes('*/4 * * * *')).toBe(4);
    expect(leastMinutes('0,30 * * * *')).toBe(30);
    expect(leastMinutes('7 * * * *')).toBe(60);
  });
});

describe('filter patterns', () => {
  test.each(['main', 'release/**', 'v[0-9]+.[0-9]?', '!**-wip', '[a-z-]', 'a\\*b', '*'])('%s', (pattern) => {
    expect(refGlobProblem(pattern)).toBeUndefined();
    expect(pathGlobProblem(pattern)).toBeUndefined();
  });
  test.each([
    ['a b', 1],
    ['!a:b', 2],
    ['a**?', 3],
    ['+a', 0],
    ['[]', 0],
    ['a[', 1],
    ['a\\', 1],
  ])('%s breaks off at %i', (pattern, at) => {
    expect(refGlobProblem(pattern)?.at).toBe(at);
  });
});

describe('hostile files', () => {
  test('aliases of aliases end in time', () => {
    const lines = ['on: push', 'x0: &a0 [a, b]'];
    for (let i = 1; i < 40; i++) lines.push(`x${i}: &a${i} [*a${i - 1}, *a${i - 1}]`);
    lines.push('jobs:', '  build:', '    runs-on: a', '    strategy:', '      matrix:', '        row: *a39');
    const start = performance.now();
    problemsOf(lines.join('\n'));
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test('names of the prototype are no keys', () => {
    const found = problemsOf('on: push\nconstructor: 1\n__proto__: 2\njobs: {}\n').map(
      ({ message }) => message,
    );
    expect(found.filter((message) => message.includes('There is no key'))).toHaveLength(2);
  });

  test('jobs that wait for each other in a long row', () => {
    const jobs = Array.from({ length: 2_000 }, (_, i) => `  j${i}: {needs: j${(i + 1) % 2_000}, runs-on: x}`);
    const found = problemsOf(`on: push\njobs:\n${jobs.join('\n')}\n`);
    expect(found.filter(({ rule }) => rule === 'unknown-needed-job')).toHaveLength(1);
  });
});

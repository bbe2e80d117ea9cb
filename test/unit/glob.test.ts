import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { compileGlob } from '../../server/core/config/glob.ts';

test.each([
  ['vendor', 'vendor', true],
  ['vendor', 'a/vendor/b.yml', true],
  ['vendor/', 'a/vendor/b.yml', true],
  ['/vendor', 'a/vendor/b.yml', false],
  ['./vendor', 'vendor/b.yml', true],
  ['*.lock', 'a/b/yarn.lock', true],
  ['deploy/**', 'deploy/a/b.yml', true],
  ['deploy/**', 'deploy', false],
  ['deploy/*.yml', 'deploy/a/b.yml', false],
  ['**/test/**', 'a/test/b', true],
  ['**/test/**', 'test/b', true],
  ['a/**/b.yml', 'a/b.yml', true],
  ['a/**/b.yml', 'a/x/y/b.yml', true],
  ['a/{b,c}/*.{yml,yaml}', 'a/c/x.yaml', true],
  ['[a-c]?.yml', 'b1.yml', true],
  ['[!a-c]?.yml', 'b1.yml', false],
  ['.github', '.github/workflows/ci.yml', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'axb', false],
  ['', 'a', false],
])('%s on %s: %s', (glob, path, expected) => {
  expect(compileGlob(glob)(path)).toBe(expected);
});

test('agrees with picomatch on rooted globs', () => {
  const part = fc.constantFrom('a', 'b', 'ab', 'a.b');
  const globPart = fc.constantFrom(
    'a',
    'b',
    '*',
    '**',
    'a*',
    '*b',
    '?',
    '?b',
    '*.b',
    '[ab]',
    '{a,ab}',
    'a*b*',
  );
  const join = (parts: string[]): string => parts.join('/');
  fc.assert(
    fc.property(
      fc.array(globPart, { minLength: 2, maxLength: 4 }).map(join),
      fc.array(part, { minLength: 1, maxLength: 4 }).map(join),
      (glob, path) => {
        const folders = path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'));
        // Ours covers what is below a match, and asks for something below a trailing `**`.
        const expected = folders.some((each) =>
          picomatch(glob.replace(/(?:\/\*\*)+$/, '/**/*'), { dot: true })(each),
        );
        expect(compileGlob(glob)(path), `${glob} on ${path}`).toBe(expected);
      },
    ),
    { numRuns: 3000 },
  );
});

test('takes no long time over hostile globs', () => {
  const begin = performance.now();
  expect(compileGlob('*a*a*a*a*a*a*a*a*a*b')('a'.repeat(4000))).toBe(false);
  expect(compileGlob('**/a/'.repeat(60))(`${'ab/'.repeat(2000)}b`)).toBe(false);
  compileGlob('{a,b}'.repeat(60))('a');
  expect(performance.now() - begin).toBeLessThan(1000);
});

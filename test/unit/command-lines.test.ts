import { describe, expect, test } from 'vitest';
import { deedOf } from '../../server/core/model/delivery.ts';
import { commandLines } from '../../server/core/parse/command-lines.ts';

describe('shell text falls apart into its simple commands', () => {
  test.each([
    ['make && make test || exit 1; echo done', ['make', 'make test', 'exit 1', 'echo done']],
    ['echo "a; b" \'c && d\' e\\;f', ['echo "a; b" \'c && d\' e\\;f']],
    ['if [ -n "$A" ]; then make; else sudo FOO=1 make all; fi', ['[ -n "$A" ]', 'make', 'make all']],
    ['for d in a b; do\n  make\ndone', ['for d in a b', 'make']],
    ['make # test; run\n# npm publish\nls', ['make', 'ls']],
    ['cat <<END\nnpm publish\nEND\nls', ['cat <<END', 'ls']],
    ['make 2>&1 | tee log', ['make 2>&1', 'tee log']],
    ['docker build \\\n  -t x .\nls', ['docker build \\\n  -t x .', 'ls']],
    ['', []],
    ['"', ['"']],
  ])('%j', (text, expected) => {
    expect(commandLines(text).map((command) => command.text)).toEqual(expected);
    for (const { text: part, span } of commandLines(text))
      expect(text.slice(span.start, span.end)).toBe(part);
  });

  test('in time that grows with the text', () => {
    const begin = performance.now();
    for (const text of [
      'a;'.repeat(100_000),
      'A=1 '.repeat(5_000),
      '<<a\n'.repeat(100_000),
      '"'.repeat(100_001),
    ])
      commandLines(text);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});

describe('what a command does for delivery', () => {
  test.each([
    ['docker push x', 'push'],
    ['docker buildx build --push -t x .', 'push'],
    ['docker build -t x .', 'image'],
    ['aws s3 sync dist s3://x', 'deploy'],
    ['aws s3 cp report.xml s3://x/reports/', undefined],
    ['aws s3 cp s3://x/tool.zip .', undefined],
    ['aws s3 cp --recursive s3://x .', undefined],
    ['aws s3 cp --sse AES256 out/ "s3://x/" --recursive', 'deploy'],
    ['aws s3 sync --delete dist "$BUCKET"', 'deploy'],
    ['aws s3 sync dist dest', undefined],
    ['npm publish --dry-run', undefined],
    ['terraform apply -auto-approve', 'deploy'],
    ['npm run test:unit', 'test'],
    ['npx eslint .', 'test'],
    ['trivy --version', undefined],
    ['trivy fs .', 'scan'],
    ['echo npm publish', undefined],
  ])('%s: %s', (text, deed) => {
    expect(deedOf({ text, span: { start: 0, end: text.length }, operator: '' })).toBe(deed);
  });
});

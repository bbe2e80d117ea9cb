import { describe, expect, it } from 'vitest';
import { javascriptQuoting } from '../../../server/core/parse/javascript-quoting.ts';

/** The quoting at each `${{ x }}` of a script. */
function quotingOf(text: string): readonly string[] {
  const fences = [...text.matchAll(/\$\{\{.*?\}\}/g)].map(({ index, 0: fence }) => ({
    start: index,
    end: index + fence.length,
  }));
  return javascriptQuoting(text, fences).map(({ quoting }) => quoting);
}

describe('javascriptQuoting', () => {
  it.each([
    ['const a = ${{ x }};', ['code']],
    ['f(\'${{ x }}\', "${{ x }}", `${{ x }}`)', ['single', 'double', 'template']],
    ["// it's ${{ x }}\nf('${{ x }}')", ['comment', 'single']],
    ["/* ' ${{ x }}\n' */ '${{ x }}'", ['comment', 'single']],
    ["'it\\'s ${{ x }}'", ['single']],
    ['`${ f({ a: `${{ x }}` }) } ${{ x }}`', ['template', 'template']],
    ['`${ ${{ x }} }`', ['code']],
    ["a.replace(/'${{ x }}/g, '${{ x }}')", ['unsure', 'single']],
    ["b / 2 + '${{ x }}'.length / 3 + '${{ x }}'", ['single', 'single']],
    ["/[/']/.test('${{ x }}')", ['single']],
    // A string that breaks off leaves nothing certain.
    ["'${{ x }}\n'${{ x }}'", ['unsure', 'unsure']],
    ['`${{ x }}', ['template']],
    ["'${{ 'x' }}'", ['single']],
  ])('%s', (text, expected) => {
    expect(quotingOf(text)).toEqual(expected);
  });

  it('says where the string begins and ends', () => {
    const text = "f('a ${{ x }} b')";
    expect(javascriptQuoting(text, [{ start: 5, end: 13 }])).toEqual([
      { quoting: 'single', start: 2, end: 16 },
    ]);
  });
});

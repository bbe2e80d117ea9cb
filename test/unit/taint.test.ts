import { expect, test } from 'vitest';
import { lintText } from '../support/lint.ts';

const PATH = '.github/workflows/ci.yml';
const HEAD = `on: issues
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
`;

function injections(text: string, files: Readonly<Record<string, string>> = {}) {
  return lintText(PATH, text, { files }).findings.filter(({ ruleId }) =>
    /template-injection|internal-error/.test(ruleId),
  );
}

/** Steps that hand a text from one to the next. */
function chain(length: number): string {
  const steps = Array.from({ length }, (_, i) => {
    const value = i === 0 ? 'github.event.issue.title' : `steps.s${i - 1}.outputs.x`;
    return `      - id: s${i}\n        env:\n          X: \${{ ${value} }}\n        run: echo "x=$X" >> "$GITHUB_OUTPUT"\n`;
  });
  return `${HEAD}${steps.join('')}      - run: echo \${{ steps.s${length - 1}.outputs.x }}\n`;
}

test('follows a chain of steps, and gives up on one of thousands', () => {
  const [finding] = injections(chain(20));
  expect(finding).toMatchObject({ severity: 'high', profile: 'default' });
  expect(finding?.related).toHaveLength(40);
  const [unknown, ...others] = injections(chain(3000));
  expect(others).toEqual([]);
  expect(unknown).toMatchObject({ severity: 'low', profile: 'strict' });
});

test('ends where values lead to themselves', () => {
  const text = `${HEAD}      - id: s
        env:
          X: \${{ env.X }}\${{ steps.s.outputs.x }}
        run: echo "x=$X" >> "$GITHUB_OUTPUT"
      - run: echo \${{ steps.s.outputs.x }}
`;
  expect(injections(text)).toMatchObject([{ severity: 'low' }]);
});

test('ends where workflows and actions call each other', () => {
  const action = (name: string) => `name: x
description: x
inputs: { v: { description: x } }
outputs: { o: { description: x, value: '\${{ steps.s.outputs.o }}' } }
runs:
  using: composite
  steps:
    - id: s
      uses: ./${name}
      with: { v: '\${{ inputs.v }}' }
`;
  const text = `${HEAD}      - id: s
        uses: ./one
        with: { v: '\${{ github.event.issue.title }}' }
      - run: echo \${{ steps.s.outputs.o }}
`;
  const found = injections(text, { 'one/action.yml': action('two'), 'two/action.yml': action('one') });
  expect(found).toMatchObject([{ severity: 'low' }]);
});

test('a called file that is not there is not known', () => {
  const text = `${HEAD}      - uses: ./one
        with: { v: '\${{ github.event.issue.title }}' }
`;
  expect(injections(text)).toEqual([]);
  expect(lintText(PATH, text).needs).toEqual([]);
});

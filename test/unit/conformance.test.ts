import { describe, expect, test } from 'vitest';
import { Document } from '../../server/core/document.ts';
import { Source } from '../../server/core/text/source.ts';
import { validDisagreements } from '../conformance/disagreements.mjs';
import { damageOf } from '../conformance/fix-checks.mjs';
import { page } from '../conformance/page.mjs';
import { NAMES } from '../conformance/suites.mjs';
import { services } from '../support/lint.ts';

const engine = { Document, Source, services };
const place = { file: '.github/workflows/ci.yml', kind: 'github-workflow' };
const TEXT = `# What it is for.
on: push
env: &shared # kept
  A: 1
jobs:
  build:
    runs-on: ubuntu-latest
    env: *shared
    steps:
      - run: |
          # a line of the script
          make
`;

describe('the harness', () => {
  test('has a list of disagreements in the agreed form', () => {
    expect(validDisagreements(NAMES).length).toBeGreaterThan(0);
  });

  test('writes a page that names cases and quotes none', () => {
    const entry = { suite: 'zizmor', rule: 'r', kind: 'miss', case: 'a.yml', line: 3, reason: 'Because.' };
    const about = [{ name: 'zizmor', about: 'Files.' }];
    const text = page({ rows: [['suite'], ['zizmor']], about, disagreements: [entry] });
    expect(text).toContain('- `r`, not reported (`a.yml:3`): Because.');
  });
});

describe('the checks of fixes', () => {
  const damage = (before: string, after: string) => damageOf(engine, place, before, after);

  test.each([
    ['the comment', '# What it is for.\n'],
    ['the comment', ' # kept'],
    ['the comment', '          # a line of the script\n'],
    ['the anchor', '&shared '],
    ['the alias', '*shared'],
  ])('see that %s %j is lost', (what, part) => {
    expect(damage(TEXT, TEXT.replace(part, '')).join()).toContain(`lost ${what}`);
  });

  test('see broken text and line ends, and are content with a sound edit', () => {
    expect(damage(TEXT, `${TEXT}  bad: [`).join()).toContain('no longer parses');
    expect(damage(TEXT, TEXT.replace('push\n', 'push\r\n'))).toEqual(['brings carriage returns']);
    expect(damage(TEXT.replaceAll('\n', '\r\n'), TEXT)).toContain('mixes line ends');
    expect(damage(`\ufeff${TEXT}`, TEXT)).toContain('lost the BOM');
    expect(damage(TEXT, TEXT.replace('jobs:', 'permissions: {}\njobs:'))).toEqual([]);
  });
});

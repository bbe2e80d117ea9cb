import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileReport } from '../../server/core/lint.ts';
import { filesBelow } from '../support/files.ts';
import { lintText } from '../support/lint.ts';

const ROOT = path.join(import.meta.dirname, '../fixtures');

/** Fixture files as [path in its repository, text, name for the report]. */
const fixtures = filesBelow(ROOT)
  .filter((file) => !/\/(?:expected\.txt|fixed\/.*)$/.test(file))
  .map((file) => {
    const inRepository = file.split('/').slice(2).join('/');
    return { name: file, path: inRepository, text: readFileSync(path.join(ROOT, file), 'utf8') };
  });

/** A small generator with a fixed seed, so that a failure can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

function expectSound(report: FileReport, text: string): void {
  expect(report.findings.filter((finding) => finding.ruleId === 'internal-error')).toEqual([]);
  for (const { range, ruleId } of report.findings) {
    expect(range.start.offset, ruleId).toBeLessThanOrEqual(range.end.offset);
    expect(range.end.offset, ruleId).toBeLessThanOrEqual(text.length);
  }
}

const shape = (report: FileReport) =>
  report.findings.map(({ ruleId, range }) => `${ruleId} ${range.start.line}:${range.start.column}`);

describe('a broken file neither throws nor yields a range outside of it', () => {
  const PIECES = [
    '{',
    '}',
    '[',
    ']',
    ':',
    '"',
    "'",
    '\n',
    '\t',
    '&a ',
    '*a',
    '!x ',
    '|',
    '>',
    '#',
    '- ',
    '${{',
    '}}',
    '\\',
  ];

  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    const random = generator(fixture.text.length);
    for (let round = 0; round < 12; round++) {
      const at = random(fixture.text.length + 1);
      const text =
        round % 2 === 0
          ? fixture.text.slice(0, at)
          : fixture.text.slice(0, at) + PIECES[random(PIECES.length)] + fixture.text.slice(at + random(4));
      expectSound(lintText(fixture.path, text), text);
    }
  });
});

describe('line ends and a byte order mark change no finding', () => {
  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    const plain = shape(lintText(fixture.path, fixture.text));
    const crlf = fixture.text.replace(/\r?\n/g, '\r\n');
    expect(shape(lintText(fixture.path, crlf))).toEqual(plain);
    const marked = lintText(fixture.path, `\uFEFF${fixture.text}`);
    expect(marked.findings.map((finding) => finding.ruleId)).toEqual(
      lintText(fixture.path, fixture.text).findings.map((finding) => finding.ruleId),
    );
  });
});

describe('hostile input ends soon', () => {
  const deep = (open: string, close: string, n: number) => open.repeat(n) + close.repeat(n);
  const bomb = [
    'a0: &a0 [x]',
    ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
  ].join('\n');
  test.each([
    ['nested brackets in YAML', 'buildspec.yml', `version: 0.2\nphases: ${deep('[', ']', 20_000)}`],
    ['nested objects in JSON', 'policy.json', `{"Statement": ${deep('{"Effect":', '}', 20_000)}}`],
    ['an alias bomb', '.github/workflows/x.yml', `on: push\njobs:\n  x: {}\n${bomb}`],
    ['a merge bomb', '.gitlab-ci.yml', bomb.replace(/\[\*(a\d+), \*a\d+\]/g, '{ <<: [*$1, *$1] }')],
    [
      'an endless expression',
      '.github/workflows/x.yml',
      `on: push\njobs:\n  a:\n    steps:\n      - run: ${'${{ a'.repeat(5_000)}`,
    ],
    ['a long line', 'notes.txt', 'A'.repeat(1_000_000)],
    ['many quotes', 'x.sh', '"$('.repeat(3_000)],
    ['many spaces', 'Dockerfile', `RUN ${' '.repeat(200_000)}x`],
  ])('%s', (_, file, text) => {
    expectSound(lintText(file, text), text);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Node } from '../../../server/core/parse/tree.ts';
import { parseFullYaml } from '../../../server/core/parse/yaml.ts';
import { parsePlainYaml } from '../../../server/core/parse/yaml-plain.ts';
import { filesBelow } from '../../support/files.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const SHARED = [path.resolve(ROOT, '../shared/corpus')].find(existsSync);

/** The tree as plain data, spans and types included. */
function plain(node: Node | null): unknown {
  if (!node) return null;
  const { kind, span, tag, anchor, alias } = node;
  const common = { kind, span: [span.start, span.end], tag, anchor, alias };
  if (node.kind === 'scalar') return { ...common, value: node.value, text: node.text, style: node.style };
  if (node.kind === 'seq') return { ...common, flow: node.flow, items: node.items.map(plain) };
  const pairs = node.pairs.map((pair) => [
    plain(pair.key),
    plain(pair.value),
    pair.span.start,
    pair.span.end,
  ]);
  return { ...common, flow: node.flow, pairs };
}

/** Says how the two parsers differ; undefined when they agree or the short way gave up. */
function difference(text: string): unknown {
  const root = parsePlainYaml(text);
  if (!root) return undefined;
  const full = parseFullYaml(text);
  const [short, long] = [[plain(root)], full.roots.map(plain)];
  if (full.problems.length === 0 && JSON.stringify(short) === JSON.stringify(long)) return undefined;
  return { text, problems: full.problems.map((problem) => problem.message), short, long };
}

function yamlFiles(folder: string): string[] {
  return filesBelow(folder)
    .filter((file) => /\.(?:ya?ml|template)$/.test(file))
    .map((file) => path.join(folder, file));
}

const own = [...yamlFiles(path.join(ROOT, 'test/fixtures')), ...yamlFiles(path.join(ROOT, 'examples'))];
const corpus = SHARED ? yamlFiles(SHARED) : [];
if (!SHARED) console.log('skipped: the corpus of real files is not here; only fixtures are compared');

test('agrees with the full parser on every file', () => {
  let taken = 0;
  for (const file of [...own, ...corpus]) {
    const text = readFileSync(file, 'utf8');
    expect(difference(text), file).toBeUndefined();
    if (parsePlainYaml(text)) taken++;
  }
  // The short way is worth having only while it is the usual one.
  expect(taken / (own.length + corpus.length)).toBeGreaterThan(0.7);
}, 120_000);

test('agrees with the full parser, or gives up, on files with a small change', () => {
  const texts = [...own, ...corpus]
    .map((file) => readFileSync(file, 'utf8'))
    .filter((text) => text.length < 3000);
  const scrap = fc.constantFrom(
    ...[
      ' ',
      '  ',
      '\n',
      '\n\n',
      '\t',
      ':',
      ': ',
      '- ',
      '-',
      '#',
      ' #',
      '|',
      '>-',
      '|+',
      "'",
      '"',
      '[',
      ']',
      '{',
      '}',
      ',',
    ],
    ...[
      '&a ',
      '*a',
      '!t ',
      '? ',
      '%',
      '@',
      '\\',
      '---\n',
      '...\n',
      'x',
      '0x1',
      'null',
      '~',
      '1e3',
      '.5',
      '"a": ',
      '<<: ',
    ],
  );
  fc.assert(
    fc.property(
      fc.nat(texts.length - 1),
      fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.nat(3), put: scrap }), {
        minLength: 1,
        maxLength: 3,
      }),
      (index, changes) => {
        let text = texts[index]!;
        for (const { at, drop, put } of changes) {
          const offset = Math.floor(at * text.length);
          text = text.slice(0, offset) + put + text.slice(offset + drop);
        }
        expect(difference(text)).toBeUndefined();
      },
    ),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 3000) },
  );
}, 300_000);

test('agrees with the full parser, or gives up, on random structures', () => {
  const word = fc.constantFrom(
    'a',
    'b c',
    '1',
    '0x1F',
    '1.50',
    '-.inf',
    'true',
    '~',
    'a:b',
    'a#b',
    '-x',
    "it's",
    'x\ty',
  );
  const scalar = fc.oneof(
    word,
    word.map((text) => `"${text}\\n\\""`),
    word.map((text) => `'${text.replaceAll("'", "''")}'`),
    fc.constantFrom(
      '[a, b]',
      '[]',
      '{}',
      '{a: 1, "b":2}',
      '[a, [b, {c: d}],]',
      '{a: [x]}',
      '[a\n   , b]',
      'a\n   b\n\n   c',
    ),
    fc.constantFrom(
      '|\n   a\n    b\n\n   c',
      '>-\n   a\n   b\n\n    c\n\n   d',
      '|-\n\n   a\n\n',
      '>\n   a\n\n\n   b\n',
      '',
      '# x',
    ),
  );
  const line = fc.tuple(
    fc.nat(3),
    fc.constantFrom('', '- ', '- - ', 'k: ', 'key: ', '- k: ', '"q": ', 'k:'),
    scalar,
  );
  const end = fc.constantFrom('\n', ' # note\n', '\n\n', '\n  # note\n', ' \n');
  fc.assert(
    fc.property(fc.array(fc.tuple(line, end), { maxLength: 7 }), (lines) => {
      const text = lines
        .map(([[depth, lead, value], tail]) => `${'  '.repeat(depth)}${lead}${value}${tail}`)
        .join('');
      expect(difference(text)).toBeUndefined();
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 20_000) },
  );
}, 300_000);

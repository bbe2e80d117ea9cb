import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { analyse } from 'scslre';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../server/core/secrets/formats/index.ts';
import { filesBelow } from '../support/files.ts';

/*
 * Regular expressions run on hostile text, so none may take more than linear time. `scslre` finds exponential and
 * polynomial backtracking. It is silent on bounded repetition, which the time bounds of the scanner's own test cover.
 */
const ROOT = path.join(import.meta.dirname, '../..');

/** Known to be harmless, with the reason. */
const ALLOWED: Readonly<Record<string, string>> = {};

/** Every regular expression literal of a file, found in its syntax tree. */
function regexesOf(file: string): { source: string; flags: string }[] {
  const tree: unknown = parseAst(readFileSync(path.join(ROOT, file), 'utf8'), { lang: 'ts' }, file);
  const found: { source: string; flags: string }[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    else if (node !== null && typeof node === 'object') {
      const { regex } = node as { regex?: { pattern: string; flags: string } };
      if (regex) found.push({ source: regex.pattern, flags: regex.flags });
      else Object.values(node).forEach(visit);
    }
  };
  visit(tree);
  return found;
}

function problemsOf({ source, flags }: { source: string; flags: string }): string[] {
  const { reports } = analyse({ source, flags }, { reportTypes: { Move: false } });
  return reports.map(
    (report) => `${report.type}, ${report.exponential ? 'exponential' : 'polynomial'}: /${source}/`,
  );
}

describe.each(['server/core', 'rules'])('the regular expressions of %s', (folder) => {
  const files = filesBelow(path.join(ROOT, folder)).filter((file) => file.endsWith('.ts'));
  test('take linear time', () => {
    const problems = files.flatMap((file) =>
      regexesOf(`${folder}/${file}`)
        .filter(({ source }) => !(source in ALLOWED))
        .flatMap((regex) => problemsOf(regex).map((problem) => `${folder}/${file}: ${problem}`)),
    );
    expect(problems).toEqual([]);
  });
});

test('the patterns that tables put together take linear time', () => {
  expect(FORMATS.flatMap(({ pattern }) => problemsOf(pattern))).toEqual([]);
});

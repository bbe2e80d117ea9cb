import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/registry.generated.ts';
import { classify } from '../../server/core/classify.ts';
import { Document } from '../../server/core/document.ts';
import { settleFixes } from '../../server/core/fix.ts';
import type { OnlineFacts } from '../../server/core/model/github/refs.ts';
import { Source } from '../../server/core/text/source.ts';
import { lintText, services } from '../support/lint.ts';
import { type OnlineTable, onlineFacts } from '../support/online.ts';
import { render } from '../support/render.ts';

/*
 * A fixture is a folder test/fixtures/<rule-id>/<case>/ with files at the paths they would have in a repository.
 * `expected.txt` pins every finding of the rule with its exact range; a case whose name begins with `good` has none.
 * `fixed/` holds the files after all fixes, unsafe ones too. `online.json` says what repositories answer that are asked, see
 * test/support/online.ts; without it, nobody is asked. Write expectations and fixes with `npx vitest run fixtures -u` and read them.
 */
const ROOT = path.join(import.meta.dirname, '../fixtures');
const NOT_OF_THE_CASE = new Set(['expected.txt', 'fixed', 'online.json']);
/** Reported by the engine, not by a check of their own. */
const WITHOUT_FIXTURE = new Set(['internal-error', 'unused-ignore']);

function filesIn(folder: string, below = ''): string[] {
  return readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const relative = below ? `${below}/${entry.name}` : entry.name;
    if (below === '' && NOT_OF_THE_CASE.has(entry.name)) return [];
    return entry.isDirectory() ? filesIn(folder, relative) : [relative];
  });
}

function onlineIn(folder: string): OnlineFacts | undefined {
  const file = path.join(folder, 'online.json');
  return existsSync(file) ? onlineFacts(JSON.parse(readFileSync(file, 'utf8')) as OnlineTable) : undefined;
}

function casesOf(id: string): string[] {
  const folder = path.join(ROOT, id);
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isDirectory())
    : [];
}

/** Applies all fixes until nothing is left to apply. */
async function fixAll(
  id: string,
  file: string,
  before: string,
  files: Readonly<Record<string, string>>,
  online: OnlineFacts | undefined,
): Promise<string> {
  const { text, isSettled } = await settleFixes(before, 'unsafe', (current) => ({
    document: new Document(new Source(file, current), classify(file, current)!, services),
    findings: lintText(file, current, { only: id, files, online }).findings,
  }));
  if (!isSettled) throw new Error(`the fixes of ${id} on ${file} do not come to an end`);
  return text;
}

test('every folder of fixtures belongs to a rule', () => {
  const ids = new Set(rules.map((rule) => rule.id));
  expect(readdirSync(ROOT).filter((folder) => !ids.has(folder))).toEqual([]);
});

describe.each(rules.filter((rule) => !WITHOUT_FIXTURE.has(rule.id)).map((rule) => [rule.id, rule] as const))(
  '%s',
  (id, rule) => {
    const cases = casesOf(id);

    test('has a case that it reports and one that it does not', () => {
      expect(cases.filter((name) => !name.startsWith('good')).length).toBeGreaterThan(0);
      expect(cases.filter((name) => name.startsWith('good')).length).toBeGreaterThan(0);
    });

    test.each(cases)('%s', async (name) => {
      const folder = path.join(ROOT, id, name);
      const reports: string[] = [];
      const files = Object.fromEntries(
        filesIn(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
      );
      const online = onlineIn(folder);
      for (const [file, text] of Object.entries(files)) {
        const report = lintText(file, text, { only: id, files, online });
        reports.push(render(report));
        if (rule.fix === 'none' || report.findings.every((finding) => finding.fixes.length === 0)) continue;
        const fixed = await fixAll(id, file, text, files, online);
        await expect(fixed).toMatchFileSnapshot(path.join(folder, 'fixed', file));
      }
      const rendered = reports.filter((text) => text !== '').join('\n\n');
      if (name.startsWith('good')) expect(rendered).toBe('');
      else {
        expect(rendered).not.toBe('');
        await expect(`${rendered}\n`).toMatchFileSnapshot(path.join(folder, 'expected.txt'));
      }
    });

    if (rule.fix !== 'none') {
      test('has a golden file for its fix', () => {
        expect(cases.some((name) => existsSync(path.join(ROOT, id, name, 'fixed')))).toBe(true);
      });
    }
  },
);

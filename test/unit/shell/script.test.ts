import { expect, test } from 'vitest';
import { Document } from '../../../server/core/document.ts';
import type { ShellParser } from '../../../server/core/parse/shell.ts';
import { Source } from '../../../server/core/text/source.ts';
import { services } from '../../support/lint.ts';

/** The texts that are parsed while the scripts of a buildspec are read. */
function parsedOf(commands: readonly string[], shell: ShellParser, parsed: string[]): readonly string[] {
  const text = `version: 0.2\nphases:\n  build:\n    commands:\n${commands.map((line) => `      - ${line}\n`).join('')}`;
  const document = new Document(new Source('buildspec.yml', text), 'buildspec', { shell });
  parsed.length = 0;
  for (const script of document.facet('script')) expect(script.commands).toHaveLength(1);
  return parsed;
}

test('parses only the script that changed, however many a document has', () => {
  const parsed: string[] = [];
  const shell: ShellParser = {
    parse: (text) => {
      parsed.push(text);
      return services.shell!.parse(text);
    },
  };
  const commands = Array.from({ length: 1200 }, (_, i) => `make target-${i}`);
  expect(parsedOf(commands, shell, parsed)).toHaveLength(1200);
  expect(parsedOf(commands, shell, parsed)).toEqual([]);
  expect(parsedOf(commands.with(700, 'make other'), shell, parsed)).toEqual(['make other']);
});

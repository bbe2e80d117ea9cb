import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { CAPABLE, Client } from '../lsp/client.ts';
import { checkJson, scratch } from '../support/cli.ts';
import { filesBelow } from '../support/files.ts';
import { lintText } from '../support/lint.ts';
import { roleFile, roleWorkflow } from '../support/role.ts';

/*
 * The command line, the language server and the engine itself see the same repository: their findings have to agree to
 * the last digit, or a baseline made by one is of no use to another.
 */
const FIXTURES = path.join(import.meta.dirname, '../fixtures');
/** One rule for each sort of file, and those that lean on what a host has to bring: the shell parser, masking. */
const RULES = [
  'curl-pipe-shell',
  'github-token',
  'gitlab-mutable-image',
  'lookalike-package',
  'mutable-base-image',
  'privileged-build',
  'public-principal',
  'template-injection',
  'unbounded-dependency',
  'unpinned-action',
  'wildcard-action',
];
/** The folder that the editor has open; the repository begins above it. */
const OPEN = 'services';

/** The files of each rule's first case, by their path from the repository. */
function fixtures(): Record<string, string> {
  return Object.fromEntries(
    RULES.flatMap((id) => {
      const name = readdirSync(path.join(FIXTURES, id)).find((each) => !each.startsWith('good'))!;
      const folder = path.join(FIXTURES, id, name);
      return filesBelow(folder)
        .filter((file) => file !== 'expected.txt' && !file.startsWith('fixed/'))
        .map((file) => [`${OPEN}/${id}/${file}`, readFileSync(path.join(folder, file), 'utf8')]);
    }),
  );
}

/** A finding as every host can tell it; lines and columns count from 1. */
function told(
  file: string,
  ruleId: string,
  { start, end }: Readonly<Record<'start' | 'end', { line: number; column: number }>>,
  fingerprint: unknown,
): string {
  return `${file}:${start.line}:${start.column}-${end.line}:${end.column} ${ruleId} ${fingerprint}`;
}

test('the command line, the server and the engine agree on rule, range and fingerprint', async () => {
  const files = fixtures();
  const folder = scratch({ ...files, '.git/HEAD': '', '.pipewarden.yml': 'profile: audit\n' });

  const engine = Object.entries(files).flatMap(([file, text]) =>
    // Without the options that fixtures are written for: the configuration here has none.
    lintText(file, text, { config: { rules: {} } })
      .findings.filter(({ suppressed }) => !suppressed)
      .map(({ ruleId, range, fingerprint }) => told(file, ruleId, range, fingerprint)),
  );

  const commandLine = checkJson([OPEN], { cwd: folder })
    .findings.filter(({ suppressed }) => !suppressed)
    .map((finding) => told(finding.path, finding.ruleId, finding.range, finding.fingerprint));

  const uriOf = (file: string) => pathToFileURL(path.join(folder, file)).href;
  const client = await Client.start(CAPABLE, {
    workspaceFolders: [{ uri: uriOf(OPEN), name: OPEN }],
    // What an editor leaves out by preference.
    initializationOptions: { settings: { minimumSeverity: 'info' } },
  });
  const server: string[] = [];
  for (const [file, text] of Object.entries(files)) {
    client.open(uriOf(file), text, 'plaintext');
    for (const { code, range, data } of await client.diagnostics(uriOf(file), 1)) {
      const [start, end] = [range.start, range.end].map((at) => ({
        line: at.line + 1,
        column: at.character + 1,
      }));
      server.push(told(file, code, { start: start!, end: end! }, data!.fingerprint));
    }
  }
  await client.stop();

  for (const id of RULES) expect(engine.join('\n')).toContain(` ${id} `);
  expect(commandLine.sort()).toEqual(engine.sort());
  expect(server.sort()).toEqual(engine);
});

test('they agree on what several files say together', async () => {
  const files = {
    'iam/role.json': roleFile('*'),
    '.github/workflows/deploy.yml': roleWorkflow('production'),
  };
  const folder = scratch({ ...files, '.git/HEAD': '', '.pipewarden.yml': 'profile: audit\n' });
  const file = 'iam/role.json';
  const engine = lintText(file, files[file], { files, config: { rules: {} } }).findings.map(
    ({ ruleId, range, fingerprint }) => told(file, ruleId, range, fingerprint),
  );
  expect(engine.join()).toContain('oidc-wide-subject');

  const commandLine = checkJson([file], { cwd: folder }).findings.map((finding) => {
    return told(finding.path, finding.ruleId, finding.range, finding.fingerprint);
  });

  const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const client = await Client.start(CAPABLE, {
    workspaceFolders: [{ uri: uriOf('iam'), name: 'iam' }],
    initializationOptions: { settings: { minimumSeverity: 'info' } },
  });
  client.open(uriOf(file), files[file], 'json');
  const diagnostics = await client.diagnostics(uriOf(file), 1);
  expect(diagnostics[0]).toMatchObject({
    relatedInformation: [{ location: { uri: uriOf('.github/workflows/deploy.yml') } }],
  });
  const server = diagnostics.map(({ code, range, data }) => {
    const [start, end] = [range.start, range.end].map((at) => ({
      line: at.line + 1,
      column: at.character + 1,
    }));
    return told(file, code, { start: start!, end: end! }, data!.fingerprint);
  });
  await client.stop();
  expect(commandLine).toEqual(engine);
  expect(server).toEqual(engine);
});

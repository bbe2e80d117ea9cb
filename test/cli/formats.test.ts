import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { BROKEN, CLEAN, pipewarden, STALE, scratch } from '../support/cli.ts';

const FILES = { 'a b/buildspec.yml': BROKEN, 'c/buildspec.yml': STALE };

function report(format: string, files: Record<string, string> = FILES): string {
  const folder = scratch({ '.git/HEAD': '', ...files });
  return pipewarden(['check', '--format', format, folder]).stdout;
}

describe('sarif', () => {
  /** A closed object: SARIF's own schema allows no other property either. */
  const object = (properties: object, required: string[] = []) => ({
    type: 'object',
    additionalProperties: false,
    properties,
    required,
  });
  const list = (items: object) => ({ type: 'array', items });
  const text = { type: 'string', minLength: 1 };
  const number = { type: 'integer', minimum: 1 };
  const message = object({ text, markdown: text }, ['text']);
  const place = object({ uri: { type: 'string', format: 'uri-reference' }, uriBaseId: text }, ['uri']);
  const region = object({ startLine: number, startColumn: number, endLine: number, endColumn: number }, [
    'startLine',
  ]);
  const physical = object({ artifactLocation: place, region }, ['artifactLocation']);
  const location = object({ id: { type: 'integer', minimum: 0 }, message, physicalLocation: physical });
  const level = { enum: ['none', 'note', 'warning', 'error'] };
  /** The part of sarif-schema-2.1.0.json (OASIS) that our report uses, with its required properties and enumerations. */
  const schema = object(
    {
      $schema: text,
      version: { const: '2.1.0' },
      runs: list(
        object(
          {
            tool: object(
              {
                driver: object(
                  {
                    name: text,
                    version: text,
                    semanticVersion: text,
                    informationUri: text,
                    rules: list(
                      object(
                        {
                          id: text,
                          shortDescription: message,
                          fullDescription: message,
                          help: message,
                          helpUri: text,
                          defaultConfiguration: object({ level }),
                          properties: { type: 'object' },
                        },
                        ['id'],
                      ),
                    ),
                  },
                  ['name'],
                ),
              },
              ['driver'],
            ),
            automationDetails: object({ id: text }),
            columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
            originalUriBaseIds: {
              type: 'object',
              additionalProperties: object({ uri: text, description: message }),
            },
            invocations: list(
              object(
                {
                  executionSuccessful: { type: 'boolean' },
                  toolExecutionNotifications: list(
                    object({ level, message, locations: list(location) }, ['message']),
                  ),
                },
                ['executionSuccessful'],
              ),
            ),
            results: list(
              object(
                {
                  ruleId: text,
                  ruleIndex: { type: 'integer', minimum: -1 },
                  level,
                  message,
                  locations: list(location),
                  relatedLocations: list(location),
                  partialFingerprints: { type: 'object', additionalProperties: text },
                  fixes: list(
                    object(
                      {
                        description: message,
                        artifactChanges: {
                          ...list(
                            object(
                              {
                                artifactLocation: place,
                                replacements: {
                                  ...list(
                                    object(
                                      {
                                        deletedRegion: region,
                                        insertedContent: object({ text: { type: 'string' } }),
                                      },
                                      ['deletedRegion'],
                                    ),
                                  ),
                                  minItems: 1,
                                },
                              },
                              ['artifactLocation', 'replacements'],
                            ),
                          ),
                          minItems: 1,
                        },
                      },
                      ['artifactChanges'],
                    ),
                  ),
                  suppressions: list(
                    object({ kind: { enum: ['inSource', 'external'] }, justification: { type: 'string' } }, [
                      'kind',
                    ]),
                  ),
                  properties: { type: 'object' },
                },
                ['message'],
              ),
            ),
          },
          ['tool'],
        ),
      ),
    },
    ['version', 'runs'],
  );
  const validate = new Ajv({
    strict: false,
    formats: { 'uri-reference': /^(?:file:\/\/)?(?:[\w./~-]|%[\dA-F]{2})+$/ },
  }).compile(schema);

  test.each([
    ['findings with fixes', FILES],
    ['nothing found', { 'buildspec.yml': CLEAN }],
    ['suppressed findings', { ...FILES, '.pipewarden.yml': 'ignore: [{ rule: syntax, reason: known }]\n' }],
    ['a file that cannot be read', { 'huge.yml': 'x'.repeat(17 * 1024 * 1024) }],
  ])('%s: follows the schema', (_, files) => {
    const log = JSON.parse(report('sarif', files));
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  });

  test('says what code scanning needs', () => {
    const [run] = JSON.parse(report('sarif')).runs;
    expect(run.results).toHaveLength(2);
    const [broken, stale] = run.results;
    expect(broken.locations[0].physicalLocation.artifactLocation).toEqual({
      uri: 'a%20b/buildspec.yml',
      uriBaseId: '%SRCROOT%',
    });
    expect(run.tool.driver.rules[broken.ruleIndex]).toMatchObject({
      id: 'syntax',
      help: { markdown: expect.stringContaining('## What it does') },
      properties: { 'security-severity': '3.0', tags: expect.arrayContaining(['security']) },
    });
    expect(stale.fixes[0].artifactChanges[0].replacements[0].deletedRegion.startLine).toBe(3);
    expect(stale.partialFingerprints['pipewarden/v1']).toMatch(/^[0-9a-f]{16}$/);
  });
});

test('github: one annotation per finding, the worst first, escaped', () => {
  const lines = report('github', {
    'a, b/buildspec.yml': BROKEN,
    'z/.pipewarden.yml': 'no-such-key: 1\n',
  }).split('\n');
  expect(lines[0]).toMatch(
    /^::warning file=z\/\.pipewarden\.yml,line=1,endLine=1,col=1,endColumn=12,title=invalid-config::/,
  );
  expect(lines[1]).toMatch(/^::notice file=a%2C b\/buildspec\.yml,line=\d+,endLine=\d+,col=\d+/);
  expect(lines).toHaveLength(3);
});

describe('junit', () => {
  /** The tags of an XML text, opened and closed in order; throws where it is not well-formed. */
  function tags(xml: string): string[] {
    const open: string[] = [];
    const seen: string[] = [];
    const body = xml.replace(/^<\?xml [^>]*\?>\n/, '');
    expect(body.replace(/<\/?[a-z]+(?: [a-z]+="[^"<]*")*\/?>/g, '')).not.toMatch(
      /[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/,
    );
    for (const [, close, name, self] of body.matchAll(/<(\/?)([a-z]+)(?: [a-z]+="[^"<]*")*(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else seen.push(name!);
      if (!close && !self) open.push(name!);
    }
    expect(open).toEqual([]);
    return seen;
  }

  test('is well-formed whatever the names hold, and has a case where nothing is found', () => {
    const xml = report('junit', { 'a<&">\u0001b/buildspec.yml': BROKEN, 'c/buildspec.yml': STALE });
    expect(tags(xml).filter((name) => name === 'failure')).toHaveLength(2);
    expect(xml).toContain('tests="2" failures="2"');
    expect(tags(report('junit', { 'buildspec.yml': CLEAN }))).toEqual([
      'testsuites',
      'testsuite',
      'testcase',
    ]);
  });
});

test('compact: a line per finding, as editors read it', () => {
  expect(report('compact')).toMatch(
    /^\S+\/a b\/buildspec\.yml:\d+:\d+: low syntax: .+\n\S+\/c\/buildspec\.yml:3:31: low unused-ignore: .+\n$/,
  );
});

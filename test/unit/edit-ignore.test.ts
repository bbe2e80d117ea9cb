import { describe, expect, test } from 'vitest';
import { classify } from '../../server/core/classify.ts';
import { Document } from '../../server/core/document.ts';
import { ignoreInConfig, ignoreInFile, ignoreOnLine } from '../../server/core/edit/ignore.ts';
import { findIgnores } from '../../server/core/suppress.ts';
import { applyEdits, type TextEdit } from '../../server/core/text/edit.ts';
import { Source } from '../../server/core/text/source.ts';

function read(path: string, text: string): Document {
  return new Document(new Source(path, text), classify(path, text)!);
}

function apply(text: string, edit: TextEdit | undefined): string | undefined {
  return edit && applyEdits(text, [edit]);
}

/** The text after a finding on `needle` was ignored; checks that the comment then covers that very place. */
function onLine(path: string, text: string, needle: string): string | undefined {
  const document = read(path, text);
  const start = text.indexOf(needle);
  const range = document.source.rangeOf({ start, end: start + needle.length });
  const result = apply(text, ignoreOnLine(document, 'rule-id', range, 'why'));
  if (result === undefined) return undefined;
  const after = new Source(path, result);
  const line = after.lineAt(result.indexOf(needle));
  const covers = findIgnores(after).some(
    (ignore) => ignore.ruleId === 'rule-id' && ignore.line! <= line && ignore.lastLine! >= line,
  );
  expect(covers, result).toBe(true);
  return result;
}

const WORKFLOW = '.github/workflows/a.yml';
const COMMENT = '# pipewarden: ignore[rule-id] why';

describe('on a line', () => {
  test('at its end, behind what is there', () => {
    expect(onLine(WORKFLOW, 'on: push\njobs: {}\n', 'push')).toBe(`on: push ${COMMENT}\njobs: {}\n`);
    expect(onLine(WORKFLOW, 'on: push # note\r\njobs: {}\r\n', 'push')).toBe(
      `on: push # note ${COMMENT}\r\njobs: {}\r\n`,
    );
  });

  test('for text in a block scalar, on the line that opens it', () => {
    const text = 'jobs:\n  a:\n    steps:\n      - run: |\n          one\n\n          two\n        env: {}\n';
    expect(onLine(WORKFLOW, text, 'two')).toBe(text.replace('run: |', `run: | ${COMMENT}`));
    expect(onLine(WORKFLOW, text, 'one')).toBe(text.replace('run: |', `run: | ${COMMENT}`));
    expect(
      onLine(
        'buildspec.yml',
        'version: 0.2\nphases:\n  build:\n    commands:\n      - >-\n        one\n',
        'one',
      ),
    ).toBe(`version: 0.2\nphases:\n  build:\n    commands:\n      - >- ${COMMENT}\n        one\n`);
  });

  test('for text in quotes over several lines, above the first of them or not at all', () => {
    const text = 'on: push\nenv:\n  A: "one\n    two\n    three"\n';
    const above = `on: push\nenv:\n  ${COMMENT}\n  A: "one\n    two\n    three"\n`;
    expect(onLine(WORKFLOW, text, 'one')).toBe(above);
    expect(onLine(WORKFLOW, text, 'three')).toBe(`${text.trimEnd()} ${COMMENT}\n`);
    expect(onLine(WORKFLOW, text, 'two')).toBeUndefined();
  });

  test('is added to the comment that is there', () => {
    const text = 'on: push # pipewarden: ignore[other] because\n';
    expect(onLine(WORKFLOW, text, 'push')).toBe('on: push # pipewarden: ignore[other, rule-id] because\n');
  });

  test('above, where a comment needs a line of its own', () => {
    expect(onLine('Dockerfile', 'FROM a\nRUN one && \\\n    two\n', 'two')).toBe(
      `FROM a\nRUN one && \\\n    ${COMMENT}\n    two\n`,
    );
    expect(onLine('.npmrc', 'registry=x\n', 'x')).toBe(`${COMMENT}\nregistry=x\n`);
  });

  test('not where a line goes on', () => {
    expect(onLine('requirements.txt', 'a==1 \\\n  --hash=x\n', 'a==1')).toBe(
      `${COMMENT}\na==1 \\\n  --hash=x\n`,
    );
    expect(onLine('a.sh', 'one \\\n  two \\\n  three\n', 'two')).toBeUndefined();
  });

  test('in the comments of each kind', () => {
    expect(onLine('go.mod', 'require a v1\n', 'v1')).toBe(
      'require a v1 // pipewarden: ignore[rule-id] why\n',
    );
    expect(onLine('pom.xml', '<version>1</version>\n', '1')).toBe(
      '<version>1</version> <!-- pipewarden: ignore[rule-id] why -->\n',
    );
    expect(onLine('src/a.py', 'key = "x"\n', 'x')).toBe(`key = "x" ${COMMENT}\n`);
  });

  test('not in JSON, lock files, or files whose comments are unknown', () => {
    expect(onLine('package.json', '{"a": 1}\n', '1')).toBeUndefined();
    expect(onLine('poetry.lock', 'a = 1\n', '1')).toBeUndefined();
    expect(onLine('notes.txt', 'a = 1\n', '1')).toBeUndefined();
    expect(onLine('t.json', '{"AWSTemplateFormatVersion": "2010-09-09"}\n', '2010')).toBeUndefined();
  });
});

describe('in a file', () => {
  const inFile = (path: string, text: string): string | undefined => {
    const result = apply(text, ignoreInFile(read(path, text), 'rule-id', 'why'));
    if (result !== undefined) {
      const found = findIgnores(new Source(path, result));
      expect(found.some(({ ruleId, line }) => ruleId === 'rule-id' && line === undefined)).toBe(true);
    }
    return result;
  };
  const TOP = '# pipewarden: ignore-file[rule-id] why';

  test('at its top', () => {
    expect(inFile(WORKFLOW, 'on: push\n')).toBe(`${TOP}\non: push\n`);
    expect(inFile(WORKFLOW, '\uFEFFon: push\r\n')).toBe(`\uFEFF${TOP}\r\non: push\r\n`);
  });

  test('behind lines that must come first', () => {
    expect(inFile('a.sh', '#!/bin/sh\nls\n')).toBe(`#!/bin/sh\n${TOP}\nls\n`);
    expect(inFile('Dockerfile', '# syntax=docker/dockerfile:1\nFROM a\n')).toBe(
      `# syntax=docker/dockerfile:1\n${TOP}\nFROM a\n`,
    );
    expect(inFile('a.sh', '#!/bin/sh')).toBe(`#!/bin/sh\n${TOP}\n`);
  });

  test('in the comment that is there', () => {
    expect(inFile(WORKFLOW, '# pipewarden: ignore-file[other] x\non: push\n')).toBe(
      '# pipewarden: ignore-file[other, rule-id] x\non: push\n',
    );
  });
});

describe('in the configuration', () => {
  const entry = { path: 'a/b.json', rule: 'rule-id', reason: 'why' };
  const item = '  - path: a/b.json\n    rule: rule-id\n    reason: why\n';

  test('makes the list, or adds to it', () => {
    expect(apply('', ignoreInConfig('', entry))).toBe(`ignore:\n${item}`);
    const text = 'profile: strict';
    expect(apply(text, ignoreInConfig(text, entry))).toBe(`profile: strict\nignore:\n${item}`);
    const list = 'ignore:\n  - path: x # kept\n    rule: y\n    reason: z\nprofile: strict\n';
    expect(apply(list, ignoreInConfig(list, entry))).toBe(
      `ignore:\n  - path: x # kept\n    rule: y\n    reason: z\n${item}profile: strict\n`,
    );
  });

  test('replaces an empty list', () => {
    const text = 'ignore: []\nprofile: strict\n';
    expect(apply(text, ignoreInConfig(text, entry))).toBe(`ignore:\n${item}profile: strict\n`);
  });

  test('leaves what it does not understand alone', () => {
    expect(ignoreInConfig('ignore: [{path: a, rule: b, reason: c}]\n', entry)).toBeUndefined();
    expect(ignoreInConfig('- a\n', entry)).toBeUndefined();
  });
});

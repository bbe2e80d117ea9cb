import { describe, expect, test } from 'vitest';
import { classify } from '../../../server/core/classify.ts';
import type { PolicyType } from '../../../server/core/config/config.ts';
import { Document } from '../../../server/core/document.ts';
import {
  insertItem,
  insertMember,
  removeItem,
  removeMember,
  replaceValue,
} from '../../../server/core/edit/json.ts';
import { actionsOfService, servicePrefixes } from '../../../server/core/model/iam-actions.ts';
import { gradeGitHubSubject } from '../../../server/core/model/policy/oidc.ts';
import { actionsMatching } from '../../../server/core/model/policy/permissions.ts';
import { matchesPattern } from '../../../server/core/model/policy/wildcard.ts';
import { parseJson } from '../../../server/core/parse/json.ts';
import {
  isMap,
  isSeq,
  type MapNode,
  pairOf,
  type SeqNode,
  valueAt,
} from '../../../server/core/parse/tree.ts';
import { applyEdits, type TextEdit } from '../../../server/core/text/edit.ts';
import { nearest } from '../../../server/core/text/nearest.ts';
import { Source } from '../../../server/core/text/source.ts';
import { lintText } from '../../support/lint.ts';

function typesOf(path: string, content: unknown, policyType?: PolicyType): string[] {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const document = new Document(new Source(path, text), classify(path, text)!, {}, { policyType });
  return document.facet('policy').map(({ type }) => type);
}

const allow = (more: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
const identity = allow({ Action: 's3:GetObject', Resource: '*' });

describe('the type of a policy', () => {
  test.each([
    ['policy.json', identity, ['identity']],
    ['org/scp/deny.json', identity, ['scp']],
    ['policies/ci_boundary.json', identity, ['boundary']],
    [
      'trust.json',
      allow({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
      ['trust'],
    ],
    ['x.json', allow({ Principal: '*', Action: 's3:GetObject', Resource: '*' }), ['resource']],
    ['vpce-policy.json', allow({ Principal: '*', Action: '*', Resource: '*' }), ['vpc-endpoint']],
    [
      'roles.json',
      { Role: { AssumeRolePolicyDocument: allow({ Principal: { AWS: '1' }, Action: 'sts:*' }) } },
      ['trust'],
    ],
    [
      'all.json',
      { List: [{ PolicyDocument: identity }, { PolicyDocument: identity }] },
      ['identity', 'identity'],
    ],
    ['ram.json', { ...identity, Version: '1' }, []],
  ])('%s', (path, content, expected) => {
    expect(typesOf(path, content)).toEqual(expected);
  });

  test('is what the configuration says', () => {
    expect(typesOf('policy.json', identity, 'scp')).toEqual(['scp']);
  });
});

describe('patterns', () => {
  test.each([
    ['*', 'anything', true],
    ['get*', 'getobject', true],
    ['*object', 'getobjectacl', false],
    ['g?t', 'get', true],
    ['a*b*c', 'axxbxxc', true],
    ['', '', true],
  ])('%s on %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  test('stay quick on hostile text', () => {
    const begin = performance.now();
    expect(matchesPattern(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

describe('the table of actions', () => {
  test('decodes names, levels and resources', () => {
    expect(servicePrefixes().length).toBeGreaterThan(400);
    expect(actionsOfService('S3')?.get('getobject')).toEqual({
      name: 'GetObject',
      level: 'read',
      hasResources: true,
    });
    expect(actionsOfService('ecr')?.get('getauthorizationtoken')?.hasResources).toBe(false);
    expect(actionsOfService('iam')?.get('putrolepolicy')?.level).toBe('permissions');
    expect(actionsOfService('constructor')).toBeUndefined();
    for (const prefix of servicePrefixes()) {
      for (const { name } of actionsOfService(prefix)!.values()) expect(name).toMatch(/^[A-Za-z0-9_.-]+$/);
    }
  });

  test('expands wildcards', () => {
    const names = actionsMatching('ecr:*Layer*').map(({ action }) => action.name);
    expect(names).toContain('UploadLayerPart');
    expect(names).not.toContain('PutImage');
    expect(actionsMatching('*')).toEqual([]);
  });
});

describe('near names', () => {
  test('are found by slips, and only when one is nearest', () => {
    expect(nearest('getobjekt', ['getobject', 'putobject'], 2)).toBe('getobject');
    expect(nearest('gteobject', ['getobject'], 1)).toBe('getobject');
    expect(nearest('xbc', ['abc', 'xbd'], 2)).toBeUndefined();
    expect(nearest('abcdef', ['uvwxyz'], 2)).toBeUndefined();
  });
});

describe("GitHub's subjects", () => {
  test.each([
    ['*', 'anyone'],
    ['repo:*', 'anyone'],
    ['repo:*/shop:*', 'anyone'],
    ['r*:example/shop', 'anyone'],
    ['environment:production', 'anyone'],
    ['repo:example*', 'owner-prefix'],
    ['repo:example*/*', 'owner-prefix'],
    ['repo:example/*', 'organization'],
    ['repo:example/*:ref:refs/heads/main', 'organization'],
    ['repo:example/shop*', 'repository-prefix'],
    ['repo:example/shop:*', 'repository'],
    ['repo:example/shop:ref:refs/heads/*', 'branches'],
    ['repo:example/shop:pull_request', 'pull-request'],
    ['repo:example@12/shop@34:ref:refs/heads/main', 'exact'],
    ['repo:example@*/shop@*:environment:prod', 'exact'],
    ['repository_owner_id:42:environment:prod', 'exact'],
    ['REPO:example/shop:ref:refs/heads/main', 'nothing'],
    ['repo:example/shop', 'nothing'],
    ['example/shop', 'nothing'],
  ])('%s', (subject, reach) => {
    expect(gradeGitHubSubject(subject)).toBe(reach);
  });
});

describe('edits of JSON', () => {
  const edited = (text: string, edit: (source: Source, root: MapNode) => TextEdit) => {
    const root = parseJson(text).roots[0] as MapNode;
    const result = applyEdits(text, [edit(new Source('x.json', text), root)]);
    expect(parseJson(result).problems).toEqual([]);
    return result;
  };
  const list = (root: MapNode, key: string) => valueAt(root, key) as SeqNode;

  test('keep one line on one line', () => {
    expect(edited('{ "a": 1 }', (source, root) => insertMember(source, root, 'b', [1]))).toContain(
      '{ "a": 1, "b": [',
    );
    expect(edited('{}', (source, root) => insertMember(source, root, 'b', 'x'))).toBe('{"b": "x"}');
    expect(edited('{"l": [1]}', (source, root) => insertItem(source, list(root, 'l'), 0, 'first'))).toBe(
      '{"l": [0, 1]}',
    );
  });

  test('keep indentation, tabs and line ends', () => {
    const text = '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t}\r\n}\r\n';
    expect(edited(text, (source, root) => insertMember(source, root, 'c', 2))).toBe(
      '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t},\r\n\t"c": 2\r\n}\r\n',
    );
    expect(edited(text, (source, root) => insertMember(source, valueAt(root, 'b') as MapNode, 'c', 2))).toBe(
      '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": 2\r\n\t}\r\n}\r\n',
    );
    expect(edited(text, (source, root) => insertMember(source, root, 'z', { y: 1 }, 'first'))).toBe(
      '{\r\n\t"z": {\r\n\t\t"y": 1\r\n\t},\r\n\t"a": 1,\r\n\t"b": {\r\n\t}\r\n}\r\n',
    );
  });

  test('remove with the comma', () => {
    const text = '{\n  "a": 1,\n  "b": [1, 2, 3],\n  "c": 3\n}\n';
    const remove = (key: string) =>
      edited(text, (source, root) => removeMember(source, root, pairOf(root, key)!));
    expect(remove('a')).toBe('{\n  "b": [1, 2, 3],\n  "c": 3\n}\n');
    expect(remove('c')).toBe('{\n  "a": 1,\n  "b": [1, 2, 3]\n}\n');
    expect(edited(text, (source, root) => removeItem(source, list(root, 'b'), 2))).toContain('[1, 2]');
    expect(edited('{"b": [1]}', (source, root) => removeItem(source, list(root, 'b'), 0))).toBe('{"b": []}');
    expect(edited(text, (source, root) => replaceValue(source, valueAt(root, 'b')!, 'x'))).toContain(
      '"b": "x"',
    );
  });
});

describe('half-typed policies', () => {
  const text = JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'One',
          Effect: 'Allow',
          Principal: {
            Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
          },
          Action: ['sts:AssumeRoleWithWebIdentity', 's3:*', 'iam:PassRole'],
          Resource: ['*', 'arn:aws:s3:::${aws:username}/*'],
          Condition: {
            'ForAllValues:StringLike': { 'token.actions.githubusercontent.com:sub': ['repo:a/b:*'] },
            Bool: {},
          },
        },
      ],
    },
    null,
    1,
  );

  test('never make a rule fail, wherever they break off', () => {
    for (let end = 1; end < text.length; end += 3) {
      const report = lintText('policy.json', text.slice(0, end));
      expect(
        report.findings.filter(({ ruleId }) => ruleId === 'internal-error'),
        String(end),
      ).toEqual([]);
    }
  });

  test('never make a rule fail, whatever a value is replaced by', () => {
    for (const odd of ['null', '7', '[]', '{}', '[[]]', '""', '{"Ref":"X"}', '[null]', '"${"', '":"']) {
      for (const match of text.matchAll(/"[^"\n]+"(?!:)/g)) {
        const changed = text.slice(0, match.index) + odd + text.slice(match.index + match[0].length);
        const report = lintText('policy.json', changed);
        expect(
          report.findings.filter(({ ruleId }) => ruleId === 'internal-error'),
          changed,
        ).toEqual([]);
      }
    }
  });

  test('still have nodes of the expected kinds', () => {
    const root = parseJson(text).roots[0];
    expect(isMap(root) && isSeq(valueAt(root, 'Statement'))).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import { classify } from '../../server/core/classify.ts';

const SPEC = 'version: 0.2\nphases:\n  build:\n    commands:\n      - make\n';

describe('files of AWS pipelines are known by what they hold', () => {
  test.each([
    ['ci/release.yml', SPEC, 'buildspec'],
    ['ci/release.yml', SPEC.replaceAll('\n', '\r\n'), 'buildspec'],
    ['ci/release.yaml', `\uFEFF# comment\n---\nenv:\n  shell: bash\n${SPEC}`, 'buildspec'],
    ['codebuild/release', SPEC, 'buildspec'],
    ['buildspec.yml.j2', SPEC, 'buildspec'],
    ['ci/release.yml', 'version: "0.2"\nbatch:\n  build-list: []\n', 'buildspec'],
    ['ci/release.yml', 'phases:\n  build:\n    commands: [make]\n', 'buildspec'],
    ['ci/release.yml', SPEC.replace(/^/gm, '  '), 'buildspec'],
    ['ci/release.json', '{"version": 0.2, "phases": {"build": {"commands": ["make"]}}}', 'buildspec'],
    ['ci/release.json', '{"version": "0.2", "batch": {"build-list": []}}', 'buildspec'],
    ['release', '{"version": "0.2", "phases": {"build": {}}}', 'buildspec'],
    ['app.yml', 'AWSTemplateFormatVersion: "2010-09-09"\n', 'cloudformation'],
    ['app.yml', '  AWSTemplateFormatVersion: "2010-09-09"\n  Resources: {}\n', 'cloudformation'],
    ['app.yml', 'Transform: AWS::Serverless-2016-10-31\nResources: {}\n', 'cloudformation'],
    ['app.yml', 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n', 'cloudformation'],
    ['part.yml', 'A:\n  Type: AWS::SNS::Topic\n', 'cloudformation'],
    ['app.template', '{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}', 'cloudformation'],
    ['app.json', '{"Transform": ["AWS::Serverless-2016-10-31"]}', 'cloudformation'],
    ['amplify.yml', 'version: 1\nfrontend:\n  phases:\n    build:\n      commands: [make]\n', 'text'],
    ['appspec.yml', 'version: 0.0\nos: linux\nhooks: {}\n', 'text'],
    ['buildspec.yml', 'version: 1.13.1\nimages:\n  - name: x\n', 'text'],
    ['README.md', SPEC, 'text'],
    ['notes', 'We have three phases: and a version: 0.2\n', 'text'],
    ['compose.yml', 'version: "3"\nservices: {}\n', 'text'],
  ])('%s %j is %s', (path, text, kind) => {
    expect(classify(path, text)).toBe(kind);
  });
});

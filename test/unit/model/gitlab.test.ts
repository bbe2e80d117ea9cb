import { expect, test } from 'vitest';
import { Document } from '../../../server/core/document.ts';
import type { GitlabPipeline } from '../../../server/core/model/gitlab/pipeline.ts';
import { isScalar } from '../../../server/core/parse/tree.ts';
import { Source } from '../../../server/core/text/source.ts';

function pipelineOf(text: string): GitlabPipeline {
  return new Document(new Source('.gitlab-ci.yml', text), 'gitlab-ci').facet('gitlab')[0]!;
}

const TEXT = `
spec:
  inputs:
    env:
      default: dev
---
stages: [build]
include:
  - local: /a.yml
  - project: g/p
    ref: main
    file: x.yml
  - https://example.com/y.yml
  - component: example.com/g/c@1.0.0
variables:
  A: "1"
  B: { value: two, description: x }
default:
  image: node:22
  services: [docker:dind, { name: redis, alias: r }]
.base: &base
  tags: [x]
  before_script: [echo base]
.lines:
  setup: [one, two]
job:
  <<: *base
  extends: .base
  variables: { C: c }
  script:
    - !reference [.lines, setup]
    - - nested
      - |
        block
  rules:
    - if: $CI_COMMIT_TAG
      when: never
other:
  extends: [.gone, .base]
  image: { name: "a:b" }
  script: single
`;

test('a pipeline is read with what its jobs inherit', () => {
  const pipeline = pipelineOf(TEXT);
  expect(pipeline.jobs.map((job) => [job.name.text, job.hidden, job.lacks('environment')])).toEqual([
    ['.base', true, false],
    ['.lines', true, false],
    ['job', false, true],
    ['other', false, false],
  ]);
  expect(pipeline.includes.map(({ kind, target }) => `${kind} ${target.text}`)).toEqual([
    'local /a.yml',
    'project g/p',
    'remote https://example.com/y.yml',
    'component example.com/g/c@1.0.0',
  ]);
  expect(pipeline.variables.map(({ name, value }) => `${name.text}=${value?.text}`)).toEqual([
    'A=1',
    'B=two',
    'C=c',
  ]);
  expect(pipeline.images.map(({ role, name }) => `${role} ${name.text}`)).toEqual([
    'image node:22',
    'service docker:dind',
    'service redis',
    'image a:b',
  ]);
  expect(
    pipeline.scripts.map(({ section, scalar, job }) => `${job?.name.text} ${section}: ${scalar.text}`),
  ).toEqual([
    '.base before_script: echo base',
    'job script: one',
    'job script: two',
    'job script: nested',
    'job script: block\n',
    'other script: single',
  ]);
  expect(pipeline.inputs.map(({ name }) => name.text)).toEqual(['env']);
  const [, , job, other] = pipeline.jobs;
  expect(job!.rules?.map((rule) => [rule.if?.text, rule.when?.text])).toEqual([['$CI_COMMIT_TAG', 'never']]);
  const image = job!.effective('image');
  expect(isScalar(image) && image.text).toBe('node:22');
  expect(other!.effective('before_script')).toBeDefined();
});

test('circles and aliases within aliases come to an end', () => {
  expect(pipelineOf('a:\n  extends: b\nb:\n  extends: [a, b]\n').jobs[0]!.effective('image')).toBeUndefined();
  const laughs = Array.from({ length: 20 }, (_, i) => `  - &l${i + 1} [*l${i}, *l${i}, *l${i}]`).join('\n');
  const text = `.x:\n  script:\n  - &l0 [a]\n${laughs}\njob:\n  script: *l20\n  rules: *l20\n`;
  const pipeline = pipelineOf(text);
  expect(pipeline.scripts).toHaveLength(1);
  expect(pipeline.jobs[1]!.rules).toEqual([]);
});

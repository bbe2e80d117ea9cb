import { expect, test } from 'vitest';
import { isGitlab } from '../../server/core/classify-gitlab.ts';

test.each([
  ['a pipeline', 'stages: [build]\nbuild:\n  script: [make]\n'],
  ['a fragment with a job', 'build job:\n  stage: build\n  script: [make]\n'],
  ['hidden jobs', '.a:\n    extends: .b\n    tags: [x]\n'],
  ['hidden rules', '.rules: &x\n  - if: $CI_COMMIT_TAG\n    when: never\n'],
  ['a component', 'spec:\n  inputs:\n    x:\n---\n"$[[ inputs.x ]]-job":\n  script: [make]\n'],
  ['a list of includes', '# parts\ninclude:\n  # first\n  - local: ci/a.yml\n  - local: ci/b.yml\n'],
  ['a quoted job', '"deploy:prod":\n  trigger: g/p\n  needs: []\n'],
])('%s is taken for GitLab', (_, text) => {
  expect(isGitlab(text)).toBe(true);
});

test.each([
  ['Kubernetes', 'apiVersion: v1\nkind: Pod\nspec:\n  image: x\n  script: y\n'],
  ['Tekton', 'kind: Task\nspec:\n  steps:\n    - image: x\n      script: make\n'],
  ['Ansible', '- hosts: all\n  tasks:\n    - script: x.sh\n      tags: [a]\n      when: b\n'],
  ['Compose', 'services:\n  web:\n    image: x\n    environment: {}\n    extends: y\n'],
  [
    'Bitbucket',
    'image: x\npipelines:\n  default:\n    - step:\n        script: [make]\n        artifacts: [a]\n',
  ],
  ['Travis', 'language: go\nscript: make\njobs:\n  include:\n    - script: x\n      stage: y\n'],
  ['Azure', 'pool: x\nsteps:\n  - script: make\n    env: {}\n'],
  ['Prometheus', 'groups:\n  - name: x\n    rules:\n      - alert: a\n'],
  ['Home Assistant', 'automation:\n  trigger:\n    platform: x\nscript:\n  a: b\n'],
  ['Compose with includes', 'include:\n  - path: ./a.yaml\nservices:\n  web: {}\n'],
  ['a custom resource', 'apiVersion: x/v1\nkind: Y\nspec:\n  inputs:\n    a: 1\n'],
  ['Taskfile', 'version: 3\ntasks:\n  build:\n    cmds: [make]\n'],
])('%s is not', (_, text) => {
  expect(isGitlab(text)).toBe(false);
});

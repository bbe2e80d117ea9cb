import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'docker-hub-token',
  summary: 'A Docker Hub token stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    secretlint: ['@secretlint/secretlint-rule-docker'],
  },
  reports: 'Docker Hub access tokens (`dckr_pat_`, `dckr_oat_`) and Swarm join tokens and unlock keys.',
  harm: 'With it somebody pushes images that others run.',
  revoke: 'Delete the token in the settings of the account.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    DOCKER_TOKEN: dckr_pat_PipewardenNotRealxeO5vjdiqv
phases:
  build:
    commands:
      - make release
`,
  },
  good: `
version: 0.2
env:
  secrets-manager:
    DOCKER_TOKEN: build/release:DOCKER_TOKEN
phases:
  build:
    commands:
      - make release
`,
});

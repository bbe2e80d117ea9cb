import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'atlassian-token',
  summary: 'An Atlassian token stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['atlassian-api-token'],
  },
  reports:
    'Atlassian API tokens (`ATATT3`, `ATCTT3`), Bitbucket app passwords (`ATBB`) and Bitbucket Data Center tokens.',
  harm: 'With it somebody reads and changes repositories and issues as its owner.',
  revoke: 'Revoke the token in the settings of the account.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    BITBUCKET_APP_PASSWORD: ATBBPipewardenNotReal6CO99oJ9D863386
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
    BITBUCKET_APP_PASSWORD: build/release:BITBUCKET_APP_PASSWORD
phases:
  build:
    commands:
      - make release
`,
});

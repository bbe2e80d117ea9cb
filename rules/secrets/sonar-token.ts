import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'sonar-token',
  summary: 'A SonarQube token stands in the file',
  severity: 'medium',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['sonar-api-token'],
  },
  reports:
    'SonarQube and SonarCloud tokens (`squ_`, `sqp_`, `sqa_`), and older ones behind a name such as `sonar.token`.',
  harm: 'With it somebody reads the analysed code and fakes analyses.',
  revoke: 'Revoke the token in SonarQube.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    SONAR_TOKEN: sqp_765a6ca7cff00d796c25410335b400141212b62c
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
    SONAR_TOKEN: build/release:SONAR_TOKEN
phases:
  build:
    commands:
      - make release
`,
});

import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'google-credential',
  summary: 'A Google credential stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['gcp-api-key'],
    secretlint: ['@secretlint/secretlint-rule-gcp'],
  },
  reports:
    'Google OAuth client secrets (`GOCSPX-`), access and refresh tokens, and API keys (`AIza`), which are public by design in some uses and so reported at medium severity. Keys of service accounts are private keys.',
  harm: 'With it somebody spends your quota or acts as your application.',
  revoke: 'Delete or restrict the credential in the Google Cloud console.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    GOOGLE_CLIENT_SECRET: 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
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
    GOOGLE_CLIENT_SECRET: build/release:GOOGLE_CLIENT_SECRET
phases:
  build:
    commands:
      - make release
`,
});

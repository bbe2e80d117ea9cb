import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'azure-credential',
  summary: 'An Azure credential stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['azure-ad-client-secret'],
    secretlint: ['@secretlint/secretlint-rule-azure'],
  },
  reports:
    'Azure account keys (`AccountKey=…`), shared access keys and signatures, client secrets of applications, and DevOps access tokens.',
  harm: 'With it somebody reads and changes what it protects.',
  revoke: 'Regenerate the key in Azure; prefer workload identity.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    AZURE_CLIENT_SECRET: Pip8Q~PipewardenNotRealUBaD2PyXAOM79Fkqv
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
    AZURE_CLIENT_SECRET: build/release:AZURE_CLIENT_SECRET
phases:
  build:
    commands:
      - make release
`,
});

import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'vault-token',
  summary: 'A HashiCorp Vault token stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['vault-service-token', 'vault-batch-token'],
    secretlint: ['@secretlint/secretlint-rule-hashicorp-vault'],
  },
  reports:
    'Vault service, batch and recovery tokens (`hvs.`, `hvb.`, `hvr.`), and older ones behind `VAULT_TOKEN`.',
  harm: 'With it somebody reads the secrets that the token may read.',
  revoke: 'Revoke it with `vault token revoke`, and let the pipeline log in with its own identity.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    VAULT_TOKEN: hvs.PipewardenNotRealR0XCImm30MV6VioqBzVbMzrWGayAIqDyiEVA7yen5VoiZo6eKM6PxPvul5Ruf1NDJGRvYWAOueEyT8Y
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
    VAULT_TOKEN: build/release:VAULT_TOKEN
phases:
  build:
    commands:
      - make release
`,
});

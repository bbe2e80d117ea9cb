import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'anthropic-api-key',
  summary: 'An Anthropic API key stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['anthropic-api-key', 'anthropic-admin-api-key'],
    secretlint: ['@secretlint/secretlint-rule-anthropic'],
  },
  reports: 'Anthropic API, admin and OAuth keys (`sk-ant-…`).',
  harm: 'With it somebody spends your credit and reads what the key can see.',
  revoke: 'Delete the key in the console.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    ANTHROPIC_API_KEY: sk-ant-api03-PipewardenNotRealGONa9NLm5SEBdlz3IqXGJeztbxgvKk0l2E9IdeRQWNv38VEdf2130aMJ6XMYEQbJb8DNdrUA80xpAA
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
    ANTHROPIC_API_KEY: build/release:ANTHROPIC_API_KEY
phases:
  build:
    commands:
      - make release
`,
});

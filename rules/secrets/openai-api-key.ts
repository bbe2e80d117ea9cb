import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'openai-api-key',
  summary: 'An OpenAI API key stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['openai-api-key'],
    secretlint: ['@secretlint/secretlint-rule-openai'],
  },
  reports: 'OpenAI API keys of users, projects, service accounts and administrators.',
  harm: 'With it somebody spends your credit and reads what the key can see.',
  revoke: 'Delete the key in the settings of the project.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    OPENAI_API_KEY: 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
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
    OPENAI_API_KEY: build/release:OPENAI_API_KEY
phases:
  build:
    commands:
      - make release
`,
});

import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'slack-token',
  summary: 'A Slack token or webhook address stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: [
      'slack-bot-token',
      'slack-user-token',
      'slack-app-token',
      'slack-config-access-token',
      'slack-config-refresh-token',
      'slack-legacy-bot-token',
      'slack-legacy-workspace-token',
      'slack-legacy-token',
      'slack-webhook-url',
    ],
    secretlint: ['@secretlint/secretlint-rule-slack'],
  },
  reports:
    'Slack bot, user, app-level, configuration and legacy tokens (`xoxb-`, `xoxp-`, `xapp-`, …) and webhook addresses.',
  harm: 'With it somebody reads channels or writes into them as your app.',
  revoke: 'Revoke the token in the settings of the app.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    SLACK_BOT_TOKEN: xoxb-575571567716-477417372276-PipewardenNotRealTnA803Z
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
    SLACK_BOT_TOKEN: build/release:SLACK_BOT_TOKEN
phases:
  build:
    commands:
      - make release
`,
});

import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'stripe-key',
  summary: 'A Stripe key stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['stripe-access-token'],
    secretlint: ['@secretlint/secretlint-rule-stripe'],
  },
  reports:
    'Stripe secret and restricted keys of live mode (`sk_live_`, `rk_live_`), of test mode at low severity, and webhook signing secrets.',
  harm: 'With a live key somebody reads customers and moves money.',
  revoke: 'Roll the key in the dashboard of Stripe.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    STRIPE_API_KEY: sk_live_PipewardenNotRealpozpCJ8ry2wUK3c
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
    STRIPE_API_KEY: build/release:STRIPE_API_KEY
phases:
  build:
    commands:
      - make release
`,
});

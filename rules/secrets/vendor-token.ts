import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'vendor-token',
  summary: "A cloud service's token stands in the file",
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: [
      '1password-service-account-token',
      'cloudflare-origin-ca-key',
      'databricks-api-token',
      'digitalocean-pat',
      'digitalocean-access-token',
      'digitalocean-refresh-token',
      'doppler-api-token',
      'duffel-api-token',
      'dynatrace-api-token',
      'easypost-api-token',
      'easypost-test-api-token',
      'flutterwave-encryption-key',
      'flutterwave-secret-key',
      'flyio-access-token',
      'grafana-api-key',
      'grafana-cloud-api-token',
      'grafana-service-account-token',
      'harness-api-key',
      'heroku-api-key-v2',
      'huggingface-access-token',
      'huggingface-organization-api-token',
      'infracost-api-token',
      'linear-api-key',
      'new-relic-insert-key',
      'new-relic-user-api-key',
      'notion-api-token',
      'octopus-deploy-api-key',
      'openshift-user-token',
      'perplexity-api-key',
      'planetscale-api-token',
      'planetscale-oauth-token',
      'planetscale-password',
      'postman-api-token',
      'prefect-api-token',
      'pulumi-api-token',
      'readme-api-token',
      'scalingo-api-token',
      'sendgrid-api-token',
      'sentry-org-token',
      'sentry-user-token',
      'settlemint-application-access-token',
      'settlemint-personal-access-token',
      'settlemint-service-access-token',
      'shopify-access-token',
      'shopify-custom-access-token',
      'shopify-private-app-access-token',
      'shopify-shared-secret',
      'telegram-bot-api-token',
      'twilio-api-key',
      'yandex-api-key',
    ],
    secretlint: [
      '@secretlint/secretlint-rule-1password',
      '@secretlint/secretlint-rule-cloudflare',
      '@secretlint/secretlint-rule-databricks',
      '@secretlint/secretlint-rule-figma',
      '@secretlint/secretlint-rule-grafana',
      '@secretlint/secretlint-rule-groq',
      '@secretlint/secretlint-rule-huggingface',
      '@secretlint/secretlint-rule-linear',
      '@secretlint/secretlint-rule-notion',
      '@secretlint/secretlint-rule-sendgrid',
      '@secretlint/secretlint-rule-shopify',
      '@secretlint/secretlint-rule-tailscale',
    ],
  },
  reports:
    'tokens with a form of their own of many services, among them 1Password, Buildkite, CircleCI, Cloudflare, Databricks, DigitalOcean, Doppler, Dynatrace, Figma, Fly.io, Grafana, Groq, Harness, Heroku, Hugging Face, Infracost, Linear, New Relic, Notion, Octopus Deploy, OpenShift, Perplexity, PlanetScale, Postman, Prefect, Pulumi, ReadMe, Replicate, SendGrid, Sentry, Shopify, Snyk, Supabase, Tailscale, Telegram and Twilio.',
  harm: 'With it somebody acts at the service as its owner.',
  revoke: 'Revoke the token at the service.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    DIGITALOCEAN_TOKEN: dop_v1_3e6f0bade65c3b188cc102ddb8379c7ce65426f74bde94fb78c8d5f08b79affd
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
    DIGITALOCEAN_TOKEN: build/release:DIGITALOCEAN_TOKEN
phases:
  build:
    commands:
      - make release
`,
});

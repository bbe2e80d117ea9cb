import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'aws-access-key',
  summary: 'An AWS access key stands in the file',
  severity: 'critical',
  equivalents: {
    gitleaks: ['aws-access-token'],
    secretlint: ['@secretlint/secretlint-rule-aws'],
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'GL-013', 'DF-006'],
  },
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html'],
  reports:
    'AWS access key ids (`AKIA…`, `ASIA…`) and secret access keys: a secret beside its id or behind a name such as `aws_secret_access_key`, and session tokens. An id on its own is reported at medium severity.',
  harm: 'With an access key somebody calls AWS as its owner, from anywhere, until somebody deactivates it.',
  revoke:
    'Deactivate the key in IAM, look for its use in CloudTrail, and let the build use its service role or OIDC instead of a key.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    AWS_ACCESS_KEY_ID: AKIAOGFQRCLRI3QZJ7UF
    AWS_SECRET_ACCESS_KEY: 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
phases:
  build:
    commands:
      - make release
`,
  },
  good: `
version: 0.2
# The build's service role signs the calls.
phases:
  build:
    commands:
      - aws s3 sync dist/ s3://example-bucket/
`,
});

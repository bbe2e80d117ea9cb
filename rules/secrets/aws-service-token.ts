import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'aws-service-token',
  summary: 'A token of an AWS service stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['aws-amazon-bedrock-api-key-long-lived', 'aws-amazon-bedrock-api-key-short-lived'],
  },
  reports:
    'tokens of single AWS services: Bedrock API keys, CodeArtifact tokens, ECR passwords, AppSync and MWS keys.',
  harm: 'Tsomebody token opens that service to him.',
  revoke: 'Revoke the key at its service, and let the pipeline ask for short-lived tokens with its role.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    AWS_BEARER_TOKEN_BEDROCK: ABSKPipewardenNotRealHWfCFWn05Gq59Pb2P1JJeE5bzXsm9gvjoucOmKkV9Ikdf92qrjvWeRkipW8wXmWarqp1qhbpvjhzifE5128eNz6OrSZ3e1eYhFVG0Tp
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
    AWS_BEARER_TOKEN_BEDROCK: build/release:AWS_BEARER_TOKEN_BEDROCK
phases:
  build:
    commands:
      - make release
`,
});

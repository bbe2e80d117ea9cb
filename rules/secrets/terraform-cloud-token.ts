import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'terraform-cloud-token',
  summary: 'A Terraform Cloud token stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['hashicorp-tf-api-token'],
  },
  reports: 'HCP Terraform and Terraform Enterprise tokens (`….atlasv1.…`).',
  harm: 'With it somebody reads the state, with all secrets in it, and plans changes.',
  revoke: 'Delete the token in the settings of its owner.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    TF_API_TOKEN: cmimcf2MbKX9tr.atlasv1.PipewardenNotRealSgZlKATSinGbE8LTfuiFWCHJmjqrd9k9FkKcXMAFKzCGzk6Azg
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
    TF_API_TOKEN: build/release:TF_API_TOKEN
phases:
  build:
    commands:
      - make release
`,
});

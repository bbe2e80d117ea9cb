import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'registry-token',
  summary: 'A token of a package registry stands in the file',
  severity: 'critical',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: [
      'rubygems-api-token',
      'clojars-api-token',
      'artifactory-api-key',
      'artifactory-reference-token',
    ],
  },
  reports: 'tokens of package registries: RubyGems, crates.io, NuGet, Clojars, Artifactory and Cloudsmith.',
  harm: 'With it somebody publishes a version of your packages that everyone installs.',
  revoke: 'Revoke the token at the registry and check what was published.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
env:
  variables:
    STAGE: release
    GEM_HOST_API_KEY: rubygems_ce10cd79e048c07dd7753eda83d7c58dfe0d5a0cf318656b
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
    GEM_HOST_API_KEY: build/release:GEM_HOST_API_KEY
phases:
  build:
    commands:
      - make release
`,
});

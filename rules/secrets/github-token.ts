import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'github-token',
  summary: 'A GitHub token stands in the file',
  severity: 'critical',
  equivalents: {
    gitleaks: [
      'github-pat',
      'github-fine-grained-pat',
      'github-oauth',
      'github-app-token',
      'github-refresh-token',
    ],
    secretlint: ['@secretlint/secretlint-rule-github'],
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
  },
  references: [
    'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/',
  ],
  reports:
    'GitHub tokens: personal ones (`ghp_`, `github_pat_`), OAuth (`gho_`), user-to-server (`ghu_`), installation (`ghs_`, also with a JSON web token) and refresh tokens (`ghr_`). The checksum of classic tokens is verified.',
  harm: 'With it somebody reads and pushes wherever its owner may.',
  revoke:
    'Revoke the token in the settings of its owner; in a workflow the built-in `GITHUB_TOKEN` is often enough.',
  bad: {
    path: '.github/workflows/release.yml',
    text: `
on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    env:
      RELEASE_TOKEN: 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
    steps:
      - run: make release
`,
  },
  good: `
on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    env:
      RELEASE_TOKEN: \${{ secrets.RELEASE_TOKEN }}
    steps:
      - run: make release
`,
});

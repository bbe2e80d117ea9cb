import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'npm-token',
  summary: 'An npm token stands in the file',
  severity: 'critical',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['npm-access-token'],
    secretlint: ['@secretlint/secretlint-rule-npm'],
  },
  reports:
    'npm access tokens (`npm_` with a valid form), `_authToken` and `_auth` of an `.npmrc` that hold a literal.',
  harm: 'With a publishing token somebody releases a version of your packages that everyone installs.',
  revoke: 'Revoke it with `npm token revoke`, check what was published, and prefer trusted publishing.',
  bad: {
    path: '.npmrc',
    text: `
registry=https://registry.npmjs.org/
//registry.npmjs.org/:_authToken=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
`,
  },
  good: `
registry=https://registry.npmjs.org/
//registry.npmjs.org/:_authToken=\${NPM_TOKEN}
`,
});

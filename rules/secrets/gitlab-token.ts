import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'gitlab-token',
  summary: 'A GitLab token stands in the file',
  severity: 'critical',
  equivalents: {
    gitleaks: [
      'gitlab-cicd-job-token',
      'gitlab-deploy-token',
      'gitlab-feature-flag-client-token',
      'gitlab-feed-token',
      'gitlab-incoming-mail-token',
      'gitlab-kubernetes-agent-token',
      'gitlab-oauth-app-secret',
      'gitlab-pat',
      'gitlab-pat-routable',
      'gitlab-ptt',
      'gitlab-rrt',
      'gitlab-runner-authentication-token',
      'gitlab-runner-authentication-token-routable',
      'gitlab-scim-token',
      'gitlab-session-cookie',
    ],
    secretlint: ['@secretlint/secretlint-rule-gitlab'],
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
  },
  references: ['https://docs.gitlab.com/security/tokens/#token-prefixes'],
  reports:
    'GitLab tokens by their prefixes: personal, project and group access (`glpat-`), runners (`glrt-`, `GR1348941`), deploy, feed, trigger, job, agent, SCIM and OAuth secrets.',
  harm: 'With it somebody reads code, changes pipelines or takes jobs of the project.',
  revoke: 'Revoke the token in GitLab and set its successor as a masked, protected CI/CD variable.',
  bad: {
    path: '.gitlab-ci.yml',
    text: `
variables:
  RELEASE_TOKEN: glpat-PipewardenNotRealcFK
  MODE: release
release:
  script:
    - make release
`,
  },
  good: `
release:
  script:
    - make release # RELEASE_TOKEN is a masked variable of the project
`,
});

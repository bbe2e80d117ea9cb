import { checkAtlassianCrc, checkBase62Crc } from '../checks.ts';
import type { SecretFormat } from '../format.ts';

function githubToken(prefix: string, name: string): SecretFormat {
  return {
    id: `github-${prefix}`,
    family: 'github-token',
    name,
    literals: [`${prefix}_`],
    pattern: GITHUB_CLASSIC,
    check: checkBase62Crc,
  };
}

/** 30 random characters and a checksum; newer servers may write longer ones, up to 255 in all. */
const GITHUB_CLASSIC = /gh[pousr]_(?:[A-Za-z0-9]{36}|[A-Za-z0-9]{76})(?![A-Za-z0-9])/y;

function gitlabToken(prefix: string, name: string, body: string): SecretFormat {
  return {
    id: `gitlab-${prefix}`,
    family: 'gitlab-token',
    name: `GitLab ${name}`,
    literals: [prefix],
    pattern: new RegExp(`${prefix}(?:${body})(?![A-Za-z0-9_-])`, 'y'),
  };
}

/** Since GitLab 17.10 tokens may say which cell they belong to: payload, version, length and checksum in base 36. */
const GITLAB_ROUTABLE = '[A-Za-z0-9_-]{27,300}\\.(?:[0-9a-z]{2}\\.)?[0-9a-z]{2}[0-9a-z]{7}';
const GITLAB_PLAIN = '[A-Za-z0-9_-]{20}';

export const HOSTING_FORMATS: readonly SecretFormat[] = [
  githubToken('ghp', 'GitHub personal access token'),
  githubToken('gho', 'GitHub OAuth token'),
  githubToken('ghu', 'GitHub user-to-server token'),
  githubToken('ghs', 'GitHub installation token'),
  githubToken('ghr', 'GitHub refresh token'),
  {
    id: 'github-fine-grained-token',
    family: 'github-token',
    name: 'GitHub fine-grained token',
    literals: ['github_pat_'],
    pattern: /github_pat_(?:[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|[A-Za-z0-9_]{82})(?![A-Za-z0-9_])/y,
  },
  {
    // The form of GITHUB_TOKEN since April 2026: the app's id and a JSON web token.
    id: 'github-installation-jwt',
    family: 'github-token',
    name: 'GitHub installation token',
    literals: ['ghs_'],
    pattern: /ghs_\d{1,20}_eyJ[A-Za-z0-9_-]{10,1000}\.[A-Za-z0-9_-]{10,3000}\.[A-Za-z0-9_-]{10,1000}/y,
  },
  {
    id: 'github-basic-auth',
    family: 'github-token',
    name: 'GitHub token',
    literals: [':x-oauth-basic'],
    pattern: /[0-9a-f]{40}(?=:x-oauth-basic)/y,
    before: 40,
  },
  gitlabToken('glpat-', 'personal access token', `${GITLAB_ROUTABLE}|${GITLAB_PLAIN}`),
  gitlabToken('glptt-', 'pipeline trigger token', `[0-9a-f]{40}|${GITLAB_ROUTABLE}`),
  gitlabToken(
    'glrt-',
    'runner token',
    `t\\d_${GITLAB_ROUTABLE}|(?:t\\d_)?${GITLAB_PLAIN}|${GITLAB_ROUTABLE}`,
  ),
  gitlabToken('glrtr-', 'runner token', `${GITLAB_ROUTABLE}|${GITLAB_PLAIN}`),
  gitlabToken('glcbt-', 'job token', `(?:[0-9A-Za-z]{1,5}_)?[A-Za-z0-9_-]{20}|${GITLAB_ROUTABLE}`),
  gitlabToken('gldt-', 'deploy token', `${GITLAB_ROUTABLE}|${GITLAB_PLAIN}`),
  gitlabToken('glft-', 'feed token', `[0-9a-f]{64}-\\d{1,10}|${GITLAB_ROUTABLE}|${GITLAB_PLAIN}`),
  gitlabToken('glimt-', 'incoming mail token', '[A-Za-z0-9_-]{25}'),
  gitlabToken('glagent-', 'agent token', `${GITLAB_ROUTABLE}|[A-Za-z0-9_-]{50}`),
  gitlabToken('gloas-', 'OAuth application secret', '[A-Za-z0-9_-]{64}'),
  gitlabToken('glsoat-', 'SCIM token', GITLAB_PLAIN),
  gitlabToken('glffct-', 'feature flag token', `${GITLAB_ROUTABLE}|${GITLAB_PLAIN}`),
  gitlabToken('glwt-', 'workspace token', `${GITLAB_ROUTABLE}|${GITLAB_PLAIN}`),
  gitlabToken('GR1348941', 'runner registration token', GITLAB_PLAIN),
  {
    id: 'gitlab-session',
    family: 'gitlab-token',
    name: 'GitLab session cookie',
    literals: ['_gitlab_session='],
    pattern: /_gitlab_session=([0-9a-z]{32})(?![0-9a-z])/y,
    boundary: false,
  },
  {
    id: 'atlassian-api-token',
    family: 'atlassian-token',
    name: 'Atlassian API token',
    literals: ['ATATT3', 'ATCTT3'],
    pattern: /AT[AC]TT3[A-Za-z0-9_=-]{150,250}(?![A-Za-z0-9_=-])/y,
    check: checkAtlassianCrc,
  },
  {
    id: 'bitbucket-app-password',
    family: 'atlassian-token',
    name: 'Bitbucket app password',
    literals: ['ATBB'],
    pattern: /ATBB[A-Za-z0-9_=-]{24}[0-9A-Fa-f]{8}(?![A-Za-z0-9_=-])/y,
    check: checkAtlassianCrc,
  },
  {
    id: 'bitbucket-server-token',
    family: 'atlassian-token',
    name: 'Bitbucket Data Center token',
    literals: ['BBDC-'],
    pattern: /BBDC-[MNO][A-Za-z0-9+/]{43}(?![A-Za-z0-9+/])/y,
  },
  {
    id: 'circleci-token',
    family: 'vendor-token',
    name: 'CircleCI token',
    literals: ['CCIPAT_', 'CCIPRJ_'],
    pattern: /CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[0-9a-fA-F]{40}(?![A-Za-z0-9])/y,
  },
  {
    id: 'buildkite-token',
    family: 'vendor-token',
    name: 'Buildkite token',
    literals: ['bkua_', 'bkaa_', 'bkaj_', 'bkct_', 'bkps_', 'bkpt_', 'bkpat_', 'bkat_'],
    pattern: /bk(?:ua|aa|aj|ct|ps|pt|pat|at)_[A-Za-z0-9]{40,64}(?![A-Za-z0-9_])/y,
    entropy: 3,
  },
  {
    id: 'sonar-token',
    family: 'sonar-token',
    name: 'SonarQube token',
    literals: ['squ_', 'sqp_', 'sqa_'],
    pattern: /sq[upa]_[0-9a-f]{40}(?![A-Za-z0-9])/y,
  },
  {
    id: 'sonar-legacy-token',
    family: 'sonar-token',
    name: 'SonarQube token',
    literals: ['sonar'],
    pattern:
      /sonar[a-z_.-]{0,24}(?:login|token)["']{0,2}\s{0,3}(?:=>?|[:,])?\s{0,3}["']?((?:sq[upa]_)?[0-9a-f]{40})(?![A-Za-z0-9])/iy,
    boundary: false,
  },
  {
    id: 'terraform-cloud-token',
    family: 'terraform-cloud-token',
    name: 'HCP Terraform token',
    literals: ['.atlasv1.'],
    pattern: /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}(?![A-Za-z0-9_=-])/iy,
    before: 14,
  },
  {
    id: 'vault-token',
    family: 'vault-token',
    name: 'HashiCorp Vault token',
    literals: ['hvs.', 'hvb.', 'hvr.'],
    pattern: /hv[sbr]\.[A-Za-z0-9_-]{80,300}(?![A-Za-z0-9_-])/y,
    entropy: 3.2,
  },
  {
    id: 'vault-legacy-token',
    family: 'vault-token',
    name: 'HashiCorp Vault token',
    literals: ['vault_token', 'vault-token'],
    pattern: /vault[_-]token["']?\s{0,3}[=:]\s{0,3}["']?([sbr]\.[A-Za-z0-9]{24})(?![A-Za-z0-9.])/iy,
    boundary: false,
  },
  {
    id: 'pulumi-token',
    family: 'vendor-token',
    name: 'Pulumi access token',
    literals: ['pul-'],
    pattern: /pul-[0-9a-f]{40}(?![0-9a-f])/y,
  },
  {
    id: 'doppler-token',
    family: 'vendor-token',
    name: 'Doppler token',
    literals: ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'],
    pattern: /dp\.(?:pt|ct|sa|scim|audit|st(?:\.[a-z0-9_-]{2,35})?)\.[A-Za-z0-9]{40,44}(?![A-Za-z0-9])/y,
  },
  {
    id: 'harness-token',
    family: 'vendor-token',
    name: 'Harness token',
    literals: ['pat.', 'sat.'],
    pattern: /[ps]at\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}(?![A-Za-z0-9])/y,
  },
  {
    id: 'octopus-api-key',
    family: 'vendor-token',
    name: 'Octopus Deploy API key',
    literals: ['API-'],
    pattern: /API-[A-Z0-9]{26}(?![A-Za-z0-9-])/y,
    entropy: 3.2,
  },
  {
    id: 'snyk-token',
    family: 'vendor-token',
    name: 'Snyk token',
    literals: ['snyk_sat.', 'snyk_uat.'],
    pattern:
      /snyk_[su]at\.[A-Za-z0-9_-]{8}\.[A-Za-z0-9_-]{60,120}(?:\.[A-Za-z0-9_-]{10,90})?(?![A-Za-z0-9_-])/y,
  },
  {
    id: 'infracost-api-key',
    family: 'vendor-token',
    name: 'Infracost API key',
    literals: ['ico-'],
    pattern: /(?<![._])ico-[A-Za-z0-9]{32}(?![A-Za-z0-9])/y,
    entropy: 3.2,
  },
];

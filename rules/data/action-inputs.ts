/*
 * The inputs of actions that many workflows use and that guard something, over all their versions. After the actions'
 * own `action.yml`, entered by hand, 2026-11. A name that is missing here is no mistake by that: only names that come
 * near a listed one, and are not listed, are taken for misspelt.
 */

const inputs = (names: string): readonly string[] => names.split(' ');

const CACHE = inputs(
  'path key restore-keys upload-chunk-size enablecrossosarchive fail-on-cache-miss lookup-only save-always',
);

const BUILD = inputs(
  'add-hosts allow annotations attests build-args build-contexts builder cache-from cache-to call cgroup-parent context ' +
    'file labels load network no-cache no-cache-filters outputs platforms provenance pull push sbom secrets secret-envs ' +
    'secret-files shm-size ssh tags target ulimit github-token',
);

export const ACTION_INPUTS: Readonly<Record<string, readonly string[]>> = {
  'actions/cache': CACHE,
  'actions/cache/restore': CACHE,
  'actions/cache/save': CACHE,
  'actions/checkout': inputs(
    'repository ref token ssh-key ssh-known-hosts ssh-strict ssh-user persist-credentials path clean filter ' +
      'sparse-checkout sparse-checkout-cone-mode fetch-depth fetch-tags show-progress reference lfs submodules ' +
      'set-safe-directory github-server-url',
  ),
  'actions/create-github-app-token': inputs(
    'app-id client-id private-key owner repositories enterprise skip-token-revoke github-api-url permission-actions ' +
      'permission-administration permission-artifact-metadata permission-attestations permission-checks ' +
      'permission-codespaces permission-contents permission-custom-properties-for-organizations ' +
      'permission-dependabot-secrets permission-deployments permission-discussions permission-email-addresses ' +
      'permission-enterprise-custom-properties-for-organizations permission-environments permission-followers ' +
      'permission-git-ssh-keys permission-gpg-keys permission-interaction-limits permission-issues permission-members ' +
      'permission-merge-queues permission-metadata permission-organization-administration ' +
      'permission-organization-announcement-banners permission-organization-copilot-agent-settings ' +
      'permission-organization-copilot-seat-management permission-organization-custom-org-roles ' +
      'permission-organization-custom-properties permission-organization-custom-roles permission-organization-events ' +
      'permission-organization-hooks permission-organization-packages ' +
      'permission-organization-personal-access-token-requests permission-organization-personal-access-tokens ' +
      'permission-organization-plan permission-organization-projects permission-organization-secrets ' +
      'permission-organization-self-hosted-runners permission-organization-user-blocking permission-packages ' +
      'permission-pages permission-profile permission-pull-requests permission-repository-custom-properties ' +
      'permission-repository-hooks permission-repository-projects permission-secret-scanning-alerts permission-secrets ' +
      'permission-security-events permission-single-file permission-starring permission-statuses ' +
      'permission-team-discussions permission-vulnerability-alerts permission-workflows',
  ),
  'actions/dependency-review-action': inputs(
    'repo-token fail-on-severity fail-on-scopes base-ref head-ref config-file allow-licenses deny-licenses ' +
      'allow-dependencies-licenses allow-ghsas external-repo-token license-check vulnerability-check ' +
      'comment-summary-in-pr deny-packages deny-groups retry-on-snapshot-warnings retry-on-snapshot-warnings-timeout ' +
      'warn-only show-openssf-scorecard warn-on-openssf-scorecard-level show-patched-versions large-summary-warn-only',
  ),
  'actions/download-artifact': inputs(
    'name artifact-ids path pattern merge-multiple github-token repository run-id skip-decompress digest-mismatch',
  ),
  'actions/github-script': inputs(
    'script github-token debug user-agent previews result-encoding retries retry-exempt-status-codes base-url',
  ),
  'actions/setup-go': inputs(
    'go-version go-version-file check-latest token cache cache-dependency-path architecture go-download-base-url stable',
  ),
  'actions/setup-node': inputs(
    'always-auth node-version node-version-file architecture check-latest registry-url scope token cache ' +
      'package-manager-cache cache-dependency-path mirror mirror-token version',
  ),
  'actions/setup-python': inputs(
    'python-version python-version-file cache architecture check-latest token cache-dependency-path update-environment ' +
      'allow-prereleases freethreaded pip-version pip-install ignore-platform-version',
  ),
  'actions/upload-artifact': inputs(
    'name path if-no-files-found retention-days compression-level overwrite include-hidden-files archive',
  ),
  'aquasecurity/trivy-action': inputs(
    'scan-type image-ref input scan-ref exit-code ignore-unfixed vuln-type pkg-types severity format template output ' +
      'skip-dirs skip-files cache-dir timeout ignore-policy hide-progress list-all-pkgs scanners security-checks ' +
      'trivyignores artifact-type github-pat trivy-config tf-vars limit-severities-for-sarif docker-host version cache ' +
      'skip-setup-trivy token-setup-trivy skip-setup',
  ),
  'aws-actions/configure-aws-credentials': inputs(
    'aws-region role-to-assume aws-access-key-id aws-secret-access-key aws-session-token aws-profile ' +
      'web-identity-token-file role-chaining audience http-proxy no-proxy mask-aws-account-id role-duration-seconds ' +
      'role-external-id role-session-name role-skip-session-tagging inline-session-policy managed-session-policies ' +
      'output-credentials output-env-credentials unset-current-credentials disable-retry retry-max-attempts ' +
      'special-characters-workaround use-existing-credentials allowed-account-ids force-skip-oidc action-timeout-s ' +
      'transitive-tag-keys custom-tags sts-endpoint translate-unicode global-timeout overwrite-aws-profile',
  ),
  'docker/build-push-action': BUILD,
  'docker/login-action': inputs('registry username password scope ecr logout attempts registry-auth'),
  'github/codeql-action/init': inputs(
    'tools languages build-mode token matrix config-file config db-location queries packs external-repository-token ' +
      'registries setup-python-dependencies source-root ram threads debug debug-artifact-name debug-database-name ' +
      'trap-caching dependency-caching quality-queries analysis-kinds',
  ),
  'github/codeql-action/upload-sarif': inputs(
    'sarif_file checkout_path ref sha token matrix category wait-for-processing',
  ),
  'ossf/scorecard-action': inputs(
    'results_file results_format repo_token publish_results file_mode internal_publish_base_url internal_default_token ' +
      'policy_file',
  ),
  'step-security/harden-runner': inputs(
    'allowed-endpoints egress-policy token disable-telemetry disable-sudo disable-sudo-and-containers ' +
      'disable-file-monitoring exempt-files policy api-key use-policy-store deploy-on-self-hosted-vm',
  ),
};

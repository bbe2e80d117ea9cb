/*
 * Actions that restore a cache, with the input that turns it off or on. Entered by hand from the actions' `action.yml`
 * and README, 2026-11. Names and inputs are in lower case.
 */

/** How an action decides whether it uses a cache. */
export type CacheControl =
  /** It always does. */
  | { readonly kind: 'always' }
  /** The input turns the cache on: any text, or one of `values`. */
  | { readonly kind: 'on'; readonly input: string; readonly values?: readonly string[] }
  /** The cache is on unless the input is `off`. */
  | { readonly kind: 'off'; readonly input: string; readonly off: readonly string[] };

const offIfFalse = (input: string): CacheControl => ({ kind: 'off', input, off: ['false'] });
const offIfTrue = (input: string): CacheControl => ({ kind: 'off', input, off: ['true'] });
const onIfTrue = (input: string): CacheControl => ({ kind: 'on', input, values: ['true'] });

export const CACHE_ACTIONS: Readonly<Record<string, readonly CacheControl[]>> = {
  'actions-rust-lang/setup-rust-toolchain': [offIfFalse('cache')],
  'actions/cache': [offIfTrue('lookup-only')],
  'actions/setup-dotnet': [onIfTrue('cache')],
  'actions/setup-go': [offIfFalse('cache')],
  'actions/setup-java': [{ kind: 'on', input: 'cache' }],
  'actions/setup-node': [
    { kind: 'on', input: 'cache', values: ['npm', 'yarn', 'pnpm'] },
    offIfFalse('package-manager-cache'),
  ],
  'actions/setup-python': [{ kind: 'on', input: 'cache' }],
  'astral-sh/setup-uv': [offIfFalse('enable-cache')],
  'awalsh128/cache-apt-pkgs-action': [{ kind: 'always' }],
  'determinatesystems/magic-nix-cache-action': [offIfFalse('use-gha-cache')],
  'docker/setup-buildx-action': [offIfFalse('cache-binary')],
  'graalvm/setup-graalvm': [{ kind: 'on', input: 'cache' }],
  'gradle/actions/setup-gradle': [offIfTrue('cache-disabled')],
  'jdx/mise-action': [offIfFalse('cache')],
  'mlugg/setup-zig': [offIfFalse('use-cache')],
  'mozilla-actions/sccache-action': [{ kind: 'always' }],
  'nix-community/cache-nix-action': [{ kind: 'always' }],
  'oven-sh/setup-bun': [offIfTrue('no-cache')],
  'pyo3/maturin-action': [onIfTrue('sccache')],
  'ramsey/composer-install': [{ kind: 'off', input: 'ignore-cache', off: ['yes', 'true', '1'] }],
  'ruby/setup-ruby': [onIfTrue('bundler-cache')],
  'swatinem/rust-cache': [offIfTrue('lookup-only')],
};

/** Actions that publish what the job built. */
export const PUBLISHERS: ReadonlySet<string> = new Set([
  'aws-actions/amazon-ecs-deploy-task-definition',
  'aws-actions/aws-cloudformation-github-deploy',
  'azure/aci-deploy',
  'azure/container-apps-deploy-action',
  'azure/functions-action',
  'azure/sql-action',
  'cloudflare/wrangler-action',
  'docker/build-push-action',
  'google-github-actions/deploy-appengine',
  'google-github-actions/deploy-cloud-functions',
  'google-github-actions/deploy-cloudrun',
  'googleapis/release-please-action',
  'goreleaser/goreleaser-action',
  'jreleaser/release-action',
  'pypa/gh-action-pypi-publish',
  'redhat-actions/push-to-registry',
  'release-drafter/release-drafter',
  'rubygems/release-gem',
  'softprops/action-gh-release',
]);

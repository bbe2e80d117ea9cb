import { inputOf, type Step } from './step.ts';
import { actionName } from './uses.ts';

/**
 * Commands that run code out of the working tree, if only through its configuration files: package managers, build
 * tools, test runners, linters with plug-ins, and interpreters given a file. See the "living off the pipeline" catalogue.
 */
const RUNS_TREE = new RegExp(
  [
    String.raw`(?:^|[\n;&|(]|\b(?:sudo|env|time|exec|then|do|xargs)\s|=\S{0,80}\s)[ \t]{0,200}(?:`,
    String.raw`(?:\.{1,2}\/|\$\{?GITHUB_WORKSPACE\}?\/)\S`,
    '|',
    String.raw`(?:npm|pnpm|yarn|bun|npx|pnpx|bunx|make|gmake|cmake|ninja|bazel|bazelisk|just|task|tox|nox|pytest|cargo|mvn|mvnw|gradle|gradlew|ant|sbt|bundle|rake|composer|phpunit|dotnet|msbuild|pre-commit|eslint|prettier|stylelint|webpack|vite|jest|mocha|mkdocs|sphinx-build|jekyll|hugo|goreleaser|terraform|tofu|terragrunt|pulumi|cdk|serverless|sam|poetry|pdm|hatch|uv|pipenv|flutter|dart|swift|mix|stack|cabal|lein|deno|nx|turbo|lerna|tsc|checkov|mypy|rubocop|golangci-lint|danger)(?:\s|$)`,
    '|',
    String.raw`go\s+(?:build|run|test|generate|install|vet)\b`,
    '|',
    String.raw`pip3?\s+install\b|python[\d.]*\s+(?:-m\s+(?:pip|pytest|build|tox|nox|unittest)\b|setup\.py\b|[\w.\/-]+\.py\b)`,
    '|',
    String.raw`(?:bash|sh|zsh|source|\.|node|ruby|perl|php|pwsh)\s+(?!-c\b)(?:-\w+\s+)?[\w.\/-]+(?:\.\w+|\/\w+)`,
    '|',
    String.raw`docker\s+(?:build|buildx|compose)\b|docker-compose\s|(?:chmod\s+\+x)\s`,
    ')',
  ].join(''),
);

/** Actions that build, test or lint what is checked out. */
const BUILD_ACTIONS: ReadonlySet<string> = new Set([
  'actions-rs/cargo',
  'actions/jekyll-build-pages',
  'bridgecrewio/checkov-action',
  'burrunan/gradle-cache-action',
  'cypress-io/github-action',
  'docker/bake-action',
  'docker/build-push-action',
  'github/codeql-action/autobuild',
  'golangci/golangci-lint-action',
  'goreleaser/goreleaser-action',
  'gradle/gradle-build-action',
  'oxsecurity/megalinter',
  'pre-commit/action',
  'pulumi/actions',
  'pyo3/maturin-action',
  'super-linter/super-linter',
  'trunk-io/trunk-action',
]);

/** True when a step that checks code out, or one of the `steps` behind it, runs something of that code. */
export function runsCheckout(checkout: Step, steps: readonly Step[]): boolean {
  const path = checkout.run ? '' : (inputOf(checkout, 'path')?.text ?? '');
  const folder = path.replace(/^\.\/?/, '') || undefined;
  return steps.some((later) => later.index >= checkout.index && runsCheckedOutCode(later, folder));
}

/** True when a step behind a checkout runs code that came with it. `folder` is the checkout's `path`, if it has one. */
export function runsCheckedOutCode(step: Step, folder: string | undefined): boolean {
  if (step.uses?.kind === 'local') return folder === undefined || step.uses.path.includes(folder);
  if (step.uses?.kind === 'repository') {
    const name = actionName(step.uses);
    if (name === 'ruby/setup-ruby') return inputOf(step, 'bundler-cache')?.text === 'true';
    return BUILD_ACTIONS.has(name);
  }
  const text = step.run?.text;
  if (text === undefined || !RUNS_TREE.test(text)) return false;
  return folder === undefined || text.includes(folder) || workingDirectory(step).includes(folder);
}

function workingDirectory(step: Step): string {
  for (const pair of step.node.pairs) {
    if (pair.key.text === 'working-directory' && pair.value?.kind === 'scalar') return pair.value.text;
  }
  return '';
}

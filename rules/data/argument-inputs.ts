/*
 * Inputs that an action pastes into a command line, by name in lower case: what stands in them is read as options, and by
 * some versions as shell code. Entered by hand from the actions' `action.yml` and from the advisories on them
 * (`vulnerable-actions.ts`), 2026-11.
 */
export const ARGUMENT_INPUTS: Readonly<Record<string, readonly string[]>> = {
  'actions-rs/cargo': ['args', 'command'],
  'aquasecurity/trivy-action': ['image-ref', 'output', 'scan-ref', 'severity', 'template', 'trivyignores'],
  'atlassian/gajira-create': ['description', 'fields', 'summary'],
  'bridgecrewio/checkov-action': ['check', 'directory', 'file', 'skip_check'],
  'codecov/codecov-action': ['flags', 'name'],
  'cypress-io/github-action': ['command', 'install-command', 'start'],
  'docker/build-push-action': ['build-args'],
  'fish-shop/syntax-check': ['pattern'],
  'golangci/golangci-lint-action': ['args'],
  'goreleaser/goreleaser-action': ['args'],
  'gradle/gradle-build-action': ['arguments'],
  'j178/prek-action': ['extra-args', 'extra_args', 'prek-version'],
  'lycheeverse/lychee-action': ['args', 'lycheeversion'],
  'pre-commit/action': ['extra_args'],
  'psf/black': ['options', 'src', 'version'],
  'pyo3/maturin-action': ['args', 'command'],
  'sonarsource/sonarcloud-github-action': ['args'],
  'sonarsource/sonarqube-scan-action': ['args'],
  'tj-actions/eslint-changed-files': ['extra_args'],
  'trunk-io/trunk-action': ['arguments'],
};

/** What actions call an input whose text becomes options of a command. */
export const ARGUMENT_NAME = /^(?:(?:cli|extra|additional|build|docker|test|run)[-_]?)?(?:args|arguments|flags|options|opts|command|cmd|params)$/i;

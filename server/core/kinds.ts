/**
 * The kinds of file that Pipewarden understands. `text` is any other text file: it is searched for secrets and never
 * parsed.
 */
export const KINDS = [
  'github-workflow',
  'github-action',
  'dependabot',
  'pre-commit',
  'gitlab-ci',
  'buildspec',
  'iam-policy',
  'cloudformation',
  'dockerfile',
  'requirements',
  'pyproject',
  'pipfile',
  'package-json',
  'package-lock',
  'yarn-lock',
  'pnpm-lock',
  'poetry-lock',
  'uv-lock',
  'go-mod',
  'cargo-toml',
  'gemfile',
  'maven-pom',
  'npmrc',
  'pip-conf',
  'shell',
  'pipewarden-config',
  'text',
] as const;

export type Kind = (typeof KINDS)[number];

/** How the text of a kind is parsed; undefined for kinds that are read line by line, as lock files are. */
export const SYNTAX: Readonly<Partial<Record<Kind, 'yaml' | 'json' | 'yaml-or-json' | 'toml'>>> = {
  'github-workflow': 'yaml',
  'github-action': 'yaml',
  dependabot: 'yaml',
  'pre-commit': 'yaml',
  'gitlab-ci': 'yaml',
  buildspec: 'yaml-or-json',
  'iam-policy': 'json',
  cloudformation: 'yaml-or-json',
  pyproject: 'toml',
  pipfile: 'toml',
  'package-json': 'json',
  'cargo-toml': 'toml',
  'pipewarden-config': 'yaml',
};

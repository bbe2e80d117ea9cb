import type { Kind } from './kinds.ts';

/** How much of a file's beginning the content tests look at. */
const HEAD = 64 * 1024;

/**
 * Says what kind of file this is, from its path (with `/` separators) and its text. Null for binary text. A path that
 * decides is enough; otherwise cheap tests of the first lines decide, and nothing is parsed.
 */
export function classify(path: string, text: string): Kind | null {
  if (text.slice(0, 8192).includes('\0')) return null;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const byPath = BY_PATH.find(([pattern]) => pattern.test(path))?.[1];
  if (byPath) return byPath;
  const head = text.slice(text.charCodeAt(0) === 0xfeff ? 1 : 0, HEAD);
  if (/\.ya?ml$/i.test(name)) return classifyYaml(head) ?? 'text';
  if (/\.(?:json|template|jsonc)$/i.test(name)) return classifyJson(head) ?? classifyYaml(head) ?? 'text';
  if (/^#!.*\b(?:ba|da|k|z)?sh\b/.test(head)) return 'shell';
  return isPerhapsAws(name, head) ? (classifyJson(head) ?? classifyAws(head) ?? 'text') : 'text';
}

/**
 * CodeBuild and CloudFormation take files of any name. A name without an extension, or one that speaks of them, is
 * worth a look at the text; a README that quotes a buildspec is not.
 */
function isPerhapsAws(name: string, head: string): boolean {
  if (/\.(?:md|markdown|rst|adoc|txt|html?|[jt]sx?|py|rb|go|java|cs|tf|sh)$/i.test(name)) return false;
  if (name.includes('.') && !/build-?_?spec|template|cloudformation|cfn|codebuild/i.test(name)) return false;
  return head.includes('phases') || head.includes('batch') || head.includes('AWS');
}

const BY_PATH: readonly (readonly [RegExp, Kind])[] = [
  [/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/, 'github-workflow'],
  [/(?:^|\/)\.github\/dependabot\.ya?ml$/, 'dependabot'],
  [/(?:^|\/)action\.ya?ml$/, 'github-action'],
  [/(?:^|\/)\.pre-commit-(?:config|hooks)\.ya?ml$/, 'pre-commit'],
  [/(?:^|[/.])gitlab-ci\.ya?ml$/, 'gitlab-ci'],
  [/(?:^|\/)(?:\.github\/)?\.?pipewarden\.ya?ml$/, 'pipewarden-config'],
  [/(?:^|\/)(?:[^/]*\.)?(?:Dockerfile|Containerfile)(?:\.[^/]*)?$/i, 'dockerfile'],
  [/(?:^|\/)[^/]*requirements[^/]*\.(?:txt|in)$|(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/i, 'requirements'],
  [/(?:^|\/)pyproject\.toml$/, 'pyproject'],
  [/(?:^|\/)Pipfile$/, 'pipfile'],
  [/(?:^|\/)package\.json$/, 'package-json'],
  [/(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/, 'package-lock'],
  [/(?:^|\/)yarn\.lock$/, 'yarn-lock'],
  [/(?:^|\/)pnpm-lock\.yaml$/, 'pnpm-lock'],
  [/(?:^|\/)poetry\.lock$/, 'poetry-lock'],
  [/(?:^|\/)uv\.lock$/, 'uv-lock'],
  [/(?:^|\/)go\.mod$/, 'go-mod'],
  [/(?:^|\/)Cargo\.toml$/, 'cargo-toml'],
  [/(?:^|\/)(?:Gemfile|gems\.rb)$/, 'gemfile'],
  [/(?:^|\/)pom\.xml$/, 'maven-pom'],
  [/(?:^|\/)\.?npmrc$/, 'npmrc'],
  [/(?:^|\/)\.?pip\.(?:conf|ini)$/, 'pip-conf'],
  [/\.(?:sh|bash)$/, 'shell'],
];

function classifyYaml(head: string): Kind | undefined {
  if (has(head, 'jobs') && /^(?:on|'on'|"on"|true)[ \t]*:/m.test(head)) return 'github-workflow';
  const aws = classifyAws(head);
  if (aws) return aws;
  if (has(head, 'runs') && /^[ \t]+using[ \t]*:/m.test(head)) return 'github-action';
  if (has(head, 'updates') && /package-ecosystem[ \t]*:/.test(head)) return 'dependabot';
  if (GITLAB_HINT.test(head) && isGitlab(head)) return 'gitlab-ci';
  return undefined;
}

/**
 * Buildspecs and templates by what cannot be mistaken: the two versions of a buildspec with one of its sections, or
 * phases with a phase of its names; a template's own version or transform, or resources of AWS.
 */
function classifyAws(head: string): Kind | undefined {
  if (has(head, 'AWSTemplateFormatVersion') || /^Transform[ \t]*:[^\r\n]*AWS::/m.test(head))
    return 'cloudformation';
  if (has(head, 'Resources') && /Type["']?[ \t]*:[ \t]*["']?(?:AWS|Custom)::/.test(head))
    return 'cloudformation';
  if (has(head, 'phases') && (has(head, 'version') || PHASE_KEY.test(head))) return 'buildspec';
  if (BUILDSPEC_VERSION.test(head) && (has(head, 'batch') || has(head, 'env'))) return 'buildspec';
  return undefined;
}

const PHASE_KEY = /^[ \t]+["']?(?:install|pre_build|build|post_build)["']?[ \t]*:[ \t]*\r?$/m;
const BUILDSPEC_VERSION = /^(?:version|'version'|"version")[ \t]*:[ \t]*["']?0\.[12]["']?[ \t]*(?:#.*)?\r?$/m;

/** A key that nearly every GitLab file has; without one no lines are read. */
const GITLAB_HINT = /^[ \t]+(?:script|before_script|after_script|trigger|extends|rules|artifacts)[ \t]*:/m;
const GITLAB_WORK = new Set([
  'script',
  'before_script',
  'after_script',
  'trigger',
  'extends',
  'rules',
  'artifacts',
]);
const GITLAB_KEYS = new Set([
  ...GITLAB_WORK,
  'stage',
  'image',
  'services',
  'tags',
  'only',
  'except',
  'needs',
  'dependencies',
  'cache',
  'variables',
  'environment',
  'allow_failure',
  'when',
  'coverage',
  'interruptible',
  'resource_group',
  'id_tokens',
  'parallel',
]);
/** Top-level keys of other systems whose entries look like GitLab jobs: Kubernetes, Bitbucket, Azure, Compose, … */
const NOT_GITLAB =
  /^(?:apiVersion|kind|pipelines|pool|steps|jobs|tasks|runs|on|language|networks|name)[ \t]*:/m;

/**
 * True when a map at the top level has, one level in, two keys of GitLab's jobs, one of which says what is done. Ansible
 * and Tekton have such keys in lists, Travis and Bitbucket deeper down. A hidden job (`.name`) that mentions one of
 * GitLab's variables is enough alone: only GitLab has those.
 */
function isGitlab(head: string): boolean {
  if (NOT_GITLAB.test(head)) return false;
  const staged = has(head, 'stages');
  let hidden = false;
  let indent = '';
  let work = 0;
  let keys = 0;
  for (const match of head.matchAll(/^([ \t]*)(["']?)([\w./-][\w.:/ -]{0,100}?)\2[ \t]?:(?:[ \t]|\r?$)/gm)) {
    const [, leading, , key] = match as unknown as [string, string, string, string];
    if (leading === '') {
      indent = '';
      [work, keys] = [0, 0];
      hidden ||= key.startsWith('.');
      continue;
    }
    indent ||= leading;
    if (leading !== indent) continue;
    if (GITLAB_WORK.has(key)) work++;
    if (GITLAB_KEYS.has(key)) keys++;
    if (work > 0 && (keys > 1 || staged)) return true;
  }
  return hidden && /\$\{?CI_[A-Z]/.test(head) && /^[ \t]+(?:- if|rules|artifacts|script)[ \t]*:/m.test(head);
}

function classifyJson(head: string): Kind | undefined {
  if (!/^\uFEFF?\s*\{/.test(head)) return undefined;
  if (/"AWSTemplateFormatVersion"\s*:|"Type"\s*:\s*"AWS::|"Transform"\s*:\s*\[?\s*"AWS::/.test(head))
    return 'cloudformation';
  if (/"Statement"\s*:/.test(head) && /"Effect"\s*:/.test(head)) return 'iam-policy';
  if (/"phases"\s*:\s*\{/.test(head) && /"version"\s*:|"commands"\s*:/.test(head)) return 'buildspec';
  if (/"version"\s*:\s*"?0\.[12]\b/.test(head) && /"(?:batch|env)"\s*:\s*\{/.test(head)) return 'buildspec';
  return undefined;
}

/** True when `key` stands at the start of a line, as a top-level key of block YAML does. */
function has(head: string, key: string): boolean {
  for (let at = head.indexOf(key); at !== -1; at = head.indexOf(key, at + key.length)) {
    const quote = head[at - 1];
    const quoted = quote === '"' || quote === "'";
    const start = quoted ? at - 1 : at;
    const before = head.charCodeAt(start - 1);
    if (start > 0 && before !== 10 && before !== 13 && before !== 0xfeff) continue;
    let end = at + key.length;
    if (quoted && head[end] !== quote) continue;
    if (quoted) end++;
    while (head[end] === ' ' || head[end] === '\t') end++;
    if (head[end] === ':') return true;
  }
  return false;
}

import { isGitlab } from './classify-gitlab.ts';
import { isConfigPath } from './config/config.ts';
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
  if (isConfigPath(path)) return 'pipewarden-config';
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

function classifyYaml(text: string): Kind | undefined {
  const head = dedented(text);
  if (has(head, 'jobs') && /^(?:on|'on'|"on"|true)[ \t]*:/m.test(head)) return 'github-workflow';
  const aws = classifyAws(head);
  if (aws) return aws;
  if (has(head, 'runs') && /^[ \t]+using[ \t]*:/m.test(head)) return 'github-action';
  if (has(head, 'updates') && /package-ecosystem[ \t]*:/.test(head)) return 'dependabot';
  if (isGitlab(head)) return 'gitlab-ci';
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
  // Resources without their section, for a tool to put into a template.
  if (/^(?: {2}| {4})Type[ \t]*:[ \t]*["']?AWS::\w+::\w/m.test(head)) return 'cloudformation';
  if (has(head, 'phases') && (has(head, 'version') || PHASE_KEY.test(head))) return 'buildspec';
  if (BUILDSPEC_VERSION.test(head) && (has(head, 'batch') || has(head, 'env'))) return 'buildspec';
  return undefined;
}

const PHASE_KEY = /^[ \t]+["']?(?:install|pre_build|build|post_build)["']?[ \t]*:[ \t]*\r?$/m;
const BUILDSPEC_VERSION = /^(?:version|'version'|"version")[ \t]*:[ \t]*["']?0\.[12]["']?[ \t]*(?:#.*)?\r?$/m;

function classifyJson(head: string): Kind | undefined {
  if (!/^\uFEFF?\s*\{/.test(head)) return undefined;
  if (/"AWSTemplateFormatVersion"\s*:|"Type"\s*:\s*"AWS::|"Transform"\s*:\s*(?:\[\s*)?"AWS::/.test(head))
    return 'cloudformation';
  if (/"Statement"\s*:/.test(head) && /"Effect"\s*:/.test(head)) return 'iam-policy';
  if (/"phases"\s*:\s*\{/.test(head) && /"version"\s*:|"commands"\s*:/.test(head)) return 'buildspec';
  if (/"version"\s*:\s*"?0\.[12]\b/.test(head) && /"(?:batch|env)"\s*:\s*\{/.test(head)) return 'buildspec';
  return undefined;
}

/** The text without the indentation of its first key, which some people give to the whole file. */
function dedented(head: string): string {
  const indent = /^(?:(?:---|[ \t]*#)[^\r\n]*\r?\n|[ \t]*\r?\n)*( +)\S/.exec(head)?.[1];
  return indent
    ? head.replaceAll(`\n${indent}`, '\n').slice(head.startsWith(indent) ? indent.length : 0)
    : head;
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

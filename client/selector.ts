import * as vscode from 'vscode';

/**
 * Documents the server is asked about: generously many, because the server looks at path and content itself, and a
 * document that is none of its own costs it nothing. Several extensions give workflow and pipeline files a language of
 * their own, so paths stand beside languages; no scheme, so that virtual and unsaved documents are in.
 */
const LANGUAGES = [
  'yaml',
  'yaml-textmate',
  'yaml-tmlanguage',
  'github-actions-workflow',
  'dockercompose',
  'azure-pipelines',
  'ansible',
  'home-assistant',
  'spring-boot-properties-yaml',
  'cloudformation',
  'json',
  'jsonc',
  'dockerfile',
  'shellscript',
  'toml',
  'pip-requirements',
  'go.mod',
  'dotenv',
  'properties',
];

const PATTERNS = [
  '**/*.{yml,yaml,json,template,toml,sh,bash,env}',
  '**/{Dockerfile,Containerfile,*.Dockerfile,Dockerfile.*}',
  '**/*requirements*.{txt,in}',
  '**/{Pipfile,Gemfile,gems.rb,go.mod,pom.xml,yarn.lock,poetry.lock,uv.lock}',
  '**/{.npmrc,npmrc,pip.conf,.pip.conf,pip.ini,.env,.env.*}',
];

export const SELECTOR = [
  ...LANGUAGES.map((language) => ({ language })),
  ...PATTERNS.map((pattern) => ({ pattern })),
];

/** Schemes of documents that are another document's shadow (a diff's left side, a search editor). */
const SHADOWS = new Set(['git', 'gitfs', 'output', 'search-editor', 'vscode-scm', 'comment', 'review']);

/** True for a document that the server is shown: of the selector, and not the shadow of another one. */
export function isOurs(document: vscode.TextDocument): boolean {
  return !SHADOWS.has(document.uri.scheme) && vscode.languages.match(SELECTOR, document) > 0;
}

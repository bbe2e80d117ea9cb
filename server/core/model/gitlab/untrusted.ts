/**
 * The predefined variables that whoever pushes a branch or opens a merge request can fill. GitLab docs, "Predefined CI/CD
 * variables". Those of a merge request exist in its pipelines only.
 */
const UNTRUSTED = new Set([
  'CI_COMMIT_REF_NAME',
  'CI_COMMIT_BRANCH',
  'CI_COMMIT_TAG',
  'CI_COMMIT_TAG_MESSAGE',
  'CI_COMMIT_TITLE',
  'CI_COMMIT_MESSAGE',
  'CI_COMMIT_DESCRIPTION',
  'CI_COMMIT_AUTHOR',
  'CI_BUILD_REF_NAME',
  'CI_BUILD_TAG',
  'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME',
  'CI_MERGE_REQUEST_TITLE',
  'CI_MERGE_REQUEST_DESCRIPTION',
  'CI_MERGE_REQUEST_LABELS',
  'CI_MERGE_REQUEST_MILESTONE',
  'CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME',
  'CI_PIPELINE_NAME',
  'GITLAB_USER_NAME',
  'GITLAB_USER_EMAIL',
]);

/** A branch or tag name with all but letters, digits and hyphens replaced: harmless to a shell, but chosen freely. */
const SLUGS = new Set(['CI_COMMIT_REF_SLUG', 'CI_BUILD_REF_SLUG']);

/** True when an outsider writes the text of this variable. */
export function isUntrustedVariable(name: string): boolean {
  return UNTRUSTED.has(name);
}

/** True when an outsider chooses the value, be its alphabet small. */
export function isChosenByOutsider(name: string): boolean {
  return UNTRUSTED.has(name) || SLUGS.has(name);
}

const UNTRUSTED_NAME = new RegExp([...UNTRUSTED].join('|'));

/** True when a text holds the name of such a variable anywhere: a quick look. */
export function mayBeUntrusted(text: string): boolean {
  return UNTRUSTED_NAME.test(text);
}

/** The variables that a value of the pipeline file mentions: `$NAME`, `${NAME}`. */
export function variablesIn(
  text: string,
): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
  if (!text.includes('$')) return [];
  return [...text.matchAll(/\$(?:\{(\w+)(?!\w)[^}]*\}|(\w+))/g)].map((match) => ({
    name: match[1] ?? match[2]!,
    start: match.index,
    end: match.index + match[0].length,
  }));
}

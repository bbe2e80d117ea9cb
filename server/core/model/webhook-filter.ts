import type { CodeBuildProject, FilterGroup, WebhookFilter } from './codebuild.ts';

/** How much of a webhook filter's value its regular expression pins down. CodeBuild takes a match anywhere in it. */
export type Anchoring = 'both' | 'start' | 'none';

/**
 * Reads the anchors of a regular expression. Every alternative must have them; `^(?:a|b)$` has them for both. An open
 * `.*` next to an anchor undoes it.
 */
export function anchoringOf(pattern: string): Anchoring {
  return leastAnchored(pattern.trim(), 0);
}

function leastAnchored(pattern: string, depth: number): Anchoring {
  let least: Anchoring = 'both';
  for (const alternative of alternatives(pattern)) {
    const found = anchorsOfOne(alternative, depth);
    if (found === 'none') return 'none';
    if (found === 'start') least = 'start';
  }
  return least;
}

function anchorsOfOne(alternative: string, depth: number): Anchoring {
  const inner = /^\((?:\?:)?(.*)\)$/s.exec(alternative)?.[1];
  if (inner !== undefined && depth < 8 && isBalanced(inner)) return leastAnchored(inner, depth + 1);
  if (!/^(?:\^|\\A)(?!\.[*+])/.test(alternative)) return 'none';
  return /(?<!\\)(?:\$|\\[zZ])$/.test(alternative) && !/\.[*+]\$$/.test(alternative) ? 'both' : 'start';
}

/** The alternatives of a regular expression outside of groups, classes and escapes. */
function alternatives(pattern: string): readonly string[] {
  const found: string[] = [];
  let start = 0;
  scan(pattern, (at, depth) => {
    if (pattern[at] !== '|' || depth !== 0) return;
    found.push(pattern.slice(start, at));
    start = at + 1;
  });
  found.push(pattern.slice(start));
  return found;
}

function isBalanced(pattern: string): boolean {
  let lowest = 0;
  scan(pattern, (_, depth) => {
    lowest = Math.min(lowest, depth);
  });
  return lowest >= 0;
}

/** Visits each character that is neither escaped nor in a class, with the depth of groups behind it. */
function scan(pattern: string, visit: (at: number, depth: number) => void): void {
  let depth = 0;
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') at++;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else {
      if (char === '(') depth++;
      if (char === ')') depth--;
      visit(at, depth);
    }
  }
}

/** True when `filter` keeps what does not match out: the usual filter, not a deny-list. */
export function isAllowing(filter: WebhookFilter): boolean {
  const { exclude } = filter;
  return exclude?.value?.kind !== 'scalar' || !/^true$/i.test(exclude.value.text);
}

/** The filter of a group that lets events of pull requests in whose code nobody has merged yet. */
export function pullRequestFilter(group: FilterGroup): WebhookFilter | undefined {
  return group.filters.find(
    (filter) =>
      filter.type === 'EVENT' &&
      isAllowing(filter) &&
      /PULL_REQUEST_(?:CREATED|UPDATED|REOPENED)/.test(filter.pattern?.text ?? ''),
  );
}

/** True when a group admits named accounts only. */
export function admitsNamedActors(group: FilterGroup): boolean {
  return group.filters.some((filter) => filter.type === 'ACTOR_ACCOUNT_ID' && isAllowing(filter));
}

/** `ALL_PULL_REQUESTS`, `FORK_PULL_REQUESTS`, `DISABLED`; undefined where the project does not say or not literally. */
export function commentApproval(project: CodeBuildProject): string | undefined {
  const value = project.triggers?.buildPolicy?.pairs.find(
    ({ key }) => key.text === 'RequiresCommentApproval',
  )?.value;
  return value?.kind === 'scalar' && !value.tag?.startsWith('!') ? value.text : undefined;
}

/** True when secrets are put into the environment of the build: those of the project and of its specifications. */
export function hasSecrets(project: CodeBuildProject): boolean {
  return (
    project.variables.some(({ type }) => type === 'SECRETS_MANAGER' || type === 'PARAMETER_STORE') ||
    project.buildspecs.some(({ env }) => env.secretsManager.length > 0 || env.parameterStore.length > 0)
  );
}

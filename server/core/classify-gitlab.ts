/** A key that nearly every GitLab file has; without one no lines are read. */
const GITLAB_HINT =
  /^[ \t]+(?:script|before_script|after_script|trigger|extends|rules|artifacts|- if)[ \t]*:/m;
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
/** The head of a component or template: `spec: inputs` as a document of its own. */
const SPEC_HEADER =
  /^spec:[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]+(?:inputs|component|description)[ \t]*:/m;
/** The first entry of an `include` in one of GitLab's forms. */
const INCLUDES =
  /^include[ \t]*:[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*- (?:local|project|component|template|remote)[ \t]*:/m;

/** Top-level keys of other systems whose entries look like GitLab jobs: Kubernetes, Bitbucket, Azure, Compose, … */
const NOT_GITLAB =
  /^(?:apiVersion|kind|pipelines|pool|steps|jobs|tasks|runs|on|language|networks|name)[ \t]*:/m;

/**
 * Says from the first lines of a YAML file whether it is a GitLab pipeline: a map at the top level that has, one level
 * in, two keys of GitLab's jobs, one of which says what is done. Ansible and Tekton have such keys in lists, Travis and
 * Bitbucket deeper down. Enough alone: a hidden job (`.name`) that mentions one of GitLab's variables, an `include` in
 * GitLab's forms, the `spec` of a component.
 */
export function isGitlab(head: string): boolean {
  if (/\$\[\[\s?inputs\./.test(head) && SPEC_HEADER.test(head)) return true;
  if (INCLUDES.test(head) && !NOT_GITLAB.test(head)) return true;
  if (!GITLAB_HINT.test(head) || NOT_GITLAB.test(head)) return false;
  const staged = /^stages[ \t]*:/m.test(head);
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

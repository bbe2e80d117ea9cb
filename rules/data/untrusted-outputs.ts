import type { Freedom } from '../../server/core/model/github/untrusted-fields.ts';

/*
 * Outputs of popular actions that hold text an outsider chooses when a pull request, issue or comment starts the
 * workflow. Entered by hand from the actions' own `action.yml` and README and held against the source models that CodeQL
 * publishes for Actions (github/codeql, actions/ql/lib/ext/manual), 2026-11. Actions and outputs are in lower case; `*`
 * stands for any output, a star at the end for any that begins so.
 */

/** Outputs, separated by spaces, by what their text can hold. */
type UntrustedOutputs = Readonly<Partial<Record<Freedom, string>>>;

const UNTRUSTED_OUTPUTS: Readonly<Record<string, UntrustedOutputs>> = {
  'ahmadnassri/action-changed-files': { path: 'files json' },
  'alessbell/pull-request-comment-branch': { branch: 'head_ref' },
  'ana06/get-changed-files': { path: '*' },
  'eficode/resolve-pr-refs': { branch: 'head_ref' },
  'franzdiebold/github-env-vars-action': { text: 'ci_pr_title ci_pr_description' },
  'gotson/pull-request-comment-branch': { branch: 'head_ref' },
  'jitterbit/get-changed-files': { path: '*' },
  'karpikpl/list-changed-files-action': { path: 'changed_files*' },
  'khan/pull-request-comment-trigger': { text: 'comment_body' },
  'lots0logs/gh-action-get-changed-files': { path: '*' },
  'masesgroup/retrieve-changed-files': { path: '*' },
  'peter-murray/issue-body-parser-action': { text: '*' },
  'peter-murray/issue-forms-body-parser': { text: 'payload' },
  'potiuk/get-workflow-origin': { branch: 'sourceheadbranch' },
  'stefanbuck/github-issue-parser': { text: 'jsonstring issueparser_*' },
  'tj-actions/branch-names': { branch: 'current_branch head_ref_branch ref_branch' },
  'tj-actions/changed-files': {
    path: 'all_changed_files all_changed_and_modified_files all_modified_files all_old_new_renamed_files added_files copied_files deleted_files modified_files renamed_files type_changed_files unmerged_files unknown_files other_changed_files other_modified_files other_deleted_files',
  },
  'trilom/file-changes-action': { path: 'files files_added files_modified files_removed files_renamed' },
  'xt0rted/pull-request-comment-branch': { branch: 'head_ref' },
  'xt0rted/slash-command-action': { text: 'command-arguments' },
};

/**
 * The first major version of an action that escapes its outputs for the shell; advisories GHSA-mcph-m25j-8j63 and
 * GHSA-gq52-6phf-x2r6.
 */
const ESCAPED_SINCE: Readonly<Record<string, number>> = {
  'tj-actions/branch-names': 9,
  'tj-actions/changed-files': 41,
};

/** What of a step decides its outputs, in lower case. */
export interface OutputQuestion {
  /** `owner/repo`. */
  readonly action: string;
  readonly output: string;
  /** Undefined where the ref does not tell. */
  readonly version: number | undefined;
  readonly input: (name: string) => string | undefined;
}

/** What the text of an output can hold; undefined when nobody from outside chooses it, or the table does not know. */
export function untrustedOutput({ action, output, version, input }: OutputQuestion): Freedom | undefined {
  // One output per filter of the user's making: the files that fit it, quoted for the shell where the user says so.
  if (action === 'dorny/paths-filter')
    return output.endsWith('_files') && /^(?:csv|json)$/.test(input('list-files') ?? '') ? 'path' : undefined;
  const escapes = ESCAPED_SINCE[action];
  if (escapes !== undefined && (version ?? escapes) >= escapes && input('safe_output') !== 'false')
    return undefined;
  for (const [freedom, outputs] of Object.entries(UNTRUSTED_OUTPUTS[action] ?? {})) {
    const fits = outputs
      .split(' ')
      .some((name) => (name.endsWith('*') ? output.startsWith(name.slice(0, -1)) : name === output));
    if (fits) return freedom as Freedom;
  }
  return undefined;
}

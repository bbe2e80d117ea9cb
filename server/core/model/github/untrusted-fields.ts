/*
 * Who decides the text of a field of the `github` context, and how freely. Entered by hand from GitHub's "Contexts
 * reference" and "Webhook events and payloads" (read 2026-11). What is not listed holds numbers, commits, logins,
 * states, dates or addresses made of those: no shell metacharacter fits in.
 */

/** `outsider`: anyone with a GitHub account; `insider`: someone who may already write to the repository. */
export type Influence = 'outsider' | 'insider';

/**
 * What the text can hold: `text` anything; `branch` what a ref name may hold, which includes `$(){};|&"'` but no space;
 * `address` an e-mail address, which can hold quotes and braces; `path` a file name.
 */
export type Freedom = 'text' | 'branch' | 'address' | 'path';

export interface UntrustedField {
  /** Lower-case parts behind `github`; `*` fits any part. */
  readonly parts: readonly string[];
  readonly influence: Influence;
  readonly freedom: Freedom;
  /** The events that fill the field in; undefined for any. */
  readonly events: readonly string[] | undefined;
}

const PULL_REQUEST = [
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
];
const ISSUE = ['issues', 'issue_comment'];
const COMMENT = ['issue_comment', 'pull_request_review_comment', 'commit_comment', 'discussion_comment'];
const DISCUSSION = ['discussion', 'discussion_comment'];
const EDITS = [...PULL_REQUEST, ...ISSUE, ...COMMENT, ...DISCUSSION];
const REFS = ['push', 'create', 'delete', 'workflow_run', 'workflow_dispatch', 'schedule', 'release'];

/** Events, influence, freedom, then the fields below `github`. */
type Row = readonly [events: readonly string[] | undefined, Influence, Freedom, fields: string];

const ROWS: readonly Row[] = [
  [['pull_request', 'pull_request_target'], 'outsider', 'branch', 'head_ref'],
  [['pull_request', 'pull_request_target'], 'insider', 'branch', 'base_ref'],
  [REFS, 'insider', 'branch', 'ref ref_name workflow_ref'],
  [ISSUE, 'outsider', 'text', 'event.issue.title event.issue.body'],
  [
    ISSUE,
    'insider',
    'text',
    'event.issue.labels.*.name event.issue.labels.*.description event.issue.milestone.title event.issue.milestone.description',
  ],
  [PULL_REQUEST, 'outsider', 'text', 'event.pull_request.title event.pull_request.body'],
  [
    PULL_REQUEST,
    'outsider',
    'branch',
    'event.pull_request.head.ref event.pull_request.head.label event.pull_request.head.repo.default_branch',
  ],
  [
    PULL_REQUEST,
    'outsider',
    'text',
    'event.pull_request.head.repo.description event.pull_request.head.repo.homepage event.pull_request.auto_merge.commit_title event.pull_request.auto_merge.commit_message',
  ],
  [PULL_REQUEST, 'insider', 'branch', 'event.pull_request.base.ref event.pull_request.base.label'],
  [
    PULL_REQUEST,
    'insider',
    'text',
    'event.pull_request.labels.*.name event.pull_request.labels.*.description event.pull_request.milestone.title event.pull_request.milestone.description',
  ],
  [COMMENT, 'outsider', 'text', 'event.comment.body event.comment.diff_hunk'],
  [COMMENT, 'outsider', 'path', 'event.comment.path'],
  [['pull_request_review'], 'outsider', 'text', 'event.review.body'],
  [['pull_request_review_comment'], 'outsider', 'text', 'event.review_comment.body'],
  [DISCUSSION, 'outsider', 'text', 'event.discussion.title event.discussion.body'],
  [DISCUSSION, 'insider', 'text', 'event.discussion.category.name event.discussion.category.description'],
  [['push'], 'outsider', 'text', 'event.head_commit.message event.commits.*.message'],
  [
    ['push'],
    'outsider',
    'text',
    'event.head_commit.author.name event.head_commit.committer.name event.commits.*.author.name event.commits.*.committer.name',
  ],
  [
    ['push'],
    'outsider',
    'address',
    'event.head_commit.author.email event.head_commit.committer.email event.commits.*.author.email event.commits.*.committer.email event.pusher.email',
  ],
  [
    ['push'],
    'outsider',
    'path',
    'event.head_commit.added event.head_commit.modified event.head_commit.removed event.commits.*.added event.commits.*.modified event.commits.*.removed',
  ],
  [['push', 'create', 'delete'], 'insider', 'branch', 'event.ref event.base_ref event.master_branch'],
  [
    ['workflow_run'],
    'outsider',
    'branch',
    'event.workflow_run.head_branch event.workflow_run.pull_requests.*.head.ref',
  ],
  [
    ['workflow_run'],
    'outsider',
    'text',
    'event.workflow_run.display_title event.workflow_run.head_commit.message event.workflow_run.head_commit.author.name event.workflow_run.head_commit.committer.name event.workflow_run.head_repository.description',
  ],
  [
    ['workflow_run'],
    'outsider',
    'address',
    'event.workflow_run.head_commit.author.email event.workflow_run.head_commit.committer.email',
  ],
  [['workflow_run'], 'insider', 'branch', 'event.workflow_run.pull_requests.*.base.ref'],
  [['gollum'], 'outsider', 'text', 'event.pages.*.page_name event.pages.*.title event.pages.*.summary'],
  [['merge_group'], 'outsider', 'text', 'event.merge_group.head_commit.message'],
  [['merge_group'], 'outsider', 'branch', 'event.merge_group.head_ref'],
  [
    ['check_suite'],
    'outsider',
    'branch',
    'event.check_suite.head_branch event.check_suite.pull_requests.*.head.ref',
  ],
  [['check_run'], 'outsider', 'branch', 'event.check_run.check_suite.head_branch'],
  [
    ['check_run'],
    'insider',
    'text',
    'event.check_run.name event.check_run.output.title event.check_run.output.summary event.check_run.output.text',
  ],
  [['fork'], 'outsider', 'text', 'event.forkee.description event.forkee.homepage'],
  [['status'], 'outsider', 'text', 'event.commit.commit.message event.commit.commit.author.name'],
  [['status'], 'insider', 'text', 'event.description event.context event.branches.*.name'],
  [EDITS, 'outsider', 'text', 'event.changes.title.from event.changes.body.from event.changes.*.from'],
  [
    ['release'],
    'insider',
    'text',
    'event.release.name event.release.body event.release.assets.*.name event.release.assets.*.label',
  ],
  [['release'], 'insider', 'branch', 'event.release.tag_name event.release.target_commitish'],
  [['repository_dispatch'], 'insider', 'text', 'event.client_payload event.action'],
  [['workflow_dispatch'], 'insider', 'text', 'event.inputs'],
  [
    ['deployment', 'deployment_status'],
    'insider',
    'text',
    'event.deployment.ref event.deployment.task event.deployment.description event.deployment.payload event.deployment_status.description event.deployment_status.environment',
  ],
  [
    undefined,
    'insider',
    'text',
    'event.label.name event.label.description event.milestone.title event.milestone.description',
  ],
  [
    ['registry_package'],
    'insider',
    'text',
    'event.registry_package.description event.registry_package.package_version.version event.registry_package.package_version.target_commitish',
  ],
];

export const UNTRUSTED_FIELDS: readonly UntrustedField[] = ROWS.flatMap(
  ([events, influence, freedom, fields]) =>
    fields.split(' ').map((field) => ({ parts: field.split('.'), influence, freedom, events })),
);

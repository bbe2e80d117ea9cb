/*
 * The events that start workflows, with their activity types and the filters they take. After the schema
 * `workflow-v1.0.json` of GitHub's own parser and the documentation "Events that trigger workflows"; entered by hand,
 * 2026-11.
 */

export interface EventFacts {
  /** Activity types; undefined where the event has none, empty where any text may be one. */
  readonly types?: ReadonlySet<string>;
  /** Filters besides `types`. */
  readonly filters?: ReadonlySet<string>;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const types = (words: string): EventFacts => ({ types: set(words) });

const NONE: EventFacts = {};
const EDITS = types('created edited deleted');
const BRANCHES = 'branches branches-ignore';
const PULL_REQUEST: EventFacts = {
  types: set(
    'assigned unassigned labeled unlabeled opened edited closed reopened synchronize converted_to_draft locked unlocked ' +
      'enqueued dequeued milestoned demilestoned ready_for_review review_requested review_request_removed ' +
      'auto_merge_enabled auto_merge_disabled',
  ),
  filters: set(`${BRANCHES} paths paths-ignore`),
};

export const EVENTS: Readonly<Record<string, EventFacts>> = {
  branch_protection_rule: EDITS,
  check_run: types('created rerequested completed requested_action'),
  check_suite: types('completed requested rerequested'),
  create: NONE,
  delete: NONE,
  deployment: NONE,
  deployment_status: NONE,
  discussion: types(
    'created edited deleted transferred pinned unpinned labeled unlabeled locked unlocked category_changed answered unanswered',
  ),
  discussion_comment: EDITS,
  fork: NONE,
  gollum: NONE,
  image_version: NONE,
  issue_comment: EDITS,
  issues: types(
    'opened edited deleted transferred pinned unpinned closed reopened assigned unassigned labeled unlabeled locked ' +
      'unlocked milestoned demilestoned typed untyped',
  ),
  label: EDITS,
  merge_group: { types: set('checks_requested'), filters: set(BRANCHES) },
  milestone: types('created closed opened edited deleted'),
  page_build: NONE,
  project: types('created closed reopened edited deleted'),
  project_card: types('created moved converted edited deleted'),
  project_column: types('created updated moved deleted'),
  public: NONE,
  pull_request: PULL_REQUEST,
  pull_request_review: types('submitted edited dismissed'),
  pull_request_review_comment: EDITS,
  pull_request_target: PULL_REQUEST,
  push: { filters: set(`${BRANCHES} tags tags-ignore paths paths-ignore`) },
  registry_package: types('published updated'),
  release: types('published unpublished created edited deleted prereleased released'),
  repository_dispatch: { types: new Set() },
  schedule: NONE,
  status: NONE,
  watch: types('started'),
  workflow_call: NONE,
  workflow_dispatch: NONE,
  workflow_run: { types: set('completed requested in_progress'), filters: set(`${BRANCHES} workflows`) },
};

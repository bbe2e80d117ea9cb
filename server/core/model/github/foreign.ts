import type { Span } from '../../text/source.ts';
import { isPrivilegedEvent, stepEvents } from './events.ts';
import { historyOf } from './history.ts';
import { NOBODY, type Origin, type Standpoint } from './origin.ts';
import { inputOf, type Step } from './step.ts';

/** Events that outsiders cause and whose changes, commits and texts are theirs. */
const FOREIGN =
  /^(?:pull_request|pull_request_target|pull_request_review|pull_request_review_comment|issue_comment|issues|discussion|discussion_comment|workflow_run|merge_group)$/;

/** True when an outsider can be the one whose files and texts a step sees; an action does not know its events. */
export function isForeign({ workflow, action }: Standpoint): boolean {
  return action !== undefined || (workflow?.triggers.list.some(({ event }) => FOREIGN.test(event)) ?? false);
}

/** True when the step's job has checked out the commits of an outsider. */
export function hasForeignCommits(step: Step): boolean {
  const checkout = historyOf(step).first(takesForeignCommits);
  return checkout !== undefined && checkout.index < step.index && isForeign(step);
}

/**
 * Who wrote a file of a job that has checked out an outsider's commits with the privileges of the repository. What a
 * later checkout puts into the same folder counts.
 */
export function ofCheckedOutFile(name: string, step: Step): Origin {
  if (name.startsWith('/proc') || name.startsWith('/etc')) return NOBODY;
  const checkout = historyOf(step)
    .latest(isCheckout, step.index)
    .find((before) => name.includes(folderOf(inputOf(before, 'path')?.text ?? '')));
  if (!checkout || !takesForeignCommits(checkout) || !stepEvents(checkout).some(isPrivilegedEvent))
    return NOBODY;
  const message = 'The files that this checks out are an outsider’s.';
  const way = [{ span: (inputOf(checkout, 'ref') ?? checkout.node).span, message }];
  return { by: 'outsider', freedom: 'text', what: 'artifact', way };
}

function isCheckout({ uses }: Step): boolean {
  return uses?.kind === 'repository' && uses.slug === 'actions/checkout';
}

function takesForeignCommits(step: Step): boolean {
  return (
    isCheckout(step) &&
    /head[._](?:sha|ref|branch)|refs\/pull|\.number/.test(inputOf(step, 'ref')?.text ?? '')
  );
}

/** What another run has left; `folder` is the last part of where it was put, empty for the workspace. */
interface Artifact {
  readonly span: Span;
  readonly folder: string;
}

/** Who wrote a file of a job that has fetched an artifact. */
export function ofFile(name: string, { folder, span }: Artifact): Origin {
  if (name.startsWith('/proc') || !name.includes(folder)) return NOBODY;
  const message = 'The artifact is made by a workflow that outsiders can start.';
  return { by: 'outsider', freedom: 'text', what: 'artifact', way: [{ span, message }] };
}

/** Where a workflow that outsiders can start has left its artifact; undefined when the job has fetched none. */
export function downloadedBefore(step: Step): Artifact | undefined {
  const { workflow } = step;
  if (!workflow?.triggers.list.some(({ event }) => event === 'workflow_run')) return undefined;
  const download = historyOf(step).first(artifactOf);
  return download && download.index <= step.index ? artifactOf(download) : undefined;
}

/** What a step fetches from another run. */
function artifactOf(step: Step): Artifact | undefined {
  const { uses, run, node } = step;
  if (run && /\bgh\s+run\s+download\b/.test(run.text)) return { span: node.pairs[0]!.key.span, folder: '' };
  if (uses?.kind !== 'repository') return undefined;
  const foreign =
    uses.slug === 'dawidd6/action-download-artifact' ||
    (uses.slug === 'actions/download-artifact' && inputOf(step, 'run-id') !== undefined) ||
    (uses.slug === 'actions/github-script' && inputOf(step, 'script')?.text.includes('downloadArtifact'));
  if (!foreign) return undefined;
  return { span: uses.node.span, folder: folderOf(inputOf(step, 'path')?.text ?? '') };
}

/** The part of a path behind its last expression, without leading dots. */
function folderOf(path: string): string {
  const last = path.includes('}}') ? path.slice(path.lastIndexOf('}}') + 2) : path;
  return last.replace(/^[./]+|\/+$/g, '');
}

/** How a script comes by what others wrote without an expression: what the runner sets, the event's file, requests. */
export const TELLS = /GITHUB_(?:HEAD_REF|REF|EVENT_PATH)|github\.event_path|\bgh\s+(?:pr|issue|api)/;

/** How it reads files and commits, which may be an outsider's. */
export const READS_FILES =
  /\bgit\s+(?:log|show|diff)|\$\(\s*<|\b(?:cat|jq|head|tail|sed|awk|grep|cp|dd|tee|Get-Content|gc)\b|<|\bread\b/i;

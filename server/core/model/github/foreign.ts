import type { Span } from '../../text/source.ts';
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

function takesForeignCommits(step: Step): boolean {
  return (
    step.uses?.kind === 'repository' &&
    step.uses.slug === 'actions/checkout' &&
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
  const folder = inputOf(step, 'path')?.text ?? '';
  const last = folder.includes('}}') ? folder.slice(folder.lastIndexOf('}}') + 2) : folder;
  return { span: uses.node.span, folder: last.replace(/^[./]+|\/+$/g, '') };
}

/** What an outsider's text can come into a script by, besides variables. */
export const SOURCE =
  /\$\{\{|GITHUB_(?:HEAD_REF|REF)|\bgit\s+(?:log|show|diff)|\bgh\s+(?:pr|issue|api)|\$\(\s*<|\bcat\b|\bjq\b|\bhead\b/;

import type { Fix } from '../finding.ts';
import type { LeastPermissions } from '../model/github/needed-permissions.ts';
import type { MapPermissions, PermissionEntry, ScalarPermissions } from '../model/github/permissions.ts';
import type { Job, Workflow } from '../model/github/workflow.ts';
import { pairOf } from '../parse/tree.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Source } from '../text/source.ts';
import { indentOf, indentUnit, insertLines, removePair, replaceValue } from './yaml.ts';

/** Adds a `permissions` key to a workflow, behind `on`. */
export function addPermissions(
  source: Source,
  workflow: Workflow,
  needed: LeastPermissions,
): Fix | undefined {
  const { pair } = workflow.triggers;
  if (!pair) return undefined;
  return fixOf(insertLines(source, workflow.node, linesOf(source, needed), { after: pair }), needed);
}

/** Replaces a scalar such as `write-all` by what is needed. */
export function narrowPermissions(
  source: Source,
  { pair }: ScalarPermissions,
  needed: LeastPermissions,
): Fix | undefined {
  if (needed.length === 0) return fixOf(replaceValue(source, pair, '{}'), needed);
  const indent = indentOf(source, pair);
  if (indent === undefined || !pair.value || pair.value.alias || pair.value.anchor || pair.merged)
    return undefined;
  const unit = indentUnit(source);
  const value = needed.map(([scope, level]) => `${source.eol}${indent}${unit}${scope}: ${level}`).join('');
  // A comment behind the value would end up behind the last entry; that is where it reads best, too.
  const start =
    source.text[pair.value.span.start - 1] === ' ' ? pair.value.span.start - 1 : pair.value.span.start;
  return fixOf({ span: { start, end: pair.value.span.end }, newText: value }, needed);
}

/** A job that has the workflow's permissions, with what it needs itself. */
export interface JobNeed {
  readonly job: Job;
  readonly needed: LeastPermissions;
}

/** Takes a scope from the workflow and gives the jobs that need it permissions of their own. */
export function moveGrant(
  source: Source,
  permissions: MapPermissions,
  entry: PermissionEntry,
  needs: readonly JobNeed[],
): Fix | undefined {
  const map = permissions.pair.value;
  if (map?.kind !== 'map') return undefined;
  const taken =
    permissions.entries.length === 1
      ? replaceValue(source, permissions.pair, '{}')
      : removePair(source, map, entry.pair);
  if (!taken) return undefined;
  const edits = [taken];
  for (const { job, needed } of needs) {
    if (!needed.some(([scope, level]) => scope === entry.scope && level === 'write')) continue;
    const runsOn = pairOf(job.node, 'runs-on');
    const given =
      runsOn && !runsOn.merged
        ? insertLines(source, job.node, linesOf(source, needed), { after: runsOn })
        : undefined;
    if (!given) return undefined;
    edits.push(given);
  }
  const title =
    edits.length === 1 ? `Take \`${entry.scope}: write\` away` : 'Grant it to the jobs that need it';
  return { title, safety: 'unsafe', edits };
}

function linesOf(source: Source, needed: LeastPermissions): string[] {
  if (needed.length === 0) return ['permissions: {}'];
  return ['permissions:', ...needed.map(([scope, level]) => `${indentUnit(source)}${scope}: ${level}`)];
}

function fixOf(edit: TextEdit | undefined, needed: LeastPermissions): Fix | undefined {
  const grants = needed.map(([scope, level]) => `${scope}: ${level}`).join(', ');
  return edit && { title: `Set the permissions to ${grants || 'none'}`, safety: 'unsafe', edits: [edit] };
}

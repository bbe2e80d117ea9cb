import type { Fix } from '../finding.ts';
import type { LeastPermissions } from '../model/github/needed-permissions.ts';
import type { ScalarPermissions } from '../model/github/permissions.ts';
import type { Workflow } from '../model/github/workflow.ts';

import type { TextEdit } from '../text/edit.ts';
import type { Source } from '../text/source.ts';
import { indentOf, indentUnit, insertLines, replaceValue } from './yaml.ts';

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

function linesOf(source: Source, needed: LeastPermissions): string[] {
  if (needed.length === 0) return ['permissions: {}'];
  return ['permissions:', ...needed.map(([scope, level]) => `${indentUnit(source)}${scope}: ${level}`)];
}

function fixOf(edit: TextEdit | undefined, needed: LeastPermissions): Fix | undefined {
  const grants = needed.map(([scope, level]) => `${scope}: ${level}`).join(', ');
  return edit && { title: `Set the permissions to ${grants || 'none'}`, safety: 'unsafe', edits: [edit] };
}

import { isMap, isScalar, type Node, type Pair, pairOf, pairsOf, type ScalarNode } from '../../parse/tree.ts';
import type { Span } from '../../text/source.ts';

/** A `permissions:` key of a workflow or a job. */
export type Permissions = ScalarPermissions | MapPermissions;

/** `read-all`, `write-all`, or a value that GitHub refuses. */
export interface ScalarPermissions {
  readonly kind: 'scalar';
  readonly pair: Pair;
  readonly value: string;
  readonly node: ScalarNode;
}

/** `permissions: {contents: read}`; a key without a value counts as an empty map. */
export interface MapPermissions {
  readonly kind: 'map';
  readonly pair: Pair;
  readonly entries: readonly PermissionEntry[];
}

export interface PermissionEntry {
  readonly scope: string;
  /** `read`, `write`, `none`, or a value that GitHub refuses. */
  readonly level: string;
  readonly pair: Pair;
  readonly span: Span;
}

/** The `permissions` of a workflow or a job; undefined when the key is absent. */
export function permissionsOf(node: Node): Permissions | undefined {
  const pair = pairOf(node, 'permissions');
  if (!pair) return undefined;
  if (isScalar(pair.value) && pair.value.value !== null)
    return { kind: 'scalar', pair, value: pair.value.text, node: pair.value };
  const entries = isMap(pair.value)
    ? pairsOf(pair.value).map((entry) => ({
        scope: entry.key.text,
        level: isScalar(entry.value) ? entry.value.text : '',
        pair: entry,
        span: entry.span,
      }))
    : [];
  return { kind: 'map', pair, entries };
}

/** What a token may do at most. Unknown without a `permissions` key: a setting of the repository decides. */
export type TokenPower = 'none' | 'read' | 'write' | 'unknown';

/** The greatest power that the permissions give over any scope. */
export function tokenPower(permissions: Permissions | undefined): TokenPower {
  if (!permissions) return 'unknown';
  if (permissions.kind === 'scalar') {
    if (permissions.value === 'write-all') return 'write';
    return permissions.value === 'read-all' ? 'read' : 'unknown';
  }
  if (permissions.entries.some(({ level }) => level === 'write')) return 'write';
  return permissions.entries.some(({ level }) => level === 'read') ? 'read' : 'none';
}

/** True when the permissions are known to give `scope` at `level`; `write` includes `read`. */
export function grants(
  permissions: Permissions | undefined,
  scope: string,
  level: 'read' | 'write',
): boolean {
  if (!permissions) return false;
  if (permissions.kind === 'scalar')
    return permissions.value === 'write-all' || (level === 'read' && permissions.value === 'read-all');
  return permissions.entries.some(
    (entry) => entry.scope === scope && (entry.level === level || entry.level === 'write'),
  );
}

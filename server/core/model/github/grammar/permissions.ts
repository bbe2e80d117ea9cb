import { PERMISSION_LEVELS } from '../../../../../rules/data/workflow-permissions.ts';
import { isScalar } from '../../../parse/tree.ts';
import { nearest } from '../../../text/nearest.ts';
import type { Permissions } from '../permissions.ts';
import { correctionOf, quoted, type Say } from './problem.ts';

const RULE = 'unknown-permission';

/** Checks scopes and levels of a `permissions` key. */
export function checkPermissions(permissions: Permissions | undefined, say: Say): void {
  if (!permissions) return;
  if (!permissions.pair.value) {
    say(
      RULE,
      permissions.pair.key.span,
      'This is empty, which GitHub refuses; write `{}` for no permissions.',
    );
    return;
  }
  if (permissions.kind === 'scalar') {
    if (permissions.value === 'read-all' || permissions.value === 'write-all') return;
    say(
      RULE,
      permissions.node.span,
      'This must be `read-all`, `write-all`, or a map such as `{}`; GitHub refuses the file.',
    );
    return;
  }
  const scopes = permissions.entries.map(({ pair }) => pair.key);
  for (const { pair, scope, level } of permissions.entries) {
    const known = Object.hasOwn(PERMISSION_LEVELS, scope) ? PERMISSION_LEVELS[scope] : undefined;
    if (!known) {
      const near = nearest(scope, Object.keys(PERMISSION_LEVELS));
      const hint = near ? `did you mean \`${near}\`?` : 'GitHub refuses the file.';
      const message = `There is no permission ${quoted(scope)}; ${hint}`;
      say(RULE, pair.key.span, message, undefined, correctionOf(pair.key, near, scopes));
    } else if (!known.includes(level)) {
      const span = isScalar(pair.value) ? pair.value.span : pair.key.span;
      const levels = known.map((each) => `\`${each}\``).join(' or ');
      say(
        RULE,
        span.end > span.start ? span : pair.key.span,
        `\`${scope}\` takes ${levels}; GitHub refuses the file.`,
      );
    }
  }
}

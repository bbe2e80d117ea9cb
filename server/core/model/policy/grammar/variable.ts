import type { Document } from '../../../document.ts';
import { isScalar, type Node } from '../../../parse/tree.ts';
import type { Policy, Statement } from '../policy.ts';
import type { PolicyValue } from '../value.ts';
import type { Say } from './problem.ts';

/** Problems of policy variables (`${aws:username}`), in files that are no template: there `${…}` is the template's. */
export function variableProblems(document: Document, policy: Policy, statement: Statement, say: Say): void {
  if (document.kind !== 'iam-policy') return;
  const version = policy.version;
  const isOld = !policy.bare && (!version || (isScalar(version) && version.text === '2008-10-17'));
  for (const values of [
    statement.actions?.values,
    statement.principals?.principals.map(({ value }) => value),
  ]) {
    for (const { node } of values ?? []) {
      const variable = isScalar(node) ? firstVariable(node.text) : undefined;
      if (variable) {
        say(
          'VARIABLE_UNSUPPORTED_IN_ELEMENT',
          node.span,
          `\`${variable}\` is plain text here; variables work in \`Resource\` and \`Condition\`.`,
        );
      }
    }
  }
  const places: readonly PolicyValue[] = [
    ...(statement.resources?.values ?? []),
    ...statement.tests.flatMap((test) => test.values),
  ];
  for (const { node } of places) textProblems(node, isOld, say);
}

function textProblems(node: Node, isOld: boolean, say: Say): void {
  if (!isScalar(node) || !node.text.includes('${')) return;
  const { text } = node;
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', at + 2)) {
    const close = text.indexOf('}', at);
    const next = text.indexOf('${', at + 2);
    if (close < 0 || (next >= 0 && next < close)) {
      say('MISSING_BRACE_IN_VARIABLE', node.map.span(at, at + 2), 'The variable is not closed; add `}`.');
      continue;
    }
    const span = node.map.span(at, close + 1);
    const inside = text.slice(at + 2, close);
    const comma = inside.indexOf(',');
    const name = comma < 0 ? inside : inside.slice(0, comma);
    if (inside.trim() === '') say('EMPTY_VARIABLE', span, 'The variable has no name; name one or remove it.');
    else if (!name.includes(':')) continue;
    else if (comma >= 0 && !/^\s*'[^']*'\s*$/.test(inside.slice(comma + 1))) {
      say('MISSING_QUOTE_IN_VARIABLE', span, 'The default of a variable stands in single quotes; add them.');
    } else if (/\s/.test(name))
      say('UNSUPPORTED_SPACE_IN_VARIABLE', span, 'The name of a variable has no space; remove it.');
    else if (isOld)
      say(
        'VARIABLE_UNSUPPORTED_IN_VERSION',
        span,
        'Variables are plain text in this version; set `Version` to `2012-10-17`.',
      );
  }
}

function firstVariable(text: string): string | undefined {
  return /\$\{[a-z0-9-]+:[^{}]{1,60}\}/i.exec(text)?.[0];
}

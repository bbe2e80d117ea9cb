import type { Fix, Profile } from '../../../finding.ts';
import { type MapNode, type Node, type ScalarNode, startOf } from '../../../parse/tree.ts';
import type { Context } from '../../../rule.ts';
import { shorten } from '../../../text/shorten.ts';
import type { Span } from '../../../text/source.ts';

/**
 * A place where a workflow or an action breaks GitHub's grammar, or says something that cannot take effect. Each is
 * worded and placed once here; `rule` is the id of the rule that reports it.
 */
export interface WorkflowProblem {
  readonly rule: string;
  readonly span: Span;
  readonly message: string;
  /** Where this one matters less, or more, than the rule in general. */
  readonly profile?: Profile | undefined;
  /** What was most likely meant. */
  readonly correction?: Correction | undefined;
}

/** A text to put in the place of another. */
export interface Correction {
  readonly span: Span;
  readonly text: string;
}

/** Takes a problem. */
export type Say = (
  rule: string,
  span: Span,
  message: string,
  profile?: Profile,
  correction?: Correction,
) => void;

/** The handler of a rule that reports the problems with its id. */
export function reporting(rule: string): (ctx: Context, problem: WorkflowProblem) => void {
  return (ctx, problem) => {
    if (problem.rule !== rule) return;
    const { span, message, profile, correction } = problem;
    ctx.report({
      span,
      message,
      ...(profile && { profile }),
      ...(correction && { fixes: () => [fixOf(correction)] }),
    });
  };
}

function fixOf({ span, text }: Correction): Fix {
  return { title: `Write ${text}`, safety: 'unsafe', edits: [{ span, newText: text }] };
}

/** A longer list was not written by hand, and each wrong name in it would have to be held against all the others. */
const MAX_OTHERS = 200;

/**
 * The correction of a name that stands in a scalar of its own, among others: none where an alias brought it, nothing is
 * near, or the name stands there already, since two of it are no better.
 */
export function correctionOf(
  node: ScalarNode,
  text: string | undefined,
  others: readonly Node[] | MapNode,
): Correction | undefined {
  if (text === undefined || node.alias) return undefined;
  const written = 'pairs' in others ? others.pairs : others;
  if (written.length > MAX_OTHERS) return undefined;
  for (const other of written) {
    const name = 'key' in other ? other.key : other;
    if (name.kind === 'scalar' && name.text.toLowerCase() === text.toLowerCase()) return undefined;
  }
  return { span: node.map.span(0, node.text.length), text };
}

/** Where a value stands in the file: the alias that brought it, or itself; of a map or list only its beginning. */
export function placeOf(node: Node): Span {
  return node.alias ?? (node.kind === 'scalar' ? node.span : startOf(node));
}

/** A name as messages quote it: in one line, and never long. */
export function quoted(text: string): string {
  return `\`${shorten(text.replace(/\s+/g, ' '), 40)}\``;
}

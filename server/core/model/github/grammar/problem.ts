import type { Profile } from '../../../finding.ts';
import type { Context } from '../../../rule.ts';
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
}

/** Takes a problem. */
export type Say = (rule: string, span: Span, message: string, profile?: Profile) => void;

/** The handler of a rule that reports the problems with its id. */
export function reporting(rule: string): (ctx: Context, problem: WorkflowProblem) => void {
  return (ctx, problem) => {
    if (problem.rule !== rule) return;
    const { span, message, profile } = problem;
    ctx.report({ span, message, ...(profile && { profile }) });
  };
}

/** A name as messages quote it: in one line, and never long. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `\`${line.length > 40 ? `${line.slice(0, 39)}…` : line}\``;
}

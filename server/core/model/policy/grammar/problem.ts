import type { Fix } from '../../../finding.ts';
import type { ScalarNode } from '../../../parse/tree.ts';
import type { Context } from '../../../rule.ts';
import type { Span } from '../../../text/source.ts';
import type { Policy } from '../policy.ts';

/**
 * A place where a policy breaks the grammar or says something that has no effect. The codes are those of AWS IAM Access
 * Analyzer's policy checks; each is worded and placed once here, and rules pick theirs.
 */
export interface PolicyProblem {
  readonly code: string;
  readonly span: Span;
  readonly message: string;
  readonly sid?: string | undefined;
  readonly fix?: Fix | undefined;
  readonly policy: Policy;
}

/** Takes a problem: the policy and the statement are known to the caller. */
export type Say = (code: string, span: Span, message: string, fix?: Fix) => void;

/** The handler of a rule that reports the problems with these codes. */
export function reporting(codes: ReadonlySet<string>): (ctx: Context, problem: PolicyProblem) => void {
  return (ctx, { code, span, message, sid, fix }) => {
    if (codes.has(code)) ctx.report({ span, message, sid, ...(fix && { fixes: () => [fix] }) });
  };
}

/** A fix that writes a scalar's text anew and leaves its quotes. */
export function rewrite(node: ScalarNode, newText: string, safety: Fix['safety'], title: string): Fix {
  return { title, safety, edits: [{ span: node.map.span(0, node.text.length), newText }] };
}

import { conditionOf } from '../../parse/expression.ts';
import type { Expression } from '../../parse/expression-ast.ts';
import { evaluate, truthOf } from '../../parse/expression-query.ts';
import { isScalar, type Node, type Pair, pairOf, type ScalarNode } from '../../parse/tree.ts';

/** The `if:` of a job or a step. */
export interface Condition {
  readonly pair: Pair;
  readonly node: ScalarNode;
  /** Undefined when the condition cannot be parsed, or text stands around its braces. */
  readonly expression: Expression | undefined;
}

/** The `if:` of a job or step. */
export function conditionIn(parent: Node): Condition | undefined {
  const pair = pairOf(parent, 'if');
  if (!pair || !isScalar(pair.value)) return undefined;
  return new LazyCondition(pair, pair.value);
}

class LazyCondition implements Condition {
  readonly pair: Pair;
  readonly node: ScalarNode;

  constructor(pair: Pair, node: ScalarNode) {
    this.pair = pair;
    this.node = node;
  }

  get expression(): Expression | undefined {
    return conditionOf(this.node);
  }
}

/** True when the condition is constantly false, so that what it guards never runs. */
export function neverHolds(condition: Condition | undefined): boolean {
  if (!condition) return false;
  // The cheap test first: few conditions hold a constant at all.
  if (!/false|true|!/i.test(condition.node.text)) return false;
  return condition.expression !== undefined && evaluate(condition.expression) === false;
}

/** True unless the condition rules the event out (`github.event_name == 'push'` under `pull_request`). */
export function mayRunOn(condition: Condition | undefined, event: string): boolean {
  if (!condition?.expression || !condition.node.text.includes('event')) return true;
  const known = (path: string) => (path === 'github.event_name' ? event : undefined);
  return truthOf(condition.expression, known) !== false;
}

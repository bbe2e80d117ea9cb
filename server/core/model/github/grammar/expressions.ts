import type { Place } from '../../../../../rules/data/workflow-schema.ts';
import type { Profile } from '../../../finding.ts';
import { conditionOf, type Interpolation, interpolationsOf, isFenced } from '../../../parse/expression.ts';
import type { Expression } from '../../../parse/expression-ast.ts';
import { evaluate, isConstant, truthy } from '../../../parse/expression-query.ts';
import type { ScalarNode } from '../../../parse/tree.ts';
import type { Step } from '../step.ts';
import type { Job } from '../workflow.ts';
import { type ExpressionRule, infer } from './infer.ts';
import { placeOf, quoted, type Say } from './problem.ts';
import type { Wanted } from './schema.ts';
import type { Scopes } from './scope.ts';
import { type Type, typeName } from './types.ts';

const NOWHERE: Place = { contexts: new Set(), functions: new Set() };

/** Checks the expressions of one scalar, which stands in a step, in a job, or outside of both. */
export function checkScalar(
  node: ScalarNode,
  place: Place | undefined,
  wanted: Wanted,
  job: Job | undefined,
  step: Step | undefined,
  scopes: Scopes,
  say: Say,
): void {
  const isCondition = wanted === 'condition';
  if (!isCondition && !node.text.includes('${{')) return;
  const typeOf = (expression: Expression): Type =>
    infer(expression, {
      place: place ?? NOWHERE,
      contextType: (name) => scopes.typeOf(name, job, step),
      say: (rule, span, message, meant) => {
        const place = node.map.span(span.start, span.end);
        const correction =
          meant && !node.alias
            ? { span: node.map.span(meant.span.start, meant.span.end), text: meant.text }
            : undefined;
        say(rule, place, message, profileOf(rule, message, isCondition), correction);
      },
    });
  if (isCondition && !node.text.includes('${{')) {
    checkCondition(node, typeOf, say);
    return;
  }
  const found = interpolationsOf(node);
  for (const each of found) {
    if (!each.expression) {
      say(
        'invalid-expression',
        spanOf(node, each),
        whyUnreadable(node.text.slice(each.start + 3, each.end - 2)),
      );
      continue;
    }
    const type = typeOf(each.expression);
    checkType(type, wanted, node, each, say);
  }
  const last = found.at(-1);
  const rest = node.text.indexOf('${{', last ? last.end : 0);
  if (rest !== -1) {
    const message = 'This `${{` is never closed; GitHub refuses the file.';
    say('invalid-expression', node.map.span(rest, rest + 3), message);
  }
  if (isCondition && isFenced(node)) checkConstant(node, say);
}

function checkCondition(node: ScalarNode, typeOf: (expression: Expression) => Type, say: Say): void {
  const expression = conditionOf(node);
  if (!expression) {
    if (node.text.trim() !== '') say('invalid-expression', placeOf(node), whyUnreadable(node.text));
    return;
  }
  typeOf(expression);
  checkConstant(node, say);
}

function checkConstant(node: ScalarNode, say: Say): void {
  const expression = conditionOf(node);
  if (!expression || !isConstant(expression)) return;
  const value = evaluate(expression);
  if (value === undefined) return;
  const never = 'This condition never holds; remove what it switches off, or say when it should run.';
  const always = 'This condition always holds; remove it, or say when this should run.';
  say('constant-condition', placeOf(node), truthy(value) ? always : never);
}

/** What an expression yields must fit where it stands; what is put into text must be no object and no list. */
function checkType(type: Type, wanted: Wanted, node: ScalarNode, at: Interpolation, say: Say): void {
  if (type.kind === 'any' || wanted === 'condition') return;
  if (wanted === 'text' || !isFenced(node)) {
    if (type.kind !== 'object' && type.kind !== 'array' && type.kind !== 'null') return;
    const hint =
      type.kind === 'null' ? 'it leaves nothing' : 'use `toJSON()`, or name the part that is meant';
    say('mistyped-expression', spanOf(node, at), `This puts ${typeName(type)} into text; ${hint}.`);
    return;
  }
  const fits =
    wanted === 'any' ||
    type.kind === wanted ||
    (wanted === 'boolean' && type.kind === 'bool') ||
    // What other steps and jobs hand over is text, and is read as what it should be.
    (wanted === 'number' && type.kind === 'string');
  if (fits) return;
  const what = { boolean: 'true or false', number: 'a number', object: 'an object', array: 'a list' }[wanted];
  say(
    'mistyped-expression',
    spanOf(node, at),
    `This must be ${what}, and the expression yields ${typeName(type)}.`,
  );
}

function spanOf(node: ScalarNode, { start, end }: Interpolation) {
  return node.map.span(start, end);
}

function whyUnreadable(text: string): string {
  if (text.trim() === '') return 'There is no expression between these braces; GitHub refuses the file.';
  const hint = text.includes('"') ? 'put text in single quotes' : 'GitHub refuses the file';
  return `${quoted(text.trim())} is no expression; ${hint}.`;
}

/** A property that is never set decides a condition; elsewhere it leaves a gap in text. */
function profileOf(rule: ExpressionRule, message: string, isCondition: boolean): Profile | undefined {
  if (rule !== 'undefined-property' || !isCondition) return undefined;
  // Callers may hand over all their secrets, whatever is declared.
  return message.includes('`secrets.') ? undefined : 'default';
}

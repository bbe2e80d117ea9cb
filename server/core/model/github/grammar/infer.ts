import {
  CONTEXTS,
  FUNCTIONS,
  type Parameter,
  SPECIAL_FUNCTIONS,
} from '../../../../../rules/data/expression-facts.ts';
import type { Place } from '../../../../../rules/data/workflow-schema.ts';
import type {
  BinaryExpression,
  CallExpression,
  Expression,
  IndexExpression,
  PropertyExpression,
} from '../../../parse/expression-ast.ts';
import { contextOf } from '../../../parse/expression-query.ts';
import { nearest } from '../../../text/nearest.ts';
import type { Span } from '../../../text/source.ts';
import { type Correction, quoted } from './problem.ts';
import { ANY, BOOL, either, type Type, typeName, typeOfJson } from './types.ts';

/** What an expression is checked in. */
export interface Surroundings {
  readonly place: Place;
  /** The type of one of the contexts that the place has. */
  contextType(name: string): Type;
  /** Takes what is wrong; spans count in the text the expression was parsed out of. */
  say(rule: ExpressionRule, span: Span, message: string, meant?: Correction): void;
}

export type ExpressionRule = 'invalid-expression' | 'undefined-property' | 'mistyped-expression';

/** The type of an expression's value; says on the way what GitHub refuses and what can never be as it is meant. */
export function infer(expression: Expression, around: Surroundings): Type {
  switch (expression.kind) {
    case 'literal':
      return typeOfJson(expression.value);
    case 'name':
      return inferName(expression.name, expression.span, around);
    case 'property':
      return inferProperty(expression, around);
    case 'index':
      return inferIndex(expression, around);
    case 'call':
      return inferCall(expression, around);
    case 'not':
      infer(expression.operand, around);
      return BOOL;
    case 'binary':
      return inferBinary(expression, around);
  }
}

function inferName(written: string, span: Span, around: Surroundings): Type {
  const name = written.toLowerCase();
  if (!CONTEXTS.has(name)) {
    const near = nearest(name, CONTEXTS);
    const hint = near ? `did you mean \`${near}\`?` : 'put text in single quotes.';
    const message = `There is no context ${quoted(written)}; ${hint}`;
    around.say('invalid-expression', span, message, near ? { span, text: near } : undefined);
    return ANY;
  }
  if (!around.place.contexts.has(name)) {
    const message = `The context \`${name}\` is not available here; GitHub refuses the file.`;
    around.say('invalid-expression', span, message);
    return ANY;
  }
  return around.contextType(name);
}

function inferProperty(expression: PropertyExpression, around: Surroundings): Type {
  const object = infer(expression.object, around);
  if (expression.name === '*') return filtered(object);
  if (expression.object.kind === 'name' && expression.object.name.toLowerCase() === 'vars')
    checkVariableName(expression, around);
  return propertyOf(object, expression.name, expression, around);
}

/** GitHub takes no variable of the repository with another name. GitHub Actions, "Naming conventions". */
function checkVariableName(expression: PropertyExpression, around: Surroundings): void {
  if (/^(?!github_)[a-z_]\w*$/i.test(expression.name)) return;
  const message = `No variable can be called ${quoted(expression.name)}, so that this is always empty.`;
  around.say('undefined-property', expression.span, message);
}

function propertyOf(
  object: Type,
  name: string,
  expression: PropertyExpression | IndexExpression,
  around: Surroundings,
): Type {
  if (object.kind === 'any') return ANY;
  if (object.kind === 'object') {
    const found = object.properties.get(name.toLowerCase()) ?? object.rest;
    if (found) return found;
    const near = nearest(name, object.properties.keys());
    const hint = near ? `did you mean \`${near}\`?` : (whyMissing(expression) ?? 'it is always empty.');
    const message = `Nothing sets ${pathOf(expression)}; ${hint}`;
    around.say('undefined-property', expression.span, message, renaming(expression, near));
    return ANY;
  }
  if (object.kind === 'array' && object.filtered) {
    if (object.of.kind === 'array') return ANY;
    return { kind: 'array', of: propertyOf(object.of, name, expression, around), filtered: true };
  }
  const message = `${pathOf(expression)} is always empty: what stands before ${quoted(name)} is ${typeName(object)}.`;
  around.say('mistyped-expression', expression.span, message);
  return ANY;
}

/** Writes a property's name anew; an index is left to its author. */
function renaming(
  expression: PropertyExpression | IndexExpression,
  text: string | undefined,
): Correction | undefined {
  if (text === undefined || expression.kind !== 'property') return undefined;
  const { end } = expression.span;
  return { span: { start: end - expression.name.length, end }, text };
}

/** What to do about a property that is missing in one of the contexts that the file itself fills. */
function whyMissing(expression: PropertyExpression | IndexExpression): string | undefined {
  const [context, , third, fourth] = contextOf(expression)?.parts ?? [];
  if (context === 'needs' && third === undefined) return "list the job in this job's `needs`.";
  if (context === 'needs') return "declare it in that job's `outputs`.";
  if (context === 'steps' && fourth !== undefined) return "declare it in that action's `outputs`.";
  if (context === 'steps') return 'no step before this one has the id.';
  if (context === 'matrix') return 'add it to `strategy.matrix`.';
  if (context === 'inputs') return 'declare it under `inputs`.';
  if (context === 'secrets') return 'declare it under `workflow_call.secrets`.';
  return undefined;
}

function pathOf(expression: PropertyExpression | IndexExpression): string {
  const path = contextOf(expression)?.path;
  return path ? quoted(path) : 'this';
}

function filtered(object: Type): Type {
  if (object.kind === 'array') return { kind: 'array', of: object.of, filtered: true };
  if (object.kind !== 'object') return ANY;
  const [first = object.rest ?? ANY, ...others] = object.properties.values();
  const all = others.reduce(either, first);
  return { kind: 'array', of: object.rest ? either(all, object.rest) : all, filtered: true };
}

function inferIndex(expression: IndexExpression, around: Surroundings): Type {
  const object = infer(expression.object, around);
  const { index } = expression;
  if (!index) return filtered(object);
  if (
    index.kind === 'literal' &&
    typeof index.value === 'string' &&
    (object.kind === 'object' || isFiltered(object))
  )
    return propertyOf(object, index.value, expression, around);
  const by = infer(index, around);
  switch (object.kind) {
    case 'any':
      return ANY;
    case 'array':
      if (by.kind === 'number' || by.kind === 'any' || (object.filtered && by.kind === 'string'))
        return object.of;
      around.say('mistyped-expression', index.span, `A list is read by number, and this is ${typeName(by)}.`);
      return ANY;
    case 'object':
      if (by.kind === 'string' || by.kind === 'any') return object.rest ?? ANY;
      around.say(
        'mistyped-expression',
        index.span,
        `An object is read by name, and this is ${typeName(by)}.`,
      );
      return ANY;
    default:
      around.say(
        'mistyped-expression',
        expression.span,
        `This is always empty: it reads a part of ${typeName(object)}.`,
      );
      return ANY;
  }
}

function isFiltered(type: Type): boolean {
  return type.kind === 'array' && type.filtered === true;
}

function inferCall(expression: CallExpression, around: Surroundings): Type {
  const { args, span } = expression;
  const name = expression.name.toLowerCase();
  const types = args.map((arg) => infer(arg, around));
  const facts = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  const nameSpan = { start: span.start, end: span.start + expression.name.length };
  if (!facts) {
    const near = nearest(name, Object.keys(FUNCTIONS));
    const hint = near ? `did you mean \`${FUNCTIONS[near]!.name}\`?` : 'GitHub refuses the file.';
    const message = `There is no function ${quoted(expression.name)}; ${hint}`;
    const meant = near ? { span: nameSpan, text: FUNCTIONS[near]!.name } : undefined;
    around.say('invalid-expression', nameSpan, message, meant);
    return ANY;
  }
  if (SPECIAL_FUNCTIONS.has(name) && !around.place.functions.has(name)) {
    const message = `The function \`${facts.name}\` is not available here; GitHub refuses the file.`;
    around.say('invalid-expression', nameSpan, message);
  }
  const least = facts.least ?? facts.parameters.length;
  const most = facts.rest ? Number.POSITIVE_INFINITY : facts.parameters.length;
  if (args.length < least || args.length > most) {
    const count =
      least === most
        ? `${least}`
        : most === Number.POSITIVE_INFINITY
          ? `at least ${least}`
          : `${least} to ${most}`;
    around.say(
      'invalid-expression',
      span,
      `\`${facts.name}\` takes ${count} arguments, and this gives ${args.length}.`,
    );
    return { kind: facts.result };
  }
  for (const [i, arg] of args.entries()) {
    const parameter = facts.parameters[i] ?? facts.rest ?? 'any';
    const type = types[i]!;
    if (accepts(parameter, type)) continue;
    const wanted = parameter === 'text' ? 'text' : 'a list or text';
    around.say(
      'mistyped-expression',
      arg.span,
      `\`${facts.name}\` takes ${wanted} here, and this is ${typeName(type)}.`,
    );
  }
  if (name === 'format') checkFormat(expression, around);
  return name === 'fromjson' ? inferFromJson(expression, around) : { kind: facts.result };
}

function accepts(parameter: Parameter, { kind }: Type): boolean {
  if (parameter === 'any' || kind === 'any' || kind === 'string' || kind === 'number') return true;
  return parameter === 'list' && kind === 'array';
}

function inferFromJson({ args: [arg] }: CallExpression, around: Surroundings): Type {
  if (arg?.kind !== 'literal' || typeof arg.value !== 'string') return ANY;
  try {
    return typeOfJson(JSON.parse(arg.value));
  } catch {
    around.say(
      'invalid-expression',
      arg.span,
      'This is no JSON, so that the job fails here; correct the text.',
    );
    return ANY;
  }
}

/** `format('{0} {1}', a)`: every placeholder needs an argument, and every argument a placeholder. */
function checkFormat({ args, span }: CallExpression, around: Surroundings): void {
  const [template] = args;
  if (template?.kind !== 'literal' || typeof template.value !== 'string') return;
  const used = new Set<number>();
  for (const [, index] of template.value.replaceAll(/\{\{|\}\}/g, '').matchAll(/\{(\d{1,4})\}/g))
    used.add(Number(index));
  const given = args.length - 1;
  for (const index of used) {
    if (index < given) continue;
    around.say(
      'invalid-expression',
      template.span,
      `No argument belongs to \`{${index}}\`, so that the job fails here.`,
    );
  }
  for (let index = 0; index < given; index++) {
    if (used.has(index)) continue;
    around.say(
      'mistyped-expression',
      span,
      `The text of \`format\` has no \`{${index}}\` for one of the arguments.`,
    );
  }
}

function inferBinary(expression: BinaryExpression, around: Surroundings): Type {
  const left = infer(expression.left, around);
  const right = infer(expression.right, around);
  const { operator } = expression;
  if (operator === '&&' || operator === '||') return either(left, right);
  const comparable =
    operator === '==' || operator === '!=' ? mayEqual(left, right) : isOrdered(left) && isOrdered(right);
  if (!comparable) {
    const message = `\`${operator}\` cannot compare ${typeName(left)} with ${typeName(right)}, so that the result is fixed.`;
    around.say('mistyped-expression', expression.span, message);
  }
  return BOOL;
}

function mayEqual(a: Type, b: Type): boolean {
  if (a.kind === 'any' || b.kind === 'any' || a.kind === 'null' || b.kind === 'null') return true;
  if (a.kind === 'array' && b.kind === 'array') return mayEqual(a.of, b.of);
  if (a.kind === 'object' || b.kind === 'object' || a.kind === 'array' || b.kind === 'array')
    return a.kind === b.kind;
  return true;
}

function isOrdered({ kind }: Type): boolean {
  return kind === 'any' || kind === 'number' || kind === 'string';
}

import { EVENTS } from '../../../../../rules/data/workflow-events.ts';
import { EVENT_SHAPES } from '../../../../../rules/data/workflow-schema.ts';
import { interpolationsOf, isFenced } from '../../../parse/expression.ts';
import { contextsIn } from '../../../parse/expression-query.ts';
import {
  isMap,
  isScalar,
  itemsOf,
  type MapNode,
  type Node,
  type Pair,
  pairOf,
  pairsOf,
  type ScalarNode,
  scalarAt,
  startOf,
  valueAt,
} from '../../../parse/tree.ts';
import { nearest } from '../../../text/nearest.ts';
import type { Span } from '../../../text/source.ts';
import type { Workflow } from '../workflow.ts';
import { cronProblem, leastMinutes } from './cron.ts';
import { pathGlobProblem, refGlobProblem } from './glob.ts';
import { correctionOf, placeOf, quoted, type Say } from './problem.ts';
import type { SchemaWalk } from './schema.ts';
import type { Scopes } from './scope.ts';
import { typeName } from './types.ts';

const RULE = 'invalid-trigger';
const SCHEMA = 'malformed-workflow';

/** Filters that GitHub does not take together. */
const EXCLUSIVE = ['branches', 'tags', 'paths'] as const;
/** GitHub Actions, "workflow_dispatch": the greatest number of inputs. */
const MAX_INPUTS = 25;

/** Checks `on`: events, activity types, filters and their patterns, schedules, and the inputs of calls. */
export function checkTriggers(workflow: Workflow, walk: SchemaWalk, scopes: Scopes, say: Say): void {
  const { pair } = workflow.triggers;
  if (!pair) return;
  if (isMap(pair.value)) {
    for (const event of pair.value.pairs) if (!event.merged) checkEvent(event, pair.value, walk, scopes, say);
    return;
  }
  const items = itemsOf(pair.value);
  if (items.length === 0 || (isScalar(pair.value) && pair.value.text === '')) {
    say(
      SCHEMA,
      pair.value?.kind === 'seq' ? pair.value.span : pair.key.span,
      'No event starts this workflow; name one.',
    );
    return;
  }
  for (const item of items) {
    if (!isScalar(item)) say(SCHEMA, startOf(item), 'This must be the name of an event.');
    else if (!knowsEvent(item, items, say)) continue;
    else if (item.text === 'schedule')
      say(SCHEMA, placeOf(item), '`schedule` starts nothing without a list of `cron` lines.');
    else if (item.text === 'workflow_run') withoutWorkflows(placeOf(item), say);
  }
}

function knowsEvent(name: ScalarNode, others: readonly Node[] | MapNode, say: Say): boolean {
  if (Object.hasOwn(EVENTS, name.text)) return true;
  const near = nearest(name.text, Object.keys(EVENTS));
  const hint = near ? `did you mean \`${near}\`?` : 'GitHub refuses the file.';
  const message = `There is no event ${quoted(name.text)}; ${hint}`;
  say(RULE, placeOf(name), message, undefined, correctionOf(name, near, others));
  return false;
}

function checkEvent({ key, value }: Pair, events: MapNode, walk: SchemaWalk, scopes: Scopes, say: Say): void {
  const event = key.text;
  if (!knowsEvent(key, events, say)) return;
  const shape = EVENT_SHAPES[event] ?? EVENT_SHAPES['*']!;
  if (value || event === 'schedule') walk.check(value, shape, key, true);
  if (event === 'schedule') for (const entry of itemsOf(value)) checkSchedule(entry, say);
  if (event === 'workflow_run' && !pairOf(value, 'workflows')) withoutWorkflows(key.span, say);
  if (!isMap(value)) return;
  if (event === 'workflow_dispatch') checkDispatch(value, say);
  else if (event === 'workflow_call') checkCall(value, scopes, say);
  else if (event !== 'image_version') checkFilters(event, value, say);
}

function withoutWorkflows(span: Span, say: Say): void {
  say(RULE, span, '`workflow_run` needs `workflows`, the names of the workflows it waits for.');
}

function checkFilters(event: string, config: MapNode, say: Say): void {
  const facts = EVENTS[event]!;
  for (const { key, value, merged } of config.pairs) {
    if (merged) continue;
    const filter = key.text;
    if (filter === 'types') {
      checkTypes(event, key, value, say);
      continue;
    }
    const base = filter.replace('-ignore', '');
    if (!['branches', 'tags', 'paths', 'workflows'].includes(base)) continue;
    if (!facts.filters?.has(filter)) {
      say(RULE, key.span, `${quoted(event)} takes no filter \`${filter}\`; GitHub refuses the file.`);
      continue;
    }
    for (const item of itemsOf(value)) {
      if (isScalar(item) && filter !== 'workflows') checkPattern(item, base === 'paths', say);
    }
  }
  for (const filter of EXCLUSIVE) {
    const both = [pairOf(config, filter), pairOf(config, `${filter}-ignore`)];
    const [first, second] = both;
    if (!first || !second || !facts.filters?.has(filter)) continue;
    const later = first.key.span.start > second.key.span.start ? first : second;
    const message = `\`${filter}\` and \`${filter}-ignore\` exclude each other; write \`!\` before the patterns to leave out.`;
    say(RULE, later.key.span, message);
  }
}

function checkTypes(event: string, key: ScalarNode, value: Node | null, say: Say): void {
  const { types } = EVENTS[event]!;
  if (!types) {
    say(RULE, key.span, `${quoted(event)} has no activity types; remove \`types\`.`);
    return;
  }
  if (types.size === 0) return;
  for (const item of itemsOf(value)) {
    if (!isScalar(item) || item.text === '' || types.has(item.text)) continue;
    const near = nearest(item.text, types);
    const hint = near ? `did you mean \`${near}\`?` : 'the workflow never starts by it.';
    const message = `${quoted(event)} has no activity type ${quoted(item.text)}; ${hint}`;
    say(RULE, placeOf(item), message, undefined, correctionOf(item, near, itemsOf(value)));
  }
}

function checkPattern(item: ScalarNode, isPath: boolean, say: Say): void {
  if (item.text === '') return;
  const problem = isPath ? pathGlobProblem(item.text) : refGlobProblem(item.text);
  if (!problem) return;
  say('unmatchable-filter', item.map.span(problem.at, problem.at + 1), problem.message);
}

function checkSchedule(entry: Node, say: Say): void {
  const cron = scalarAt(entry, 'cron');
  if (cron && cron.text !== '') {
    const problem = cronProblem(cron.text);
    if (problem) say(RULE, placeOf(cron), `This schedule never starts anything: ${problem}.`);
    else if (leastMinutes(cron.text) < 5)
      say(RULE, placeOf(cron), 'GitHub starts a workflow every 5 minutes at most; ask for less.', 'strict');
  }
  const zone = scalarAt(entry, 'timezone');
  if (
    zone &&
    zone.text !== '' &&
    !/^(?:UTC|GMT|[A-Z][A-Za-z_]{1,30}(?:\/[A-Z][A-Za-z0-9_+-]{1,30}){1,2})$/.test(zone.text)
  )
    say(RULE, placeOf(zone), `${quoted(zone.text)} is no time zone; write it as \`Europe/Berlin\`.`);
}

function checkDispatch(config: MapNode, say: Say): void {
  const inputs = pairsOf(valueAt(config, 'inputs'));
  const surplus = inputs[MAX_INPUTS];
  if (surplus)
    say(RULE, surplus.key.span, `\`workflow_dispatch\` takes ${MAX_INPUTS} inputs; take away the rest.`);
  for (const { key, value } of inputs) {
    const type = scalarAt(value, 'type')?.text ?? 'string';
    const options = valueAt(value, 'options');
    const initial = scalarAt(value, 'default');
    const items = itemsOf(options).filter(isScalar);
    if (type !== 'choice') {
      if (options)
        say(RULE, key.span, `Only an input of type \`choice\` has \`options\`; set the type.`, 'strict');
      if (initial) checkDefault(type, initial, say);
      continue;
    }
    if (items.length === 0) say(RULE, key.span, `An input of type \`choice\` needs \`options\`.`);
    const seen = new Set<string>();
    for (const item of items) {
      if (seen.has(item.text))
        say(RULE, placeOf(item), `The option ${quoted(item.text)} is listed twice; remove one.`, 'strict');
      seen.add(item.text);
    }
    if (initial && items.length > 0 && !seen.has(initial.text))
      say(RULE, initial.span, `The default ${quoted(initial.text)} is none of the options.`, 'strict');
  }
}

function checkDefault(type: string, value: ScalarNode, say: Say): void {
  if (isFenced(value) || value.value === null) return;
  const isBoolean = value.text === 'true' || value.text === 'false';
  if (type === 'boolean' && !isBoolean)
    say(RULE, value.span, 'The default of an input of type `boolean` is `true` or `false`.', 'strict');
  if (type === 'number' && (value.text.trim() === '' || Number.isNaN(Number(value.text))))
    say(RULE, value.span, 'The default of an input of type `number` is a number.', 'strict');
}

function checkCall(config: MapNode, scopes: Scopes, say: Say): void {
  const inputs = pairsOf(valueAt(config, 'inputs'));
  const later = new Set(inputs.map(({ key }) => key.text.toLowerCase()));
  for (const [i, { value }] of inputs.entries()) {
    if (i > 0) later.delete(inputs[i - 1]!.key.text.toLowerCase());
    const initial = scalarAt(value, 'default');
    if (!initial) continue;
    const type = scalarAt(value, 'type')?.text ?? 'string';
    checkDefault(type, initial, say);
    checkOrder(initial, later, say);
    checkComputedDefault(type, initial, scopes, say);
    if (scalarAt(value, 'required')?.value === true)
      say(
        RULE,
        initial.span,
        'The default of a required input is never used; remove it or `required`.',
        'strict',
      );
  }
}

/** A default sees the inputs that stand before its own. */
function checkOrder(value: ScalarNode, later: ReadonlySet<string>, say: Say): void {
  for (const { expression } of interpolationsOf(value)) {
    for (const { parts, path, span } of expression ? contextsIn(expression) : []) {
      if (parts[0] !== 'inputs' || !later.has(parts[1] ?? '')) continue;
      const message = `${quoted(path)} is empty here: a default sees only the inputs before it; move it up.`;
      say('undefined-property', value.map.span(span.start, span.end), message);
    }
  }
}

/** A default that is an expression must yield what the input takes. */
function checkComputedDefault(type: string, value: ScalarNode, scopes: Scopes, say: Say): void {
  const yields = type === 'string' ? undefined : scopes.expressionType(value);
  if (!yields || yields.kind === 'any' || yields.kind === (type === 'boolean' ? 'bool' : type)) return;
  const message = `The input is of type ${quoted(type)}, and this yields ${typeName(yields)}.`;
  say('mistyped-expression', value.span, message);
}

import {
  isMap,
  isScalar,
  itemsOf,
  type MapNode,
  type Pair,
  pairOf,
  pairsOf,
  type ScalarNode,
  scalarAt,
  valueAt,
} from '../../parse/tree.ts';

/** One event of a workflow's `on`. */
export interface Trigger {
  readonly event: string;
  /** The event's name in the file: a key, an item or the lone value. */
  readonly node: ScalarNode;
  /** Its filters and inputs, when it has any. */
  readonly config: MapNode | undefined;
}

/** The type of an input of `workflow_call` or `workflow_dispatch`; `string` where none is given. */
export type InputType = 'string' | 'boolean' | 'number' | 'choice' | 'environment';

export interface Input {
  readonly name: ScalarNode;
  /** `workflow_call` or `workflow_dispatch`. */
  readonly event: string;
  readonly type: InputType;
}

export interface Triggers {
  /** The `on` key with its value; undefined when the file has none. */
  readonly pair: Pair | undefined;
  readonly list: readonly Trigger[];
  /** Inputs of `workflow_call` and `workflow_dispatch`, by lower-case name. */
  readonly inputs: ReadonlyMap<string, readonly Input[]>;
}

/** Reads `on`, in any of its three forms. */
export function triggersOf(root: MapNode): Triggers {
  const pair = pairOf(root, 'on') ?? pairOf(root, 'true');
  const list = pair?.value ? readTriggers(pair) : [];
  const inputs = new Map<string, Input[]>();
  for (const { event, config } of list) {
    if (event === 'workflow_call' || event === 'workflow_dispatch') collectInputs(event, config, inputs);
  }
  return { pair, list, inputs };
}

function readTriggers({ value }: Pair): Trigger[] {
  if (isMap(value)) {
    return value.pairs.map(({ key, value: config }) => ({
      event: key.text,
      node: key,
      config: isMap(config) ? config : undefined,
    }));
  }
  return itemsOf(value)
    .filter(isScalar)
    .map((node) => ({ event: node.text, node, config: undefined }));
}

function collectInputs(event: string, config: MapNode | undefined, into: Map<string, Input[]>): void {
  for (const { key, value } of pairsOf(valueAt(config, 'inputs'))) {
    const name = key.text.toLowerCase();
    into.set(name, [
      ...(into.get(name) ?? []),
      { name: key, event, type: inputType(scalarAt(value, 'type')?.text) },
    ]);
  }
}

function inputType(written: string | undefined): InputType {
  return written === 'boolean' || written === 'number' || written === 'choice' || written === 'environment'
    ? written
    : 'string';
}

/** The trigger for an event (`pull_request`), when the workflow has it. */
export function triggerOf(triggers: Triggers, event: string): Trigger | undefined {
  return triggers.list.find((trigger) => trigger.event === event);
}

/** The texts of one filter of a trigger (`branches`, `tags`, `types`, …); undefined when the filter is absent. */
export function filterOf(trigger: Trigger | undefined, filter: string): readonly string[] | undefined {
  const pair = pairOf(trigger?.config, filter);
  if (!pair) return undefined;
  return itemsOf(pair.value)
    .filter(isScalar)
    .map((item) => item.text);
}

/** True when the workflow runs only when another one calls it: its permissions are at most the caller's. */
export function isReusableOnly(triggers: Triggers): boolean {
  return triggers.list.length > 0 && triggers.list.every(({ event }) => event === 'workflow_call');
}

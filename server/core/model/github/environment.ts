import {
  isMap,
  isScalar,
  type MapNode,
  type Node,
  type Pair,
  pairOf,
  pairsOf,
  type ScalarNode,
} from '../../parse/tree.ts';

/** An `env:` of a workflow, a job, a step or a container. */
export interface Env {
  readonly pair: Pair;
  readonly entries: readonly EnvEntry[];
  /** Set when the whole `env` is one expression, so that its names are not known. */
  readonly expression: ScalarNode | undefined;
}

export interface EnvEntry {
  readonly name: ScalarNode;
  readonly value: ScalarNode | undefined;
  readonly pair: Pair;
}

/** The `env` of a node; undefined when there is none. */
export function envOf(node: Node | undefined): Env | undefined {
  const pair = pairOf(node, 'env');
  if (!pair) return undefined;
  const entries = pairsOf(pair.value).map((entry) => ({
    name: entry.key,
    value: isScalar(entry.value) ? entry.value : undefined,
    pair: entry,
  }));
  return { pair, entries, expression: isScalar(pair.value) ? pair.value : undefined };
}

/** A job's container or service. */
export interface Container {
  /** The service's name; undefined for the job's own container. */
  readonly service: ScalarNode | undefined;
  readonly image: ScalarNode | undefined;
  readonly options: ScalarNode | undefined;
  readonly volumes: readonly ScalarNode[];
  readonly username: ScalarNode | undefined;
  readonly password: ScalarNode | undefined;
  readonly env: Env | undefined;
}

/** The job's container, if any, then its services. */
export function containersOf(job: MapNode): readonly Container[] {
  const own = pairOf(job, 'container')?.value;
  const services = pairsOf(pairOf(job, 'services')?.value);
  const containers = services.flatMap(({ key, value }) => (value ? [containerOf(key, value)] : []));
  return own ? [containerOf(undefined, own), ...containers] : containers;
}

function containerOf(service: ScalarNode | undefined, node: Node): Container {
  const credentials = pairOf(node, 'credentials')?.value;
  const volumes = pairOf(node, 'volumes')?.value;
  return {
    service,
    image: isScalar(node) ? node : scalarOf(node, 'image'),
    options: scalarOf(node, 'options'),
    volumes: volumes?.kind === 'seq' ? volumes.items.filter(isScalar) : [],
    username: scalarOf(credentials, 'username'),
    password: scalarOf(credentials, 'password'),
    env: isMap(node) ? envOf(node) : undefined,
  };
}

function scalarOf(node: Node | null | undefined, key: string): ScalarNode | undefined {
  const value = pairOf(node, key)?.value;
  return isScalar(value) ? value : undefined;
}

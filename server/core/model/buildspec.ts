import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import { parseEmbedded } from '../parse/embedded.ts';
import type { ShellName } from '../parse/shell.ts';
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
  valueAt,
} from '../parse/tree.ts';
import type { TemplateText } from './template.ts';

/** The phases that CodeBuild knows, in the order they run. */
export const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;

/**
 * A CodeBuild build specification, from a file of its own or from the text of a template (`embedded`). Shapes after
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html; whatever is missing or of another shape
 * is undefined or empty.
 */
export interface Buildspec {
  readonly root: MapNode;
  readonly embedded: boolean;
  readonly version: ScalarNode | undefined;
  /** `run-as` of all phases. */
  readonly runAs: ScalarNode | undefined;
  readonly env: BuildspecEnv;
  readonly phases: readonly Phase[];
  readonly batch: readonly BatchTask[];
  readonly reports: readonly Pair[];
  readonly artifacts: readonly Artifact[];
  readonly cache: MapNode | undefined;
}

export interface BuildspecEnv {
  readonly node: MapNode | undefined;
  readonly shell: ScalarNode | undefined;
  /** Plain text: name to value. */
  readonly variables: readonly Pair[];
  /** Name to parameter name. */
  readonly parameterStore: readonly Pair[];
  /** Name to `secret-id:json-key:version-stage:version-id`. */
  readonly secretsManager: readonly Pair[];
  readonly exportedVariables: readonly ScalarNode[];
}

export interface Phase {
  /** As written: `build`, or a name that CodeBuild does not know. */
  readonly name: ScalarNode;
  readonly node: MapNode | undefined;
  /** `commands` with its value as written; undefined where the key is missing. */
  readonly commands: Pair | undefined;
  readonly finally: Pair | undefined;
  readonly onFailure: Pair | undefined;
  readonly runtimeVersions: Pair | undefined;
  readonly steps: readonly MapNode[];
  readonly runAs: ScalarNode | undefined;
  /** Every script of the phase, in the order it runs: `commands`, the `run` of `steps`, `finally`. */
  readonly scripts: readonly BuildspecScript[];
}

/** One command of a phase, or the `run` of a step. The commands of a phase share one shell (version 0.2). */
export interface BuildspecScript {
  readonly scalar: ScalarNode;
  readonly shell: ShellName;
  /** Name of the phase as written. */
  readonly phase: string;
  readonly section: 'commands' | 'finally' | 'steps';
}

/** How a batch lists its tasks. */
export type BatchForm = 'build-list' | 'build-graph' | 'build-matrix' | 'build-fanout';

/** One task of a batch; for a matrix or a fanout the part that all their tasks share. */
export interface BatchTask {
  readonly form: BatchForm;
  readonly node: MapNode;
  readonly identifier: ScalarNode | undefined;
  /** Paths of the specs that the tasks run; none where they run this one. */
  readonly buildspecs: readonly ScalarNode[];
  readonly dependsOn: readonly ScalarNode[];
  readonly debugSession: Pair | undefined;
  readonly env: MapNode | undefined;
  readonly privilegedMode: Pair | undefined;
  readonly variables: readonly Pair[];
}

/** `artifacts` itself (without a name) or one of its `secondary-artifacts`. */
export interface Artifact {
  readonly identifier: ScalarNode | undefined;
  readonly node: MapNode;
  readonly files: readonly ScalarNode[];
  readonly baseDirectory: ScalarNode | undefined;
  readonly excludePaths: readonly ScalarNode[];
}

/** The specification of a buildspec file, and those that stand in the CodeBuild projects of a template. */
export const buildspecProvider: FacetProvider<Buildspec> = {
  kinds: ['buildspec', 'cloudformation'],
  of: (document) => {
    if (document.kind === 'buildspec') return document.root ? [readBuildspec(document.root, false)] : [];
    return document.facet('codebuild-project').flatMap((project) => project.buildspecs);
  },
};

/** The scripts of all phases of all specifications of a document. */
export function buildspecScriptsOf(document: Document): readonly BuildspecScript[] {
  return document.facet('buildspec').flatMap((spec) => spec.phases.flatMap((phase) => phase.scripts));
}

/** The specification in a text of a template; undefined where the text is the path of one. */
export function embeddedBuildspec(text: TemplateText, windows = false): Buildspec | undefined {
  if (!/[\r\n{]/.test(text.text.trim())) return undefined;
  const root = parseEmbedded(text.text, text.map).roots.find((node) => isMap(node));
  return isMap(root) ? readBuildspec(root, true, windows) : undefined;
}

/** True for what CodeBuild takes for yes in the boolean keys of a specification (YAML 1.1). */
export function isYes(node: Node | null | undefined): boolean {
  return isScalar(node) && /^(?:true|yes|on|y)$/i.test(node.text);
}

/** Reads a specification from its tree. `windows`: its image is known to be one, so commands run in PowerShell. */
export function readBuildspec(root: MapNode, embedded: boolean, windows = false): Buildspec {
  const env = valueAt(root, 'env');
  const shell = scalarAt(env, 'shell');
  const shellName = shell ? shellOf(shell.text) : windows ? 'pwsh' : 'sh';
  const cache = valueAt(root, 'cache');
  return {
    root,
    embedded,
    version: scalarAt(root, 'version'),
    runAs: scalarAt(root, 'run-as'),
    env: {
      node: isMap(env) ? env : undefined,
      shell,
      variables: pairsOf(valueAt(env, 'variables')),
      parameterStore: pairsOf(valueAt(env, 'parameter-store')),
      secretsManager: pairsOf(valueAt(env, 'secrets-manager')),
      exportedVariables: scalarsOf(valueAt(env, 'exported-variables')),
    },
    phases: pairsOf(valueAt(root, 'phases')).map((pair) => readPhase(pair, shellName)),
    batch: readBatch(valueAt(root, 'batch')),
    reports: pairsOf(valueAt(root, 'reports')),
    artifacts: readArtifacts(valueAt(root, 'artifacts')),
    cache: isMap(cache) ? cache : undefined,
  };
}

function readPhase({ key, value }: Pair, shell: ShellName): Phase {
  const node = isMap(value) ? value : undefined;
  const steps = itemsOf(valueAt(node, 'steps')).filter(isMap);
  const section = (name: 'commands' | 'finally'): BuildspecScript[] =>
    scalarsOf(valueAt(node, name)).map((scalar) => ({ scalar, shell, phase: key.text, section: name }));
  return {
    name: key,
    node,
    commands: pairOf(node, 'commands'),
    finally: pairOf(node, 'finally'),
    onFailure: pairOf(node, 'on-failure'),
    runtimeVersions: pairOf(node, 'runtime-versions'),
    steps,
    runAs: scalarAt(node, 'run-as'),
    scripts: [
      ...section('commands'),
      ...steps.flatMap((step) => {
        const scalar = scalarAt(step, 'run');
        const own = scalarAt(step, 'shell');
        if (!scalar) return [];
        return { scalar, shell: own ? shellOf(own.text) : shell, phase: key.text, section: 'steps' as const };
      }),
      ...section('finally'),
    ],
  };
}

/** The texts of a list, a list in a list included (an anchor used as an item); or a lone text. */
function scalarsOf(node: Node | null | undefined, depth = 0): readonly ScalarNode[] {
  if (depth > 4) return [];
  return itemsOf(node).flatMap((item) => {
    if (item.kind === 'seq') return scalarsOf(item, depth + 1);
    return isScalar(item) && item.value !== null ? [item] : [];
  });
}

function readBatch(batch: Node | undefined): readonly BatchTask[] {
  return pairsOf(batch).flatMap(({ key, value }) => {
    const form = key.text;
    if (form === 'build-list' || form === 'build-graph') {
      return itemsOf(value)
        .filter(isMap)
        .map((task) => readTask(form, task, [task]));
    }
    if (form === 'build-fanout' && isMap(value)) return [readTask(form, value, [value])];
    if (form !== 'build-matrix' || !isMap(value)) return [];
    const parts = [valueAt(value, 'static'), valueAt(value, 'dynamic')].filter(isMap);
    return parts.length > 0 ? [readTask(form, value, parts)] : [];
  });
}

/** A task's keys, each from the first of `parts` that has it: a matrix spreads them over `static` and `dynamic`. */
function readTask(form: BatchForm, node: MapNode, parts: readonly MapNode[]): BatchTask {
  const find = <T>(read: (part: MapNode) => T | undefined): T | undefined => {
    for (const part of parts) {
      const found = read(part);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const env = find((part) => valueAt(part, 'env'));
  return {
    form,
    node,
    identifier: scalarAt(node, 'identifier'),
    buildspecs: parts.flatMap((part) => scalarsOf(valueAt(part, 'buildspec'))),
    dependsOn: scalarsOf(valueAt(node, 'depend-on')),
    debugSession: find((part) => pairOf(part, 'debug-session')),
    env: isMap(env) ? env : undefined,
    privilegedMode: find((part) => pairOf(valueAt(part, 'env'), 'privileged-mode')),
    variables: parts.flatMap((part) => pairsOf(valueAt(part, 'env', 'variables'))),
  };
}

function readArtifacts(artifacts: Node | undefined): readonly Artifact[] {
  if (!isMap(artifacts)) return [];
  const read = (identifier: ScalarNode | undefined, node: MapNode): Artifact => ({
    identifier,
    node,
    files: scalarsOf(valueAt(node, 'files')),
    baseDirectory: scalarAt(node, 'base-directory'),
    excludePaths: scalarsOf(valueAt(node, 'exclude-paths')),
  });
  const secondary = pairsOf(valueAt(artifacts, 'secondary-artifacts'));
  return [
    read(undefined, artifacts),
    ...secondary.flatMap(({ key, value }) => (isMap(value) ? [read(key, value)] : [])),
  ];
}

/** The shell that `env.shell` or a step's `shell` names, perhaps by its path. */
function shellOf(name: string): ShellName {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).toLowerCase();
  return SHELLS[base] ?? 'other';
}

const SHELLS: Readonly<Record<string, ShellName>> = {
  bash: 'bash',
  sh: 'sh',
  dash: 'sh',
  'powershell.exe': 'pwsh',
  powershell: 'pwsh',
  'pwsh.exe': 'pwsh',
  pwsh: 'pwsh',
  'cmd.exe': 'cmd',
  cmd: 'cmd',
  python: 'python',
};

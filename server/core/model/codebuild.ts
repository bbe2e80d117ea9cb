import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import {
  isMap,
  itemsOf,
  type MapNode,
  type Node,
  type Pair,
  pairOf,
  type ScalarNode,
  scalarAt,
  valueAt,
} from '../parse/tree.ts';
import { type Buildspec, embeddedBuildspec, readBuildspec } from './buildspec.ts';
import { alternativesOf, intrinsicOf, type Resource, templateText } from './template.ts';

/**
 * An `AWS::CodeBuild::Project` of a template. Keys after
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html.
 */
export interface CodeBuildProject {
  readonly resource: Resource;
  readonly environment: MapNode | undefined;
  /** The image, when it is a literal. */
  readonly image: ScalarNode | undefined;
  readonly privilegedMode: Pair | undefined;
  readonly variables: readonly ProjectVariable[];
  readonly sources: readonly ProjectSource[];
  /** The specifications that stand in the template itself. */
  readonly buildspecs: readonly Buildspec[];
  /** True when all that the project runs stands in the template; false for a path, or where nothing is said. */
  readonly commandsKnown: boolean;
  readonly cacheModes: readonly ScalarNode[];
  readonly triggers: ProjectTriggers | undefined;
}

export type VariableType = 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER' | 'unknown';

/** One of `Environment.EnvironmentVariables`. */
export interface ProjectVariable {
  readonly node: MapNode;
  readonly name: ScalarNode | undefined;
  /** `PLAINTEXT` when the key is missing, as CodeBuild has it; `unknown` for an intrinsic function. */
  readonly type: VariableType;
  readonly value: Node | undefined;
}

/** `Source` or one of `SecondarySources`. */
export interface ProjectSource {
  readonly node: MapNode;
  readonly type: ScalarNode | undefined;
  readonly location: Node | undefined;
  readonly buildspec: Node | undefined;
  readonly insecureSsl: Pair | undefined;
  readonly auth: MapNode | undefined;
}

/** `Triggers`: the webhook of the project. Filters in a group must all match, one group is enough. */
export interface ProjectTriggers {
  readonly node: MapNode;
  readonly webhook: Pair | undefined;
  readonly filterGroupsPair: Pair | undefined;
  readonly filterGroups: readonly FilterGroup[];
  /** `PullRequestBuildPolicy`. */
  readonly buildPolicy: MapNode | undefined;
}

export interface FilterGroup {
  readonly node: Node;
  readonly filters: readonly WebhookFilter[];
}

export interface WebhookFilter {
  readonly node: MapNode;
  /** `EVENT`, `ACTOR_ACCOUNT_ID`, `HEAD_REF`, …; empty where it is no literal. */
  readonly type: string;
  /** A regular expression that has to match somewhere in the value; a comma-separated list for `EVENT`. */
  readonly pattern: ScalarNode | undefined;
  readonly exclude: Pair | undefined;
}

export const codebuildProjectProvider: FacetProvider<CodeBuildProject> = {
  kinds: ['cloudformation'],
  of: codebuildProjectsIn,
};

function codebuildProjectsIn(document: Document): readonly CodeBuildProject[] {
  return document
    .facet('template-resource')
    .filter(({ type }) => type.text === 'AWS::CodeBuild::Project')
    .map(readProject);
}

function readProject(resource: Resource): CodeBuildProject {
  const { properties } = resource;
  const environment = valueAt(properties, 'Environment');
  const windows = /^WINDOWS/.test(scalarAt(environment, 'Type')?.text ?? '');
  const sources = [valueAt(properties, 'Source'), ...itemsOf(valueAt(properties, 'SecondarySources'))]
    .flatMap((source) => alternativesOf(source))
    .filter(isMap)
    .map(readSource);
  const specs = sources.map(({ buildspec }) => buildspecsIn(buildspec, windows));
  const triggers = valueAt(properties, 'Triggers');
  return {
    resource,
    environment: isMap(environment) ? environment : undefined,
    image: scalarAt(environment, 'Image'),
    privilegedMode: pairOf(environment, 'PrivilegedMode'),
    variables: itemsOf(valueAt(environment, 'EnvironmentVariables'))
      .flatMap((item) => alternativesOf(item))
      .filter(isMap)
      .map(readVariable),
    sources,
    buildspecs: specs.flat().filter((spec) => spec !== undefined),
    commandsKnown: specs[0]?.every((spec) => spec !== undefined) ?? false,
    cacheModes: itemsOf(valueAt(properties, 'Cache', 'Modes')).filter((mode) => mode.kind === 'scalar'),
    triggers: isMap(triggers) ? readTriggers(triggers) : undefined,
  };
}

/** The specifications that a `BuildSpec` can be; undefined stands for one that is not in the template. */
function buildspecsIn(node: Node | undefined, windows: boolean): readonly (Buildspec | undefined)[] {
  return node ? alternativesOf(node).map((value) => buildspecIn(value, windows)) : [undefined];
}

function buildspecIn(node: Node, windows: boolean): Buildspec | undefined {
  const intrinsic = intrinsicOf(node);
  if (intrinsic?.name === 'ToJsonString' && isMap(intrinsic.argument))
    return readBuildspec(intrinsic.argument, true, windows);
  if (!intrinsic && isMap(node)) return readBuildspec(node, true, windows);
  const text = templateText(node);
  return text && embeddedBuildspec(text, windows);
}

function readSource(node: MapNode): ProjectSource {
  const auth = valueAt(node, 'Auth');
  return {
    node,
    type: scalarAt(node, 'Type'),
    location: valueAt(node, 'Location'),
    buildspec: valueAt(node, 'BuildSpec'),
    insecureSsl: pairOf(node, 'InsecureSsl'),
    auth: isMap(auth) ? auth : undefined,
  };
}

function readVariable(node: MapNode): ProjectVariable {
  return {
    node,
    name: scalarAt(node, 'Name'),
    type: variableType(valueAt(node, 'Type')),
    value: valueAt(node, 'Value'),
  };
}

function variableType(type: Node | undefined): VariableType {
  if (!type) return 'PLAINTEXT';
  if (type.kind !== 'scalar' || intrinsicOf(type)) return 'unknown';
  const { text } = type;
  return text === 'PLAINTEXT' || text === 'PARAMETER_STORE' || text === 'SECRETS_MANAGER' ? text : 'unknown';
}

function readTriggers(node: MapNode): ProjectTriggers {
  const policy = valueAt(node, 'PullRequestBuildPolicy');
  const groups = pairOf(node, 'FilterGroups');
  return {
    node,
    webhook: pairOf(node, 'Webhook'),
    filterGroupsPair: groups,
    filterGroups: itemsOf(groups?.value).map((group) => ({
      node: group,
      filters: itemsOf(group).filter(isMap).map(readFilter),
    })),
    buildPolicy: isMap(policy) ? policy : undefined,
  };
}

function readFilter(node: MapNode): WebhookFilter {
  return {
    node,
    type: scalarAt(node, 'Type')?.text ?? '',
    pattern: scalarAt(node, 'Pattern'),
    exclude: pairOf(node, 'ExcludeMatchedPattern'),
  };
}

import type { FacetProvider } from '../facets.ts';
import {
  isMap,
  itemsOf,
  type MapNode,
  type Node,
  pairsOf,
  type ScalarNode,
  scalarAt,
  valueAt,
} from '../parse/tree.ts';
import { alternativesOf, type Resource } from './template.ts';

/**
 * An `AWS::CodePipeline::Pipeline` of a template. Keys after
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html.
 */
export interface CodePipeline {
  readonly resource: Resource;
  readonly stages: readonly PipelineStage[];
  readonly triggers: readonly PipelineTrigger[];
}

export interface PipelineStage {
  readonly node: MapNode;
  readonly name: ScalarNode | undefined;
  readonly actions: readonly PipelineAction[];
  /** True when the stage checks something before it begins (`BeforeEntry`). */
  readonly hasEntryConditions: boolean;
}

export interface PipelineAction {
  readonly node: MapNode;
  readonly name: ScalarNode | undefined;
  /** `Source`, `Build`, `Test`, `Deploy`, `Approval`, `Invoke`, `Compute`; empty where it is no literal. */
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  readonly runOrder: number;
  readonly configuration: MapNode | undefined;
  /** The shell commands of a `Commands` action. */
  readonly commands: readonly ScalarNode[];
}

/** One entry of `Triggers`: what of a repository starts the pipeline. */
export interface PipelineTrigger {
  readonly node: MapNode;
  /** The filters of pull requests; each needs branches. */
  readonly pullRequests: readonly MapNode[];
}

export const codepipelineProvider: FacetProvider<CodePipeline> = {
  kinds: ['cloudformation'],
  of: (document) =>
    document
      .facet('template-resource')
      .filter(({ type }) => type.text === 'AWS::CodePipeline::Pipeline')
      .map(readPipeline),
};

function readPipeline(resource: Resource): CodePipeline {
  const { properties } = resource;
  return {
    resource,
    stages: mapsOf(valueAt(properties, 'Stages')).map(readStage),
    triggers: mapsOf(valueAt(properties, 'Triggers')).map((node) => ({
      node,
      pullRequests: mapsOf(valueAt(node, 'GitConfiguration', 'PullRequest')),
    })),
  };
}

/** The maps of a list, those in the branches of an `If` included. */
function mapsOf(list: Node | undefined): readonly MapNode[] {
  return itemsOf(list)
    .flatMap((item) => alternativesOf(item))
    .filter(isMap);
}

function readStage(node: MapNode): PipelineStage {
  return {
    node,
    name: scalarAt(node, 'Name'),
    actions: mapsOf(valueAt(node, 'Actions')).map(readAction),
    hasEntryConditions: valueAt(node, 'BeforeEntry') !== undefined,
  };
}

function readAction(node: MapNode): PipelineAction {
  const type = valueAt(node, 'ActionTypeId');
  const configuration = valueAt(node, 'Configuration');
  return {
    node,
    name: scalarAt(node, 'Name'),
    category: scalarAt(type, 'Category')?.text ?? '',
    owner: scalarAt(type, 'Owner')?.text ?? '',
    provider: scalarAt(type, 'Provider')?.text ?? '',
    runOrder: Number(scalarAt(node, 'RunOrder')?.text ?? 1) || 1,
    configuration: isMap(configuration) ? configuration : undefined,
    commands: itemsOf(valueAt(node, 'Commands')).filter((item) => item.kind === 'scalar'),
  };
}

/** The settings of an action that are plain texts, by name. */
export function settingsOf({ configuration }: PipelineAction): ReadonlyMap<string, ScalarNode> {
  const settings = new Map<string, ScalarNode>();
  for (const { key, value } of pairsOf(configuration)) {
    for (const node of alternativesOf(value)) if (node.kind === 'scalar') settings.set(key.text, node);
  }
  return settings;
}

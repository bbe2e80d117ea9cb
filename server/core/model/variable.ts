import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import type { Kind } from '../kinds.ts';
import {
  isMap,
  isScalar,
  isSeq,
  type MapNode,
  type Node,
  type Pair,
  pairOf,
  pairsOf,
  type ScalarNode,
  scalarAt,
  valueAt,
} from '../parse/tree.ts';
import type { Span } from '../text/source.ts';
import type { Env } from './github/environment.ts';
import { intrinsicOf, isTrue } from './template.ts';

/** Where a pipeline gives a name a value. */
export type VariablePlace =
  | 'buildspec'
  | 'workflow-env'
  | 'workflow-with'
  | 'container-env'
  | 'action-env'
  | 'action-with'
  | 'gitlab'
  | 'codebuild-project'
  | 'template-property'
  | 'template-parameter'
  | 'docker-env'
  | 'docker-arg';

/** A name with a literal value, as the file writes it. */
export interface Variable {
  readonly place: VariablePlace;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  /** The value in the file, its quotes included. */
  readonly valueSpan: Span;
  /** The value in a tree; undefined in a Dockerfile. */
  readonly scalar?: ScalarNode;
  /** The pair `name: value`, or of a `Value` key beside a `Name` key, or of a parameter's `Default`. */
  readonly pair?: Pair;
  /** The map that holds `pair`. */
  readonly map?: MapNode;
  /** The map that holds the map of variables: a buildspec's `env`, a GitLab job. */
  readonly holder?: MapNode;
  /** True in a document inside another. */
  readonly embedded?: boolean;
  /** The type of the resource that a template's value belongs to. */
  readonly resourceType?: string;
  /** True for a parameter whose value is not shown. */
  readonly noEcho?: boolean;
}

const READERS: Readonly<Partial<Record<Kind, (document: Document) => readonly Variable[]>>> = {
  buildspec: buildspecVariables,
  'github-workflow': githubVariables,
  'github-action': githubVariables,
  'gitlab-ci': gitlabVariables,
  cloudformation: templateVariables,
  dockerfile: dockerVariables,
};

/** The variables that a pipeline sets to literal values; expressions are among them as they are written. */
export const variableProvider: FacetProvider<Variable> = {
  kinds: Object.keys(READERS) as Kind[],
  of: (document) => READERS[document.kind]?.(document) ?? [],
};

function buildspecVariables(document: Document): readonly Variable[] {
  return document.facet('buildspec').flatMap(({ env, batch, embedded }) => {
    const own = pairOf(env.node, 'variables')?.value;
    return [
      ...ofMap('buildspec', own, { holder: env.node, embedded }),
      ...batch.flatMap((task) => ofMap('buildspec', valueAt(task.env, 'variables'), { embedded })),
    ];
  });
}

function githubVariables(document: Document): readonly Variable[] {
  const found: Variable[] = [];
  const isAction = document.kind === 'github-action';
  const addEnv = (env: Env | undefined, place: VariablePlace) => {
    if (env) found.push(...ofMap(place, env.pair.value));
  };
  for (const workflow of document.facet('workflow')) {
    addEnv(workflow.env, 'workflow-env');
    for (const job of workflow.jobs) {
      addEnv(job.env, 'workflow-env');
      for (const container of job.containers) addEnv(container.env, 'container-env');
      found.push(...ofMap('workflow-with', job.with), ...ofMap('workflow-with', job.secrets?.value));
    }
  }
  for (const step of document.facet('step')) {
    addEnv(step.env, isAction ? 'action-env' : 'workflow-env');
    found.push(...ofMap(isAction ? 'action-with' : 'workflow-with', step.with));
  }
  return found;
}

function gitlabVariables(document: Document): readonly Variable[] {
  return document.facet('gitlab').flatMap(({ root, jobs }) => {
    const holders = [root, ...jobs.map((job) => job.node)];
    return holders.flatMap((holder) => {
      const map = valueAt(holder, 'variables');
      return [
        ...ofMap('gitlab', map, { holder }),
        // `NAME: { value: …, description: … }`.
        ...pairsOf(map).flatMap(({ key, value }) => {
          const inner = pairOf(value, 'value');
          return isMap(value) && inner && isScalar(inner.value)
            ? [fact('gitlab', key, inner.value, inner, value)]
            : [];
        }),
      ];
    });
  });
}

function templateVariables(document: Document): readonly Variable[] {
  const found: Variable[] = [...buildspecVariables(document)];
  for (const { key, value } of pairsOf(valueAt(document.root, 'Parameters'))) {
    const pair = pairOf(value, 'Default');
    if (!isMap(value) || !pair || !isScalar(pair.value)) continue;
    const noEcho = isTrue(valueAt(value, 'NoEcho'));
    found.push({ ...fact('template-parameter', key, pair.value, pair, value), noEcho });
  }
  for (const { type, properties } of document.facet('template-resource')) {
    if (properties) walkProperties(found, properties, type.text, 0);
  }
  const globals = valueAt(document.root, 'Globals');
  if (globals) walkProperties(found, globals, 'Globals', 0);
  return found;
}

/** Properties nest less deep than this in any resource type. */
const MAX_DEPTH = 24;

function walkProperties(found: Variable[], node: Node, resourceType: string, depth: number): void {
  if (depth > MAX_DEPTH || intrinsicOf(node)) return;
  if (isSeq(node)) for (const item of node.items) walkProperties(found, item, resourceType, depth + 1);
  if (!isMap(node)) return;
  const named = pairOf(node, 'Value') ?? pairOf(node, 'value');
  const name = scalarAt(node, 'Name') ?? scalarAt(node, 'name') ?? scalarAt(node, 'OptionName');
  if (named && name && isLiteral(named.value) && isLiteral(name)) {
    const isBuild = resourceType === 'AWS::CodeBuild::Project';
    const type = valueAt(node, 'Type');
    const isPlain = !type || (isScalar(type) && type.text === 'PLAINTEXT');
    if (isPlain || !isBuild) {
      const place = isBuild ? 'codebuild-project' : 'template-property';
      found.push({ ...fact(place, name, named.value, named, node), resourceType });
    }
    return;
  }
  for (const pair of node.pairs) {
    if (pair.merged || !pair.value) continue;
    if (isLiteral(pair.value)) {
      found.push({ ...fact('template-property', pair.key, pair.value, pair, node), resourceType });
    } else walkProperties(found, pair.value, resourceType, depth + 1);
  }
}

function isLiteral(node: Node | null | undefined): node is ScalarNode {
  return isScalar(node) && node.value !== null && !intrinsicOf(node);
}

function dockerVariables(document: Document): readonly Variable[] {
  return document.facet('dockerfile').flatMap(({ pairs }) =>
    pairs.flatMap(({ keyword, name, nameSpan, value, valueSpan }): Variable[] => {
      if (keyword === 'LABEL' || value === undefined) return [];
      return [{ place: keyword === 'ENV' ? 'docker-env' : 'docker-arg', name, nameSpan, value, valueSpan }];
    }),
  );
}

/** The scalar values of a map; pairs that a merge key brought belong to the map where they stand. */
function ofMap(
  place: VariablePlace,
  map: Node | null | undefined,
  more: { readonly holder?: MapNode | undefined; readonly embedded?: boolean } = {},
): Variable[] {
  if (!isMap(map)) return [];
  return map.pairs.flatMap((pair) => {
    if (pair.merged || !isScalar(pair.value) || pair.value.value === null) return [];
    return [
      {
        ...fact(place, pair.key, pair.value, pair, map),
        ...(more.holder && { holder: more.holder }),
        ...(more.embedded && { embedded: true }),
      },
    ];
  });
}

function fact(
  place: VariablePlace,
  name: ScalarNode,
  scalar: ScalarNode,
  pair: Pair,
  map: MapNode,
): Variable {
  return {
    place,
    name: name.text,
    nameSpan: name.span,
    value: scalar.text,
    valueSpan: scalar.span,
    scalar,
    pair,
    map,
  };
}

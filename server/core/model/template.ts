import type { Document } from '../document.ts';
import { isMap, type MapNode, pairsOf, type ScalarNode, scalarAt, valueAt } from '../parse/tree.ts';

/** One entry of a CloudFormation or SAM template's `Resources`. */
export interface Resource {
  readonly logicalId: ScalarNode;
  /** As written: `AWS::IAM::Role`. */
  readonly type: ScalarNode;
  readonly properties: MapNode | undefined;
  readonly node: MapNode;
}

/** The resources of a template, in the order of the text; none for other kinds of document. */
export function resourcesOf(document: Document): readonly Resource[] {
  if (document.kind !== 'cloudformation') return [];
  return pairsOf(valueAt(document.root, 'Resources')).flatMap(({ key, value }) => {
    const type = scalarAt(value, 'Type');
    if (!isMap(value) || !type) return [];
    const properties = valueAt(value, 'Properties');
    return [{ logicalId: key, type, properties: isMap(properties) ? properties : undefined, node: value }];
  });
}

import type { PolicyType } from '../../config/config.ts';
import type { MapNode, Node, Pair, ScalarNode } from '../../parse/tree.ts';
import type { Resource } from '../template.ts';
import type { PolicyValue } from './value.ts';

/** `Action`, `Resource` and their negations. */
export interface PolicyElement {
  readonly pair: Pair;
  /** True for `NotAction` and `NotResource`. */
  readonly negated: boolean;
  readonly values: readonly PolicyValue[];
}

export interface Principal {
  /** `*` for `"Principal": "*"`, else the key: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
  readonly kind: string;
  readonly value: PolicyValue;
}

export interface PrincipalElement {
  readonly pair: Pair;
  readonly negated: boolean;
  readonly principals: readonly Principal[];
}

/** One key of one operator of a `Condition`. */
export interface ConditionTest {
  readonly operator: ScalarNode;
  /** The operator without qualifier and suffix: `StringEquals`. */
  readonly base: string;
  readonly qualifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
  readonly key: ScalarNode;
  readonly pair: Pair;
  readonly values: readonly PolicyValue[];
}

export interface Statement {
  readonly node: MapNode;
  readonly sid: ScalarNode | undefined;
  /** True when the statement is one side of an `Fn::If`: there only for those who ask for it. */
  readonly optional: boolean;
  /** Undefined when absent, misspelt or unknown. */
  readonly effect: 'Allow' | 'Deny' | undefined;
  readonly actions: PolicyElement | undefined;
  readonly resources: PolicyElement | undefined;
  readonly principals: PrincipalElement | undefined;
  readonly condition: Pair | undefined;
  readonly tests: readonly ConditionTest[];
  /** True when a part of the condition is a function whose result is not known. */
  readonly opaqueCondition: boolean;
}

/** Where a policy stands in a template. */
export interface PolicyOwner {
  readonly resource: Resource;
  /** Service principals that may assume the role the policy belongs to: `codebuild.amazonaws.com`. */
  readonly assumedBy: readonly string[];
}

/** One policy document, wherever it stands. Each part may be missing or of the wrong shape: see `grammar.ts`. */
export interface Policy {
  /** The object with `Statement`; a list for bare statements (SAM, serverless). */
  readonly node: Node;
  readonly version: Node | undefined;
  readonly statements: readonly Statement[];
  readonly type: PolicyType;
  /** False when the type is guessed from the content alone. */
  readonly typeIsKnown: boolean;
  /** CloudFormation type of the resource a resource policy belongs to, where known: `AWS::S3::Bucket`. */
  readonly resourceType: string | undefined;
  /** Set inside a template, where functions may stand for any value. */
  readonly owner: PolicyOwner | undefined;
  /** The object that the policy is a member of, in a file of policies: a role as the AWS CLI prints it. */
  readonly holder: MapNode | undefined;
  /** True where `Version` is filled in by others: statements of SAM and serverless. */
  readonly bare: boolean;
}

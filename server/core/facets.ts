import type { Document } from './document.ts';
import { KINDS, type Kind, SYNTAX } from './kinds.ts';
import { type Buildspec, buildspecProvider } from './model/buildspec.ts';
import { type CodeBuildProject, codebuildProjectProvider } from './model/codebuild.ts';
import { type CodePipeline, codepipelineProvider } from './model/codepipeline.ts';
import { type Dockerfile, dockerfileProvider } from './model/dockerfile.ts';
import { type EnvironmentVariable, environmentVariableProvider } from './model/environment-variable.ts';
import type { Action } from './model/github/action.ts';
import { type DependabotUpdate, dependabotProvider } from './model/github/dependabot.ts';
import { type ExpressionUse, expressionProvider } from './model/github/expressions.ts';
import {
  actionProvider,
  type ConditionUse,
  conditionProvider,
  stepProvider,
  type UsesPlace,
  usesProvider,
  workflowProvider,
} from './model/github/facets.ts';
import type { WorkflowProblem } from './model/github/grammar/problem.ts';
import { workflowProblemProvider } from './model/github/grammar/problems.ts';
import { type OutsiderScript, outsiderScriptProvider } from './model/github/outsider-script.ts';
import { type SecretScript, secretScriptProvider } from './model/github/secret-script.ts';
import type { Step } from './model/github/step.ts';
import { type Taint, taintProvider } from './model/github/taint.ts';
import type { Workflow } from './model/github/workflow.ts';
import { type GitlabPipeline, gitlabProvider } from './model/gitlab/pipeline.ts';
import {
  type Dependency,
  dependencyProvider,
  type LockedPackage,
  lockedPackageProvider,
} from './model/manifest.ts';
import { type Pipeline, pipelineProvider } from './model/pipeline.ts';
import { policyProvider } from './model/policy/find.ts';
import { type GitHubRole, githubRoleProvider } from './model/policy/github-role.ts';
import type { PolicyProblem } from './model/policy/grammar/problem.ts';
import { policyProblemProvider } from './model/policy/grammar/problems.ts';
import type { Policy } from './model/policy/policy.ts';
import { type HookRepository, hookRepositoryProvider } from './model/pre-commit.ts';
import { type RegistrySetting, registrySettingProvider } from './model/registry-setting.ts';
import { scriptProvider, scriptUnitProvider } from './model/script.ts';
import { secretProvider } from './model/secret.ts';
import { type Resource, resourcesOf } from './model/template.ts';
import { type Variable, variableProvider } from './model/variable.ts';
import { ownProblems } from './parse/foreign.ts';
import type { Script, ScriptUnit } from './parse/shell.ts';
import type { ParseProblem } from './parse/tree.ts';
import type { SecretHit } from './secrets/format.ts';
import type { Source } from './text/source.ts';

/**
 * The views of a document that rules can ask for. A rule declares a handler per facet; the kinds it applies to follow
 * from the facets. A new view is one entry here and one provider below.
 */
export interface Facets {
  /** What the parser could not read. */
  problem: ParseProblem;
  /** The raw text, once per file, of every kind. */
  text: Source;
  /** Every script of the bash, PowerShell or cmd family, wherever it stands. */
  script: Script;
  /** The scripts that run together in one place: those of a job, an action, a stage of a Dockerfile or a file. */
  scriptUnit: ScriptUnit;
  /** A GitHub workflow, once per file. */
  workflow: Workflow;
  /** A GitHub action's metadata (`action.yml`), once per file. */
  action: Action;
  /** Every step of a GitHub workflow or composite action that can run. */
  step: Step;
  /** Each `uses` of a live step, and of a live job that calls a reusable workflow. */
  uses: UsesPlace;
  /** Who decides the text of a context, once per GitHub workflow or action. */
  taint: Taint;
  /** Every IAM policy: files that hold one, and templates. */
  policy: Policy;
  /** Every role with a trust for GitHub's tokens that workflows of the same repository are known to take. */
  'github-role': GitHubRole;
  /** Every `${{ … }}` of a GitHub workflow or action that can be parsed, in whatever value it stands. */
  expression: ExpressionUse;
  /** Every script of a GitHub workflow or action that an outsider's text reaches. */
  'outsider-script': OutsiderScript;
  /** Every script of a GitHub workflow or action that reads a secret. */
  'secret-script': SecretScript;
  /** Where a GitHub workflow or action breaks GitHub's grammar, or says what cannot take effect. */
  workflowProblem: WorkflowProblem;
  /** Every repository that a pre-commit configuration takes hooks from. */
  'hook-repository': HookRepository;
  /** The `if:` of every GitHub job and step that can run. */
  condition: ConditionUse;
  /** Every entry of `updates` of a Dependabot configuration. */
  'dependabot-update': DependabotUpdate;
  /** Where a policy breaks its grammar or says something without effect, by the codes of Access Analyzer. */
  policyProblem: PolicyProblem;
  /** A CodeBuild build specification: a file of its own, or one that a template holds. */
  buildspec: Buildspec;
  /** Every resource of a CloudFormation or SAM template. */
  'template-resource': Resource;
  /** A CodeBuild project of a template. */
  'codebuild-project': CodeBuildProject;
  /** A CodePipeline of a template. */
  codepipeline: CodePipeline;
  /** A GitLab pipeline file or fragment, once per file. */
  gitlab: GitlabPipeline;
  /** A GitHub workflow or GitLab pipeline as jobs with commands, once per file: for rules that hold of both. */
  pipeline: Pipeline;
  /** A Dockerfile, once per file. */
  dockerfile: Dockerfile;
  /** Every variable with a value that a file sets for the commands it runs. */
  'environment-variable': EnvironmentVariable;
  /** Every package that a manifest asks for. */
  dependency: Dependency;
  /** Every package of a lock file, as it was resolved. */
  lockedPackage: LockedPackage;
  /** Every setting of a manifest, `.npmrc` or `pip.conf` that says where packages come from. */
  registrySetting: RegistrySetting;
  /** Every secret that has a form of its own, in the text of any file. */
  secret: SecretHit;
  /** Every name that a pipeline gives a literal value, in the places where such values stand. */
  variable: Variable;
}

export interface FacetProvider<Fact> {
  /** The kinds that can have such facts. */
  readonly kinds: readonly Kind[];
  /** The facts of one document of those kinds, in the order of the text. Called once per document; never throws. */
  readonly of: (document: Document) => readonly Fact[];
}

const providers: { readonly [F in keyof Facets]: FacetProvider<Facets[F]> } = {
  problem: {
    kinds: KINDS.filter((kind) => SYNTAX[kind] !== undefined),
    of: (document) => ownProblems(document.source.text, document.tree.problems),
  },
  text: { kinds: KINDS, of: (document) => [document.source] },
  script: scriptProvider,
  scriptUnit: scriptUnitProvider,
  workflow: workflowProvider,
  action: actionProvider,
  step: stepProvider,
  uses: usesProvider,
  taint: taintProvider,
  policy: policyProvider,
  'github-role': githubRoleProvider,
  expression: expressionProvider,
  'outsider-script': outsiderScriptProvider,
  'secret-script': secretScriptProvider,
  workflowProblem: workflowProblemProvider,
  'hook-repository': hookRepositoryProvider,
  condition: conditionProvider,
  'dependabot-update': dependabotProvider,
  policyProblem: policyProblemProvider,
  buildspec: buildspecProvider,
  'template-resource': { kinds: ['cloudformation'], of: resourcesOf },
  'codebuild-project': codebuildProjectProvider,
  codepipeline: codepipelineProvider,
  gitlab: gitlabProvider,
  pipeline: pipelineProvider,
  dockerfile: dockerfileProvider,
  'environment-variable': environmentVariableProvider,
  dependency: dependencyProvider,
  lockedPackage: lockedPackageProvider,
  registrySetting: registrySettingProvider,
  secret: secretProvider,
  variable: variableProvider,
};

/** Who makes the facet of this name, and for which kinds of file. */
export function facetOf<F extends keyof Facets>(name: F): FacetProvider<Facets[F]> {
  return providers[name];
}

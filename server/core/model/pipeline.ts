import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import { type CommandLine, commandLines } from '../parse/command-lines.ts';
import type { Script } from '../parse/shell.ts';
import type { ScalarNode } from '../parse/tree.ts';
import type { Span } from '../text/source.ts';
import { eventsOf } from './github/events.ts';
import type { Step } from './github/step.ts';
import { actionName } from './github/uses.ts';
import { type Job, liveJobs, liveSteps, type Workflow } from './github/workflow.ts';
import { runs } from './gitlab/deploy.ts';
import { mayRunOnMergeRequest } from './gitlab/merge-request.ts';
import type { GitlabJob, GitlabPipeline } from './gitlab/pipeline.ts';

/** A GitHub workflow or a GitLab pipeline, seen as jobs with commands: for rules that hold of both alike. */
export interface Pipeline {
  readonly workflow: Workflow | undefined;
  readonly gitlab: GitlabPipeline | undefined;
  /** The jobs that run by themselves: no templates, no calls of other pipelines. */
  readonly jobs: readonly PipelineJob[];
}

export interface PipelineJob {
  readonly name: ScalarNode;
  readonly github: Job | undefined;
  readonly gitlab: GitlabJob | undefined;
  /** The scripts written in the job, in the order in which they run. */
  readonly scripts: readonly Script[];
  /** The steps that use an action, by its name in lower case. */
  readonly actions: readonly ActionStep[];
  /** True when the job is bound to an environment, whose rules can hold it back. */
  readonly hasEnvironment: boolean;
  /** True when a pull or merge request can start it before anyone has agreed to it. */
  readonly onRequest: boolean;
}

export interface ActionStep {
  readonly name: string;
  readonly step: Step;
  /** The `uses` value. */
  readonly span: Span;
}

/** A command of a job, with its place in the file. */
export interface PlacedCommand {
  readonly script: Script;
  readonly line: CommandLine;
  readonly span: Span;
}

export const pipelineProvider: FacetProvider<Pipeline> = {
  kinds: ['github-workflow', 'gitlab-ci'],
  of: (document) => [
    ...document.facet('workflow').map((workflow) => new LazyPipeline(document, workflow, undefined)),
    ...document.facet('gitlab').map((gitlab) => new LazyPipeline(document, undefined, gitlab)),
  ],
};

/**
 * The first words of every command of a job's scripts, where the text holds what `hint` looks for: the cheap look of
 * `commandLines`, without substitutions.
 */
export function* commandsOf(job: PipelineJob, hint: RegExp): Generator<PlacedCommand> {
  for (const script of job.scripts) {
    if (!hint.test(script.text)) continue;
    for (const line of commandLines(script.text))
      yield { script, line, span: script.spanOf({ from: line.span.start, to: line.span.end }) };
  }
}

/** Most rules look at the text first, and most files have nothing for them: jobs are read when they are asked for. */
class LazyPipeline implements Pipeline {
  readonly workflow: Workflow | undefined;
  readonly gitlab: GitlabPipeline | undefined;
  readonly #document: Document;
  #jobs: readonly PipelineJob[] | undefined;

  constructor(document: Document, workflow: Workflow | undefined, gitlab: GitlabPipeline | undefined) {
    this.#document = document;
    this.workflow = workflow;
    this.gitlab = gitlab;
  }

  get jobs(): readonly PipelineJob[] {
    this.#jobs ??= this.#read(scriptsByJob(this.#document));
    return this.#jobs;
  }

  #read(scripts: ReadonlyMap<Job | GitlabJob, readonly Script[]>): readonly PipelineJob[] {
    const { workflow, gitlab } = this;
    const github = workflow ? liveJobs(workflow).filter((job) => !job.uses) : [];
    return [
      ...github.map((job) => new WorkflowJob(job, scripts.get(job) ?? [])),
      ...(gitlab?.jobs ?? [])
        .filter(runs)
        .map((job) => new GitlabPipelineJob(job, gitlab!, scripts.get(job) ?? [])),
    ];
  }
}

class WorkflowJob implements PipelineJob {
  readonly name: ScalarNode;
  readonly github: Job;
  readonly gitlab = undefined;
  readonly scripts: readonly Script[];
  readonly actions: readonly ActionStep[];
  readonly hasEnvironment: boolean;

  constructor(job: Job, scripts: readonly Script[]) {
    this.name = job.id;
    this.github = job;
    this.scripts = scripts;
    this.actions = liveSteps(job).flatMap((step) =>
      step.uses?.kind === 'repository'
        ? [{ name: actionName(step.uses), step, span: step.uses.node.span }]
        : [],
    );
    this.hasEnvironment = job.environment !== undefined;
  }

  get onRequest(): boolean {
    return eventsOf(this.github).some((event) => event === 'pull_request' || event === 'pull_request_target');
  }
}

class GitlabPipelineJob implements PipelineJob {
  readonly name: ScalarNode;
  readonly github = undefined;
  readonly gitlab: GitlabJob;
  readonly scripts: readonly Script[];
  readonly actions: readonly ActionStep[] = [];
  readonly #pipeline: GitlabPipeline;

  constructor(job: GitlabJob, pipeline: GitlabPipeline, scripts: readonly Script[]) {
    this.name = job.name;
    this.gitlab = job;
    this.scripts = scripts;
    this.#pipeline = pipeline;
  }

  get hasEnvironment(): boolean {
    return this.gitlab.effective('environment') !== undefined;
  }

  get onRequest(): boolean {
    return mayRunOnMergeRequest(this.gitlab, this.#pipeline);
  }
}

/** The scripts of each job. */
function scriptsByJob(document: Document): ReadonlyMap<Job | GitlabJob, readonly Script[]> {
  const scripts = new Map<Job | GitlabJob, readonly Script[]>();
  for (const script of document.facet('script')) {
    const job = script.step?.job ?? script.gitlabJob;
    if (job) scripts.set(job, script.unit.scripts);
  }
  return scripts;
}

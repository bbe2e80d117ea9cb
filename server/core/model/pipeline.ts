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
    ...document.facet('workflow').map((workflow) => ofWorkflow(document, workflow)),
    ...document.facet('gitlab').map((gitlab) => ofGitlab(document, gitlab)),
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

function ofWorkflow(document: Document, workflow: Workflow): Pipeline {
  const jobs = (): readonly PipelineJob[] => {
    const scripts = scriptsByJob(document);
    return liveJobs(workflow).flatMap((job): PipelineJob[] => {
      if (job.uses) return [];
      return [
        {
          name: job.id,
          github: job,
          gitlab: undefined,
          scripts: scripts.get(job) ?? [],
          actions: liveSteps(job).flatMap((step) =>
            step.uses?.kind === 'repository'
              ? [{ name: actionName(step.uses), step, span: step.uses.node.span }]
              : [],
          ),
          hasEnvironment: job.environment !== undefined,
          get onRequest() {
            return eventsOf(job).some((event) => event === 'pull_request' || event === 'pull_request_target');
          },
        },
      ];
    });
  };
  return lazily(workflow, undefined, jobs);
}

function ofGitlab(document: Document, gitlab: GitlabPipeline): Pipeline {
  const jobs = (): readonly PipelineJob[] => {
    const scripts = scriptsByJob(document);
    return gitlab.jobs.filter(runs).map(
      (job): PipelineJob => ({
        name: job.name,
        github: undefined,
        gitlab: job,
        scripts: scripts.get(job) ?? [],
        actions: [],
        get hasEnvironment() {
          return job.effective('environment') !== undefined;
        },
        get onRequest() {
          return mayRunOnMergeRequest(job, gitlab);
        },
      }),
    );
  };
  return lazily(undefined, gitlab, jobs);
}

/** Most rules look at the text first, and most files have nothing for them: jobs are read when they are asked for. */
function lazily(
  workflow: Workflow | undefined,
  gitlab: GitlabPipeline | undefined,
  read: () => readonly PipelineJob[],
): Pipeline {
  let jobs: readonly PipelineJob[] | undefined;
  return {
    workflow,
    gitlab,
    get jobs() {
      jobs ??= read();
      return jobs;
    },
  };
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

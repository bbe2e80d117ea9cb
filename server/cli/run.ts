import path from 'node:path';
import { version } from '../../package.json';
import type { Config } from '../core/config/config.ts';
import { Ignores } from '../core/config/ignore.ts';
import { compareFindings, type Profile, type Severity } from '../core/finding.ts';
import type { OnlineFacts } from '../core/model/github/refs.ts';
import type { Registry } from '../core/registry.ts';
import { displayPath, isInside, type LoadedConfig, Projects, toSlashes } from '../host/project.ts';
import type { JobList } from './jobs.ts';
import { Linter, type Outcome, type Settings } from './linter.ts';
import { withOnlineFacts } from './online.ts';
import { lintAll, type PoolResult } from './pool.ts';
import { showProgress } from './progress.ts';
import type { Report, ReportError, ReportFinding } from './report.ts';
import { type Selection, selectTargets, type Targets } from './targets.ts';

export const TOOL = { name: 'pipewarden', version } as const;

/** What a run over files needs to know. */
export interface RunOptions {
  readonly registry: Registry;
  readonly selection: Selection;
  readonly configFile: string | undefined;
  readonly profile: Profile | undefined;
  readonly failOn: Severity | undefined;
  readonly fixes: boolean;
  readonly excerpts: boolean;
}

export interface RunResult {
  readonly report: Report;
  readonly targets: Targets;
  readonly settings: Settings;
  /** What the network said, where it was asked. */
  readonly online: OnlineFacts | undefined;
  /** True when the run is not to be trusted whole: a configuration is wrong, or a named file is not there. */
  readonly hasFailed: boolean;
}

/** Lints everything that the selection names. */
export async function run(options: RunOptions): Promise<RunResult> {
  const begin = performance.now();
  const { registry, selection } = options;
  const projects = new Projects({
    registry,
    roots: rootsOf(selection),
    configFile: options.configFile && path.resolve(options.configFile),
    adjust: (config) => adjust(config, options),
  });
  if (options.configFile) projects.of(process.cwd());
  const targets = await selectTargets(selection, projects);
  const settings: Settings = {
    projects: targets.projects,
    today: new Date().toISOString().slice(0, 10),
    fixes: options.fixes,
    excerpts: options.excerpts,
    staged: selection.staged,
  };
  const progress = showProgress(targets.jobs.length);
  const offline = await lintAll(registry, settings, targets.jobs, progress.update);
  const { online, ...linted } = await withOnlineFacts(registry, settings, targets.jobs, offline);
  progress.end();
  const outcomes = await withStaleEntries(registry, settings, targets, linted);
  const wrong = projects.configs.flatMap(configErrors);
  return {
    report: {
      tool: TOOL,
      registry,
      findings: gather(outcomes),
      errors: [...wrong, ...targets.errors, ...unreadable(targets.jobs, outcomes)],
      stats: {
        files: targets.jobs.length,
        linted: linted.linted,
        bytes: linted.bytes,
        milliseconds: Math.round(performance.now() - begin),
      },
    },
    targets,
    settings,
    online,
    hasFailed: wrong.length > 0 || targets.isIncomplete,
  };
}

/** The working directory, and the folders given by name: where paths count from outside a repository. */
function rootsOf({ operands }: Selection): readonly string[] {
  return [process.cwd(), ...operands.map((operand) => path.resolve(operand))];
}

/** What the command line says counts more than what the file says. */
function adjust(config: Config, { profile, failOn }: RunOptions): Config {
  return { ...config, ...(profile && { profile }), ...(failOn && { failOn }) };
}

function gather(outcomes: ReadonlyMap<number, Outcome>): readonly ReportFinding[] {
  return [...outcomes.values()].flatMap(({ findings }) => findings).sort(compareFindings);
}

function unreadable(jobs: JobList, outcomes: ReadonlyMap<number, Outcome>): ReportError[] {
  return [...outcomes]
    .sort(([a], [b]) => a - b)
    .flatMap(([i, { error }]) =>
      error === undefined ? [] : [{ path: toSlashes(jobs.at(i)!.path), message: error }],
    );
}

function configErrors({ file, problems }: LoadedConfig): ReportError[] {
  return problems.map((message) => ({ path: toSlashes(displayPath(file ?? '')), message }));
}

/**
 * Stale `ignore` entries are findings on the configuration file. Only when all else is done is it known which they are,
 * so that file is linted once more.
 */
async function withStaleEntries(
  registry: Registry,
  settings: Settings,
  { jobs, wholeFolders }: Targets,
  { outcomes, usedIgnores }: PoolResult,
): Promise<ReadonlyMap<number, Outcome>> {
  const result = new Map(outcomes);
  for (const [number, project] of settings.projects.entries()) {
    if (project.config.ignore.length === 0) continue;
    const index = [...jobs].findIndex((job) => path.resolve(job.path) === project.file);
    if (index === -1) continue;
    const isWhole = wholeFolders.some((folder) => isInside(project.base, folder));
    const hits = new Ignores(project.config, settings.today).stale(registry, isWhole, usedIgnores[number]);
    if (hits.length > 0) result.set(index, await new Linter(registry, settings).run(jobs.at(index)!, hits));
  }
  return result;
}

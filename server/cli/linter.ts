import path from 'node:path';
import { classify } from '../core/classify.ts';
import { type FileSettings, fileSettings } from '../core/config/file-settings.ts';
import { Ignores } from '../core/config/ignore.ts';
import { Document, isOnlineNeed, type LocalNeed, type OnlineNeed, type Services } from '../core/document.ts';
import type { Finding } from '../core/finding.ts';
import { type FileReport, type HostHit, lint } from '../core/lint.ts';
import type { OnlineFacts } from '../core/model/github/refs.ts';
import type { Registry } from '../core/registry.ts';
import { Source } from '../core/text/source.ts';
import { displayPath, type Project, toSlashes } from '../host/project.ts';
import { type FileText, readText } from '../host/read-text.ts';
import { listBelow, MAX_NEIGHBOUR_BYTES, readBelow } from '../host/repository-files.ts';
import type { Job, JobList } from './jobs.ts';
import type { ReportFinding } from './report.ts';

/** What every thread of a run knows. Plain data. */
export interface Settings {
  readonly projects: readonly Project[];
  /** ISO date of the run. */
  readonly today: string;
  readonly fixes: boolean;
  readonly excerpts: boolean;
  /** True when the files that others name are read from git's index, as the jobs are. */
  readonly staged: boolean;
}

/** What became of a job. Plain data. */
export interface Outcome {
  readonly linted: boolean;
  readonly bytes: number;
  readonly findings: readonly ReportFinding[];
  readonly error?: string;
  /** What the network could say of the file; whoever brings it has the job done again. */
  readonly asks?: readonly OnlineNeed[];
}

/** A file as it was linted, for those who go on to change it. */
export interface LintedFile {
  readonly document: Document;
  readonly report: FileReport;
}

interface ProjectServices extends Services {
  readonly files: Map<string, Source | null>;
  readonly folders: Map<string, readonly string[]>;
}

/** What one round brings can ask for more: a parser, a workflow that calls an action that calls another. */
const MAX_ROUNDS = 10;

const NOTHING_ASKED: OnlineFacts = { refs: new Map(), commits: new Map() };

/** Lints files one by one; each thread of a run has one. */
export class Linter {
  readonly #registry: Registry;
  readonly #settings: Settings;
  /** What is lent to the files of each project. */
  readonly #services: readonly ProjectServices[];
  /** The content of the jobs that are not linted as they are on disk, by absolute path. */
  readonly #contents: ReadonlyMap<string, FileText>;
  readonly #ignores: readonly Ignores[];
  readonly #files: readonly FileSettings[];

  /**
   * `jobs` are all jobs of the run: where they bring content of their own, other files are read against that. The linter
   * itself asks nobody: `online` is what was learnt so far.
   */
  constructor(registry: Registry, settings: Settings, jobs?: JobList, online: OnlineFacts = NOTHING_ASKED) {
    this.#registry = registry;
    this.#services = settings.projects.map(() => ({ files: new Map(), folders: new Map(), online }));
    this.#contents = new Map(
      [...(jobs?.withContent() ?? [])].map((job) => [path.resolve(job.path), job.content!]),
    );
    this.#settings = settings;
    this.#ignores = settings.projects.map(({ config }) => new Ignores(config, settings.today));
    this.#files = settings.projects.map(({ config }) => fileSettings(config));
  }

  /** The `ignore` entries of each project that were of use so far, by their start. */
  get usedIgnores(): readonly (readonly number[])[] {
    return this.#ignores.map((ignores) => ignores.used);
  }

  /** Reads and lints one file. Never throws for what the file holds. */
  async run(job: Job, hits?: readonly HostHit[]): Promise<Outcome> {
    const content = job.content ?? readText(job.path);
    if (content.is === 'binary') return { linted: false, bytes: 0, findings: [] };
    if (content.is === 'error') return { linted: false, bytes: 0, findings: [], error: content.message };
    const linted = await this.lint(job, content.text, hits);
    if (!linted) return { linted: false, bytes: 0, findings: [] };
    const { source } = linted.document;
    const identity = this.identityOf(job);
    const findings = linted.report.findings.map((finding) =>
      toReport(finding, source, identity, job.project),
    );
    const asks = linted.report.needs.filter(isOnlineNeed);
    return { linted: true, bytes: content.bytes, findings, ...(asks.length > 0 && { asks }) };
  }

  /** Lints a text as the file of a job; undefined where it is of no kind. */
  async lint(job: Job, text: string, hits?: readonly HostHit[]): Promise<LintedFile | undefined> {
    const shown = toSlashes(path.normalize(job.path));
    const kind = classify(shown, text);
    if (!kind) return undefined;
    const project = this.#settings.projects[job.project]!;
    const fromBase = toSlashes(path.relative(project.base, path.resolve(job.path)));
    const settings = this.#files[job.project]!.of(fromBase);
    const document = new Document(new Source(shown, text), kind, this.#services[job.project]!, settings);
    const options = {
      registry: this.#registry,
      config: project.config,
      identity: this.identityOf(job),
      fixes: this.#settings.fixes,
      excerpts: this.#settings.excerpts,
      ignored: (finding: Finding, sid: string | undefined) =>
        this.#ignores[job.project]!.find(fromBase, finding, sid),
      ...(hits && { hits }),
    };
    let report = lint(document, options);
    // Each round brings what was asked for; a need that cannot be met is not asked for twice.
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const needs = report.needs.filter((need): need is LocalNeed => !isOnlineNeed(need));
      if (needs.length === 0) break;
      for (const need of needs) await this.#bring(need, job.project);
      report = lint(document, options);
    }
    return { document, report };
  }

  /** The path of a job from the root of its project. */
  identityOf(job: Job): string {
    const { root } = this.#settings.projects[job.project]!;
    return toSlashes(path.relative(root, path.resolve(job.path)));
  }

  async #bring(need: LocalNeed, project: number): Promise<void> {
    const services = this.#services[project]!;
    const { root } = this.#settings.projects[project]!;
    if (need.startsWith('folder:')) {
      const folder = need.slice('folder:'.length);
      services.folders.set(folder, await this.#namesIn(root, folder));
    } else if (need !== 'shell') {
      const file = need.slice('file:'.length);
      services.files.set(file, await this.#fileOf(root, file));
    } else if (!services.shell) {
      const { loadShell } = await import('../host/node-shell.ts');
      const shell = await loadShell();
      for (const each of this.#services) each.shell = shell;
    }
  }

  async #fileOf(root: string, file: string): Promise<Source | null> {
    const absolute = path.join(root, file);
    const content = this.#contents.get(absolute) ?? (await this.#stagedText(root, file));
    const text = content ? (content.is === 'text' ? content.text : null) : readBelow(root, file);
    return text === null ? null : new Source(toSlashes(displayPath(absolute)), text);
  }

  async #stagedText(root: string, file: string): Promise<FileText | undefined> {
    if (!this.#settings.staged) return undefined;
    const { stagedText } = await import('../host/git.ts');
    const content = stagedText(root, file);
    const isShort = content?.is === 'text' && content.bytes <= MAX_NEIGHBOUR_BYTES;
    return isShort ? content : { is: 'error', message: 'not in the index' };
  }

  async #namesIn(root: string, folder: string): Promise<readonly string[]> {
    if (!this.#settings.staged) return listBelow(root, folder);
    const { stagedNames } = await import('../host/git.ts');
    return stagedNames(root, folder);
  }
}

function toReport(finding: Finding, source: Source, identity: string, project: number): ReportFinding {
  const fixes = finding.fixes.map(({ title, safety, edits }) => ({
    title,
    safety,
    edits: edits.map(({ span, newText }) => ({ path: source.path, range: source.rangeOf(span), newText })),
  }));
  return { ...finding, fixes, identity, project };
}

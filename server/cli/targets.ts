import { statSync } from 'node:fs';
import path from 'node:path';
import { compileGlob, type GlobMatcher } from '../core/config/glob.ts';
import { displayPath, isInside, type Project, type Projects, toSlashes } from '../host/project.ts';
import { decode, explain, type FileText } from '../host/read-text.ts';
import { walk } from '../host/walk.ts';
import { UsageError } from './args.ts';
import { JobList } from './jobs.ts';
import type { ReportError } from './report.ts';

/** What the command line asks to look at. */
export interface Selection {
  /** Files and folders as given; `-` is standard input. None means the working directory. */
  readonly operands: readonly string[];
  readonly staged: boolean;
  readonly since: string | undefined;
  readonly stdinFilename: string | undefined;
  /** Leave out by `exclude` even what was given by name. */
  readonly forceExclude: boolean;
}

export interface Targets {
  readonly jobs: JobList;
  readonly projects: readonly Project[];
  /** What could not be read on the way, and operands that are not there. */
  readonly errors: readonly ReportError[];
  /** True when the user named something that is not there. */
  readonly isIncomplete: boolean;
  /** Folders (absolute) of which every file is among the jobs. */
  readonly wholeFolders: readonly string[];
}

/** Finds the files to lint. Each file once, in the order of the operands and, below a folder, by name. */
export async function selectTargets(selection: Selection, projects: Projects): Promise<Targets> {
  const operands = selection.operands.length > 0 ? selection.operands : ['.'];
  const collector = new Collector(projects, selection.forceExclude, operands.length > 1);
  if (selection.staged || selection.since !== undefined) await addFromGit(collector, selection, operands);
  else for (const operand of operands) await addOperand(collector, operand, selection);
  return collector.targets();
}

async function addOperand(
  collector: Collector,
  operand: string,
  { stdinFilename }: Selection,
): Promise<void> {
  if (operand === '-') return collector.addText(stdinFilename ?? 'stdin', await readStandardInput());
  try {
    if (!statSync(operand).isDirectory()) return collector.addNamed(operand);
  } catch (error) {
    return collector.miss(operand, explain(error));
  }
  collector.addFolder(operand);
}

async function addFromGit(
  collector: Collector,
  selection: Selection,
  operands: readonly string[],
): Promise<void> {
  if (selection.staged && selection.since !== undefined) {
    throw new UsageError('`--staged` and `--since` exclude each other');
  }
  const { filesSince, readBlobs, stagedFiles } = await import('../host/git.ts');
  const wanted = operands.map((operand) => path.resolve(operand));
  const isWanted = (file: string): boolean => wanted.some((operand) => isInside(file, operand));
  const folder = process.cwd();
  if (selection.since !== undefined) {
    for (const file of filesSince(folder, selection.since))
      if (isWanted(file)) collector.add(displayPath(file));
    return;
  }
  const staged = stagedFiles(folder).filter(
    (file) => isWanted(file.path) && !collector.isExcluded(file.path),
  );
  const contents = await readBlobs(
    folder,
    staged.map((file) => file.blob),
  );
  for (const [i, file] of staged.entries()) collector.addText(displayPath(file.path), contents[i]!);
}

async function readStandardInput(): Promise<FileText> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  } catch (error) {
    throw new UsageError(`standard input: ${explain(error)}`);
  }
  return decode(Buffer.concat(chunks));
}

class Collector {
  readonly #projects: Projects;
  readonly #forceExclude: boolean;
  readonly #jobs = new JobList();
  readonly #errors: ReportError[] = [];
  readonly #wholeFolders: string[] = [];
  /** Undefined where no file can be met twice: a large workspace takes a good deal of memory for it. */
  readonly #seen: Set<string> | undefined;
  readonly #used: Project[] = [];
  readonly #numbers = new Map<Project, number>();
  readonly #excludes = new Map<readonly string[], readonly GlobMatcher[]>();
  #isIncomplete = false;

  constructor(projects: Projects, forceExclude: boolean, mayRepeat: boolean) {
    this.#projects = projects;
    this.#seen = mayRepeat ? new Set() : undefined;
    this.#forceExclude = forceExclude;
  }

  targets(): Targets {
    return {
      jobs: this.#jobs,
      projects: this.#used,
      errors: this.#errors,
      isIncomplete: this.#isIncomplete,
      wholeFolders: this.#wholeFolders,
    };
  }

  addFolder(folder: string): void {
    const onError = (shown: string, message: string): void => {
      this.#errors.push({ path: toSlashes(shown), message });
    };
    for (const file of walk(folder, { isExcluded: (inner) => this.isExcluded(inner), onError }))
      this.#push(file);
    this.#wholeFolders.push(path.resolve(folder));
  }

  /** A file that the user named: it counts even when it is ignored. */
  addNamed(file: string): void {
    if (!this.#forceExclude || !this.isExcluded(path.resolve(file))) this.#push(file);
  }

  add(file: string): void {
    if (!this.isExcluded(path.resolve(file))) this.#push(file);
  }

  addText(file: string, content: FileText): void {
    this.#push(file, content);
  }

  miss(operand: string, message: string): void {
    this.#errors.push({ path: toSlashes(operand), message });
    this.#isIncomplete = true;
  }

  isExcluded(absolute: string): boolean {
    const { base, config } = this.#projects.of(path.dirname(absolute));
    if (config.exclude.length === 0) return false;
    let globs = this.#excludes.get(config.exclude);
    if (!globs) {
      globs = config.exclude.map(compileGlob);
      this.#excludes.set(config.exclude, globs);
    }
    const relative = toSlashes(path.relative(base, absolute));
    return globs.some((covers) => covers(relative));
  }

  #push(file: string, content?: FileText): void {
    const absolute = path.resolve(file);
    if (this.#seen?.has(absolute)) return;
    this.#seen?.add(absolute);
    const project = this.#projects.of(path.dirname(absolute));
    let number = this.#numbers.get(project);
    if (number === undefined) {
      number = this.#used.push(project) - 1;
      this.#numbers.set(project, number);
    }
    this.#jobs.add({ path: file, project: number, ...(content && { content }) });
  }
}

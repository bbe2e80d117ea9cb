import { availableParallelism } from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Registry } from '../core/registry.ts';
import { JobList, type SharedJobs } from './jobs.ts';
import { Linter, type Outcome, type Settings } from './linter.ts';

/** Below this many files a second thread costs more than it brings. */
const MIN_FILES = 150;
/** How many outcomes a thread gathers before it hands them over. */
const BATCH = 50;

export interface PoolResult {
  /** By the index of the job, those that have something to tell: findings, an error, or what they would ask the network. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** How many files are of a kind that is linted, and their bytes. */
  readonly linted: number;
  readonly bytes: number;
  /** Per project: the `ignore` entries that were of use, by their start. */
  readonly usedIgnores: readonly ReadonlySet<number>[];
}

/** What a thread is started with. */
interface WorkOrder {
  readonly settings: Settings;
  readonly jobs: SharedJobs;
  /** One shared counter: the index of the next job that nobody has taken. */
  readonly next: SharedArrayBuffer;
}

/** What some jobs came to. */
interface Batch {
  readonly done: number;
  readonly linted: number;
  readonly bytes: number;
  readonly outcomes: readonly (readonly [number, Outcome])[];
}

type Message =
  | { readonly is: 'ready' }
  | ({ readonly is: 'outcomes' } & Batch)
  | { readonly is: 'end'; readonly usedIgnores: readonly (readonly number[])[] };

/**
 * Lints all jobs, on several threads when there are many. Threads take jobs from one counter, this one included, so
 * none waits; the result is the same for any number of threads. `onProgress` is told how many jobs are done.
 */
export async function lintAll(
  registry: Registry,
  settings: Settings,
  jobs: JobList,
  onProgress: (done: number) => void = () => {},
): Promise<PoolResult> {
  const next = new SharedArrayBuffer(4);
  const threads = jobs.length < MIN_FILES ? 1 : Math.max(1, availableParallelism());
  const outcomes = new Map<number, Outcome>();
  const usedIgnores = settings.projects.map(() => new Set<number>());
  let done = 0;
  let linted = 0;
  let bytes = 0;
  const receive = (message: Message): void => {
    if (message.is === 'end') addUsed(usedIgnores, message.usedIgnores);
    else if (message.is === 'outcomes') {
      for (const [index, outcome] of message.outcomes) outcomes.set(index, outcome);
      done += message.done;
      linted += message.linted;
      bytes += message.bytes;
      onProgress(done);
    }
  };
  const order: WorkOrder = { settings, jobs: jobs.share(), next };
  const workers = Array.from({ length: threads - 1 }, () => startWorker(order, receive));
  await Promise.all(workers.map(({ ready }) => ready));
  if (threads > 1) optimiseLater();
  await work(registry, order, receive);
  await Promise.all(workers.map(({ end }) => end));
  return { outcomes, linted, bytes, usedIgnores };
}

/** The main function of a worker thread. */
export async function runWorker(registry: Registry): Promise<void> {
  if (isMainThread || !parentPort) throw new Error('not a worker thread');
  const port = parentPort;
  port.postMessage({ is: 'ready' } satisfies Message);
  await work(registry, workerData as WorkOrder, (message) => port.postMessage(message));
}

async function work(
  registry: Registry,
  { settings, jobs, next }: WorkOrder,
  send: (message: Message) => void,
): Promise<void> {
  const list = JobList.of(jobs);
  const linter = new Linter(registry, settings, list);
  const counter = new Int32Array(next);
  let done = 0;
  let linted = 0;
  let bytes = 0;
  let outcomes: [number, Outcome][] = [];
  const flush = (): void => {
    if (done > 0) send({ is: 'outcomes', done, linted, bytes, outcomes });
    done = linted = bytes = 0;
    outcomes = [];
  };
  for (;;) {
    const index = Atomics.add(counter, 0, 1);
    const job = list.at(index);
    if (!job) break;
    const outcome = await linter.run(job);
    done++;
    if (outcome.linted) linted++;
    bytes += outcome.bytes;
    // Most files have nothing to tell, and there may be a hundred thousand.
    if (outcome.findings.length > 0 || outcome.error !== undefined || outcome.asks)
      outcomes.push([index, outcome]);
    if (done < BATCH) continue;
    flush();
    // Lets messages of other threads and signals in.
    await new Promise((resume) => setImmediate(resume));
  }
  flush();
  send({ is: 'end', usedIgnores: linter.usedIgnores });
}

interface RunningWorker {
  /** Settled once the thread has loaded what it runs, or has failed to. */
  readonly ready: Promise<void>;
  readonly end: Promise<void>;
}

function startWorker(order: WorkOrder, receive: (message: Message) => void): RunningWorker {
  const worker = new Worker(path.join(__dirname, 'cli.cjs'), { workerData: order });
  const end = new Promise<void>((resolve, reject) => {
    worker.on('message', receive);
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))));
  });
  const first = new Promise<void>((resolve) => worker.once('message', () => resolve()));
  return { ready: Promise.race([first, end]), end };
}

/** Versions of V8 that know the flag below; others complain about it on standard error. */
const V8_WITH_BUDGET = /^1[123]\./;

/**
 * A run over many files is over before most of what the optimising compiler makes has paid for itself. This lets it wait
 * for functions that run several times as long, and saves a third of the processor's time. Only when all threads are
 * ready: V8 takes compiled code, Node's own too, under the flags alone that it was made with.
 */
function optimiseLater(): void {
  if (V8_WITH_BUDGET.test(process.versions.v8)) v8.setFlagsFromString('--interrupt-budget=600000');
}

function addUsed(to: readonly Set<number>[], from: readonly (readonly number[])[]): void {
  for (const [project, starts] of from.entries()) for (const start of starts) to[project]!.add(start);
}

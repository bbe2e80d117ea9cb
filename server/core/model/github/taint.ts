import { untrustedOutput } from '../../../../rules/data/untrusted-outputs.ts';
import type { Document } from '../../document.ts';
import type { FacetProvider } from '../../facets.ts';
import { findInterpolations, type Interpolation, interpolationsOf } from '../../parse/expression.ts';
import { type ContextPath, flowingContexts } from '../../parse/expression-query.ts';
import type { Script } from '../../parse/shell.ts';
import { pairOf, pairsOf, type ScalarNode, scalarAt, scalarsIn, valueAt } from '../../parse/tree.ts';
import type { OffsetMap } from '../../text/offset-map.ts';
import { type CommandFile, namedValues, writeOf } from './command-file.ts';
import type { Env } from './environment.ts';
import {
  downloadedBefore,
  hasForeignCommits,
  isForeign,
  ofCheckedOutFile,
  ofFile,
  READS_FILES,
  TELLS,
} from './foreign.ts';
import { historyOf, SETS_VARIABLES, setsVariables } from './history.ts';
import { type Call, calledDocument } from './local-call.ts';
import { matrixValuesOf } from './matrix.ts';
import {
  githubOrigin,
  inputOrigin,
  NOBODY,
  type Origin,
  runnerVariableOrigin,
  type Standpoint,
  unknown,
  via,
  worstOf,
} from './origin.ts';
import { scriptOutput } from './script-output.ts';
import { ScriptTaint } from './script-taint.ts';
import { inputOf, type Step } from './step.ts';
import { triggerOf } from './triggers.ts';
import { actionName, majorVersion } from './uses.ts';

/** How many values are looked into for one document; no workflow written by hand comes near. */
const MAX_LOOKS = 20_000;
/** How many values in a row are followed: each waits for the one before. */
const MAX_DEPTH = 100;

/**
 * Says of every context of a workflow or action who decides its text, and follows that text: through `env`, outputs of
 * steps and jobs, `GITHUB_ENV`, matrices, scripts, downloaded artifacts, and local actions and workflows that are called.
 * Nothing is looked at before it is asked about.
 */
export class Taint {
  readonly #document: Document;
  /** What is known so far; `undefined` while it is being found out, so that circles end. */
  readonly #known = new Map<string, Origin | undefined>();
  /** Who decides the contexts of `github`, by path, for the events of this workflow. */
  readonly #event = new Map<string, Origin>();
  readonly #scripts = new Map<Step, ScriptTaint | undefined>();
  #shells: ReadonlyMap<Step, Script> | undefined;
  #lent = 0;
  #looks = 0;
  #depth = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  /** Traces one context of an expression that is evaluated at `at`. */
  originOf(context: ContextPath, at: Standpoint): Origin {
    this.#forgetGuesses();
    const [head = '', ...rest] = context.parts;
    if (context.call) {
      const { name, args } = context.call;
      if (name.toLowerCase() !== 'fromjson') return unknown('other');
      const origin = worstOf(args.flatMap(flowingContexts).map((argument) => this.originOf(argument, at)));
      return origin.by === 'outsider' ? origin : unknown('other');
    }
    switch (head) {
      case 'github':
        if (rest[0] === 'event' && rest[1] === 'inputs') return inputOrigin(rest[2], at);
        return this.#github(context.path, rest, at);
      case 'inputs':
        return inputOrigin(rest[0], at);
      case 'env':
        return this.#env(rest[0], at);
      case 'matrix':
        return this.#matrix(rest, at);
      case 'steps':
        if (rest[1] === 'outcome' || rest[1] === 'conclusion') return NOBODY;
        return rest[1] === 'outputs' && rest[2] ? this.#stepOutput(rest[0]!, rest[2], at) : unknown('output');
      case 'needs':
        if (rest[1] === 'result') return NOBODY;
        return rest[1] === 'outputs' && rest[2] ? this.#jobOutput(rest[0]!, rest[2], at) : unknown('output');
      case 'jobs':
        return rest[1] === 'outputs' && rest[2] ? this.#jobOutput(rest[0]!, rest[2], at) : NOBODY;
      case 'secrets':
      case 'runner':
      case 'job':
      case 'strategy':
        return NOBODY;
      default:
        return unknown('other');
    }
  }

  /** Asked for the same few contexts again and again, and the same all over a file. */
  #github(path: string, parts: readonly string[], { workflow }: Standpoint): Origin {
    if (!workflow) return githubOrigin(parts, workflow);
    let origin = this.#event.get(path);
    if (!origin) {
      origin = githubOrigin(parts, workflow);
      this.#event.set(path, origin);
    }
    return origin;
  }

  /** The worst of the expressions in a value; `way` then leads up to the expression. */
  ofValue(scalar: ScalarNode | undefined, at: Standpoint): Origin {
    return scalar ? this.#ofInterpolations(interpolationsOf(scalar), scalar.map, 0, at) : NOBODY;
  }

  /** The same of a part of a value, which `map` leads into the file and which begins at `from`. */
  ofText(text: string, { map }: { readonly map: OffsetMap }, from: number, at: Standpoint): Origin {
    return this.#ofInterpolations(findInterpolations(text), map, from, at);
  }

  #ofInterpolations(found: readonly Interpolation[], map: OffsetMap, from: number, at: Standpoint): Origin {
    return worstOf(
      found.flatMap(({ expression }) =>
        expression
          ? flowingContexts(expression).map((context) => {
              const origin = this.originOf(context, at);
              if (!('way' in origin)) return origin;
              const span = map.span(from + context.span.start, from + context.span.end);
              return via(origin, { span, message: `\`${context.path}\` comes in here.` });
            })
          : [unknown('other')],
      ),
    );
  }

  /** What flows where in the script of a step; undefined where it has none of a known shell. */
  scriptOf(step: Step): ScriptTaint | undefined {
    this.#forgetGuesses();
    if (this.#scripts.has(step)) return this.#scripts.get(step);
    // A script that leads to itself, through the file it writes, is not known while it is read.
    this.#scripts.set(step, undefined);
    const script = this.#shellOf(step);
    const taint = script && new ScriptTaint(script, this.#worldOf(step, script));
    this.#scripts.set(step, taint);
    return taint;
  }

  /** What was found while the host had not yet brought a parser or a file is found again. */
  #forgetGuesses(): void {
    const { shell, files } = this.#document.services;
    const lent = (shell ? 1 : 0) + 2 * (files?.size ?? 0);
    if (lent === this.#lent) return;
    this.#lent = lent;
    this.#known.clear();
    this.#scripts.clear();
  }

  #find(key: string, find: () => Origin): Origin {
    if (this.#known.has(key)) return this.#known.get(key) ?? unknown('other');
    if (++this.#looks > MAX_LOOKS || this.#depth >= MAX_DEPTH) return unknown('other');
    this.#known.set(key, undefined);
    this.#depth++;
    const origin = find();
    this.#depth--;
    this.#known.set(key, origin);
    return origin;
  }

  /** The innermost `env` that defines a name decides; before the job's comes what steps wrote to `GITHUB_ENV`. */
  #env(name: string | undefined, at: Standpoint): Origin {
    if (name === undefined) return unknown('env');
    if (runnerVariableOrigin(name, undefined)?.by === 'nobody') return NOBODY;
    const own = this.#entry(at.env, name, { ...at, env: undefined });
    if (own) return own;
    const written = this.#writtenVariable(name, at);
    if (written.by === 'outsider' || written.by === 'insider' || written.by === 'caller') return written;
    return (
      this.#entry(at.job?.env, name, { ...at, env: undefined }) ??
      this.#entry(at.workflow?.env, name, { ...at, env: undefined, job: undefined }) ??
      unknown('env')
    );
  }

  /** Undefined where `env` has no such entry; a value that is no constant is at best unknown. */
  #entry(env: Env | undefined, name: string, at: Standpoint): Origin | undefined {
    if (!env) return undefined;
    if (env.expression) return unknown('env');
    const entry = env.entries.find((candidate) => candidate.name.text.toLowerCase() === name.toLowerCase());
    if (!entry) return undefined;
    if (!entry.value || interpolationsOf(entry.value).length === 0) return NOBODY;
    const { start } = entry.value.span;
    const origin = this.#find(`env ${start} ${at.index}`, () => this.ofValue(entry.value, at));
    return origin.by === 'nobody' ? unknown('env') : origin;
  }

  #writtenVariable(name: string, at: Standpoint): Origin {
    if (!this.#document.source.has(SETS_VARIABLES)) return NOBODY;
    return worstOf(
      historyOf(at)
        .setters(name, at.index)
        .map((step) =>
          this.#find(`write ${step.run!.span.start} ${name}`, () => this.#writtenValue(step, 'ENV', name)),
        ),
    );
  }

  #stepOutput(id: string, name: string, at: Standpoint): Origin {
    const step = historyOf(at).step(id, at.index);
    if (!step) return unknown('output');
    return this.#find(`output ${step.node.span.start} ${name}`, () => {
      if (step.run) return this.#writtenValue(step, 'OUTPUT', name);
      if (step.uses?.kind === 'local')
        return this.#calledOutput({ uses: step.uses, input: (input) => inputOf(step, input) }, name, step);
      if (step.uses?.kind !== 'repository') return unknown('output');
      const freedom = untrustedOutput({
        action: actionName(step.uses),
        output: name,
        version: majorVersion(step.uses),
        input: (input) => inputOf(step, input)?.text,
      });
      if (freedom && isForeign(step)) {
        const message = `This action takes the output \`${name}\` from what others send.`;
        return { by: 'outsider', freedom, what: 'output', way: [{ span: step.uses.node.span, message }] };
      }
      const script = actionName(step.uses) === 'actions/github-script' ? inputOf(step, 'script') : undefined;
      return script ? scriptOutput(script, name, step, this) : unknown('output');
    });
  }

  /** A value that a script writes to one of the runner's files under a name, of any case. */
  #writtenValue(step: Step, file: CommandFile, name: string): Origin {
    const { run } = step;
    if (!run || !mentions(run.text, name) || !this.mayCarry(step)) return unknown('output');
    const taint = this.scriptOf(step);
    const script = this.#shellOf(step);
    if (!taint || !script) return unknown('output');
    const writes = script.commands.flatMap((command) => writeOf(command, [file]) ?? []);
    const origins = namedValues(writes)
      .filter((value) => value.name.toLowerCase() === name.toLowerCase())
      .map(({ pieces, programs, command }) =>
        via(worstOf([taint.ofPieces(pieces), ...programs.map((program) => taint.ofOutput(program))]), {
          span: script.spanOf(command),
          message:
            file === 'OUTPUT' ? `This writes it to the output \`${name}\`.` : `This sets \`${name}\` to it.`,
        }),
      );
    const legacy = file === 'OUTPUT' ? '::set-output name=' : '::set-env name=';
    for (const command of run.text.includes(legacy) ? script.commands : []) {
      const word = command.args.find(({ text }) =>
        text.toLowerCase().startsWith(`${legacy}${name}::`.toLowerCase()),
      );
      if (word)
        origins.push(
          via(taint.ofWord(word), {
            span: script.spanOf(command),
            message: `This sets \`${name}\` to it.`,
          }),
        );
    }
    const worst = worstOf(origins);
    return worst.by === 'nobody' ? unknown('output') : worst;
  }

  /** Whether an outsider's text can be in a script at all, judged without parsing it. */
  mayCarry(step: Step): boolean {
    const { run, env, job, workflow } = step;
    const { text } = run!;
    const isTold = (value: ScalarNode | undefined): boolean =>
      value?.text.includes('${{') === true && !NOT_TOLD.has(this.ofValue(value, step).by);
    return (
      TELLS.test(text) ||
      (READS_FILES.test(text) && (hasForeignCommits(step) || downloadedBefore(step) !== undefined)) ||
      (historyOf(step).first(setsVariables)?.index ?? step.index) < step.index ||
      isTold(run) ||
      [env, job?.env, workflow?.env].some((each) =>
        each?.entries.some(({ name, value }) => text.includes(name.text) && isTold(value)),
      )
    );
  }

  #jobOutput(id: string, name: string, at: Standpoint): Origin {
    const job = at.workflow?.jobs.find((candidate) => candidate.id.text.toLowerCase() === id);
    if (!job) return unknown('output');
    return this.#find(`job ${job.node.span.start} ${name}`, () => {
      if (job.uses?.kind === 'local') {
        const input = (input: string) => scalarAt(job.with, input);
        return this.#calledOutput({ uses: job.uses, input }, name, {
          ...END,
          workflow: job.workflow,
          job,
          index: 0,
        });
      }
      const value = pairsOf(valueAt(job.node, 'outputs')).find(
        ({ key }) => key.text.toLowerCase() === name,
      )?.value;
      const origin =
        value?.kind === 'scalar'
          ? this.ofValue(value, { ...END, workflow: job.workflow, job })
          : unknown('output');
      return origin.by === 'nobody' ? unknown('output') : origin;
    });
  }

  /** An output of a workflow or action of the same repository; what it makes of its inputs comes from this file. */
  #calledOutput(call: Call, name: string, at: Standpoint): Origin {
    const called = calledDocument(this.#document, call.uses);
    const [taint] = called?.facet('taint') ?? [];
    const [action] = called?.facet('action') ?? [];
    const [workflow] = called?.facet('workflow') ?? [];
    const outputs = action
      ? valueAt(action.node, 'outputs')
      : valueAt(workflow && triggerOf(workflow.triggers, 'workflow_call')?.config, 'outputs');
    const value = scalarAt(
      pairsOf(outputs).find(({ key }) => key.text.toLowerCase() === name)?.value,
      'value',
    );
    if (!taint || !value) return unknown('output');
    const origin = taint.ofValue(value, { ...END, action, workflow });
    const { span } = call.uses.node;
    if (origin.by === 'caller')
      return via(this.ofValue(call.input(origin.input), at), {
        span,
        message: 'What is called hands it on.',
      });
    // Whether the event that fills a field occurs is known here only.
    if (origin.by !== 'outsider' || !isForeign(at)) return unknown('output');
    const message = `What is called takes the output \`${name}\` from what others send.`;
    return { ...origin, way: [{ span, message }] };
  }

  #matrix(parts: readonly string[], at: Standpoint): Origin {
    const matrix = at.job?.matrix;
    if (!matrix) return NOBODY;
    const values = matrixValuesOf(matrix, parts);
    if (values?.every((value) => interpolationsOf(value).length === 0)) return NOBODY;
    const axis = matrix.kind === 'scalar' ? matrix : (pairOf(matrix, parts[0] ?? '')?.value ?? undefined);
    const computed = values ?? (axis ? [...scalarsIn(axis)] : []);
    const origins = computed.flatMap((value) =>
      interpolationsOf(value).flatMap(({ expression }) =>
        expression?.kind === 'call' && expression.name.toLowerCase() === 'fromjson'
          ? expression.args.flatMap(flowingContexts).map((context) =>
              via(this.originOf(context, { ...at, env: undefined, index: 0 }), {
                span: value.map.span(context.span.start, context.span.end),
                message: `\`${context.path}\` becomes the matrix here.`,
              }),
            )
          : [this.ofValue(value, { ...at, env: undefined, index: 0 })],
      ),
    );
    const worst = worstOf(origins);
    return worst.by === 'nobody' || worst.by === 'unknown' ? unknown('matrix') : worst;
  }

  #shellOf(step: Step): Script | undefined {
    this.#shells ??= new Map(
      this.#document.facet('script').flatMap((script) => (script.step ? [[script.step, script]] : [])),
    );
    return this.#shells.get(step);
  }

  #worldOf(step: Step, script: Script) {
    const artifact = downloadedBefore(step);
    const foreignCommits = hasForeignCommits(step);
    return {
      variable: (name: string): Origin => this.#variable(name, step) ?? unknown('env'),
      interpolation: (text: string, from: number): Origin => this.ofText(text, script, from, step),
      file: (name: string): Origin => {
        const fetched = artifact ? ofFile(name, artifact) : NOBODY;
        return foreignCommits && fetched.by === 'nobody' ? ofCheckedOutFile(name, step) : fetched;
      },
      event: (path: readonly string[]): Origin => githubOrigin(['event', ...path], step.workflow),
      foreignCommits,
    };
  }

  #variable(name: string, step: Step): Origin | undefined {
    const own = [step.env, step.job?.env, step.workflow?.env].some((env) =>
      env?.entries.some((entry) => entry.name.text === name),
    );
    if (!own) {
      const set = runnerVariableOrigin(name, step.workflow);
      if (set) return set;
    }
    return this.#env(name, step);
  }
}

/** Who decides the text of a context that is read at `at`; see `Taint`. */
export function originOf(context: ContextPath, at: Standpoint): Origin {
  const { document } = at.action ?? at.workflow ?? at.job?.workflow ?? {};
  return document?.facet('taint')[0]?.originOf(context, at) ?? unknown('other');
}

/** Who decides each context whose text can become a part of a value. */
export function originsIn(value: ScalarNode, at: Standpoint): readonly Origin[] {
  return interpolationsOf(value).flatMap(({ expression }) =>
    expression ? flowingContexts(expression).map((context) => originOf(context, at)) : [],
  );
}

export const taintProvider: FacetProvider<Taint> = {
  kinds: ['github-workflow', 'github-action'],
  of: (document) => [new Taint(document)],
};

/** Origins from which nothing is learnt of what a script makes of a text. */
const NOT_TOLD: ReadonlySet<Origin['by']> = new Set(['nobody', 'unknown']);

/** The standpoint of outputs: all steps have run. */
const END = {
  workflow: undefined,
  job: undefined,
  action: undefined,
  env: undefined,
  index: Number.POSITIVE_INFINITY,
};

function mentions(text: string, name: string): boolean {
  return text.toLowerCase().includes(name.toLowerCase());
}

import type { Fix } from '../finding.ts';
import { matrixValuesOf } from '../model/github/matrix.ts';
import type { Step } from '../model/github/step.ts';
import { type Interpolation, interpolationsOf } from '../parse/expression.ts';
import { type Expression, walkExpression } from '../parse/expression-ast.ts';
import { contextOf, contextsIn } from '../parse/expression-query.ts';
import type { ShellName } from '../parse/shell.ts';
import { bashQuoting, type Quoting } from '../parse/shell-quoting.ts';
import { type ScalarNode, scalarAt } from '../parse/tree.ts';
import type { TextEdit } from '../text/edit.ts';
import { lineEnd, type Source } from '../text/source.ts';
import { quotingWith } from './quoting.ts';
import { indentUnit, insertLines, renderScalar } from './yaml.ts';

/**
 * The fix that reads an expression from an environment variable instead of pasting it into the step's `run`. Undefined
 * where the shell, its quoting, or a command that runs its own arguments as code leaves the result uncertain.
 */
export function hoistIntoEnv(source: Source, step: Step, interpolation: Interpolation): Fix | undefined {
  const { run } = step;
  const { expression } = interpolation;
  // Quoting a scalar anew would be needed where the YAML itself escapes or folds quotes.
  if (!run || run.alias || run.anchor || run.style === 'single' || !expression) return undefined;
  const written = run.text.slice(interpolation.start, interpolation.end);
  const variable = variableFor(step, expression, written);
  if (!variable) return undefined;
  const edits = referenceEdits(source, step, interpolation, variable.name);
  if (!edits) return undefined;
  if (variable.value !== undefined) {
    const added = addVariable(source, step, variable.name, variable.value);
    if (!added) return undefined;
    edits.push(added);
  }
  return { title: `Read it from the environment variable ${variable.name}`, safety: 'unsafe', edits };
}

/** An edit that gives the step's `env` one more entry; undefined where that is not certain. */
export function addVariable(source: Source, step: Step, name: string, value: string): TextEdit | undefined {
  const line = `${name}: ${renderScalar(value)}`;
  const env = step.env?.pair.value;
  if (step.node.alias) return undefined;
  if (!step.env) return insertLines(source, step.node, ['env:', indentUnit(source) + line]);
  if (env?.kind !== 'map') return undefined;
  // A flow map would need quotes around the braces.
  return env.flow ? undefined : insertLines(source, env, [line]);
}

interface Variable {
  readonly name: string;
  /** Undefined when the step has the variable already. */
  readonly value: string | undefined;
}

/** Variables that the runner sets from these contexts. GitHub Actions, "Default environment variables". */
const RUNNER_VARIABLES: ReadonlySet<string> = new Set(
  'actor actor_id api_url base_ref event_name graphql_url head_ref job ref ref_name ref_protected ref_type repository repository_id repository_owner repository_owner_id retention_days run_attempt run_id run_number server_url sha triggering_actor workflow workflow_ref workflow_sha workspace'.split(
    ' ',
  ),
);

/**
 * A variable for an expression, whether or not it has to be added: the runner's own for `github.actor`, the same one for
 * `env.NAME`, and one named after the first context for all else.
 */
export function variableFor(step: Step, expression: Expression, written: string): Variable | undefined {
  const context = contextOf(expression);
  if (!context || context.call) return newVariable(step, nameOfComputed(expression), written);
  const [head, second] = context.parts;
  if (head === 'env') {
    const name = context.parts.length === 2 ? envName(written) : undefined;
    return name === undefined ? undefined : { name, value: undefined };
  }
  if (head === 'github' && context.parts.length === 2 && RUNNER_VARIABLES.has(second!))
    return { name: `GITHUB_${second!.toUpperCase()}`, value: undefined };
  // `secrets`, outputs and the like are hoisted the same way; a star or an index has no name of its own.
  return newVariable(step, nameOfParts(context.parts), written);
}

function nameOfParts(parts: readonly string[]): string {
  return parts
    .map((part) => (part === '*' ? 'ANY' : part))
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, '_');
}

/** A name after what an expression is computed from; never one that the runner sets itself. */
function nameOfComputed(expression: Expression): string {
  const [context] = contextsIn(expression);
  if (context && !context.call) return `${nameOfParts(context.parts)}_VALUE`;
  return expression.kind === 'call' ? `${nameOfParts([expression.name])}_VALUE` : 'COMPUTED_VALUE';
}

function newVariable(step: Step, name: string, written: string): Variable | undefined {
  for (let n = 1; n < 10; n++) {
    const candidate = n === 1 ? name : `${name}_${n}`;
    const taken = step.env?.entries.find((entry) => entry.name.text.toUpperCase() === candidate);
    if (!taken) return { name: candidate, value: written };
    if (taken.value?.text === written) return { name: taken.name.text, value: undefined };
  }
  return undefined;
}

/**
 * The name of `env.NAME` as the expression writes it: the runner tells cases apart where the system does. (actions/runner
 * keeps the context in a case-sensitive dictionary but on Windows, where variables themselves know no case.)
 */
function envName(written: string): string | undefined {
  return /\benv\s*(?:\.\s*|\[\s*')([A-Za-z_]\w*)/i.exec(written)?.[1];
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Commands that run their arguments as code, where a variable would be as dangerous as the expression. */
const EVALUATING =
  /\b(?:eval|source|ssh|awk|sed|xargs|jq|yq|find|psql|mysql|sqlite3|trap|watch|invoke-expression|iex)\b|(?:sh|bash|zsh|pwsh|powershell|python[\d.]*|perl|ruby|node|php|deno|cmd|su)(?:\.exe)?["']?\s[^\n|;&]{0,200}?[-/](?:\w{0,6}c|e|ne|r|-eval|command)\b/i;

/** A line that is longer was not written by hand; it would be read once for each expression in it. */
const MAX_LINE = 2000;

/** The edits of `run` that put a reference to the variable in the expression's place. */
function referenceEdits(
  source: Source,
  step: Step,
  interpolation: Interpolation,
  name: string,
): TextEdit[] | undefined {
  const run = step.run!;
  const { start, end } = interpolation;
  const { text } = run;
  const lineStart = text.lastIndexOf('\n', start) + 1;
  const line = text.slice(lineStart, end);
  if (line.length > MAX_LINE) return undefined;
  if (EVALUATING.test(line.replace(/\$\{\{.*?\}\}/g, ''))) return undefined;
  const shell = step.shell.name === 'unknown' ? matrixShell(step) : step.shell.name;
  if (shell === 'cmd') return cmdReference(source, run, interpolation, name);
  const found =
    shell === 'bash' || shell === 'sh'
      ? bashReference(run, interpolation, name)
      : shell === 'pwsh'
        ? powershellReference(text, start, end, name)
        : undefined;
  if (!found) return undefined;
  if (run.style === 'double' && found.text.includes('"')) return undefined;
  if (run.style === 'plain' && found.text.startsWith('"') && found.start === 0) return undefined;
  return [{ span: run.map.span(found.start, found.end), newText: found.text }];
}

/** The shell where `runs-on` takes its label from a matrix of one family of systems. */
function matrixShell({ job }: Step): ShellName | undefined {
  const runsOn = scalarAt(job?.node, 'runs-on');
  const [only, more] = runsOn ? interpolationsOf(runsOn) : [];
  const context = only?.expression && !more ? contextOf(only.expression) : undefined;
  if (!job?.matrix || context?.parts[0] !== 'matrix' || context.call) return undefined;
  const values = matrixValuesOf(job.matrix, context.parts.slice(1));
  if (!values || values.length === 0) return undefined;
  return values.every(({ text }) => /^(?:ubuntu|macos)-[\w.-]+$/i.test(text)) ? 'bash' : undefined;
}

const quotingIn = quotingWith(bashQuoting);

function bashReference(run: ScalarNode, interpolation: Interpolation, name: string): Replacement | undefined {
  const { start, end, expression } = interpolation;
  const { text } = run;
  const place = quotingIn(run, interpolation);
  const variable = `\${${name}}`;
  if (!place || place.quoting === 'unsure') return undefined;
  if (place.quoting === 'bare' && isCommand(text, start)) return undefined;
  const syntax = SYNTAX[place.quoting];
  if (expression && syntax && writes(expression, syntax)) return undefined;
  // A bare word keeps being split, as it was; quotes would turn an empty value into an argument.
  if (place.quoting !== 'single') return { start, end, text: variable };
  const opens = place.quoteStart === start - 1;
  const closes = text[end] === "'";
  return {
    start: opens ? start - 1 : start,
    end: closes ? end + 1 : end,
    text: `${opens ? '' : "'"}"${variable}"${closes ? '' : "'"}`,
  };
}

/** True where the expression is the command itself: its text may be a whole line of code, which a variable cannot be. */
function isCommand(text: string, start: number): boolean {
  const before = text.slice(0, start).trimEnd();
  const gap = text.slice(before.length, start);
  if (before === '' || (gap.includes('\n') && !before.endsWith('\\'))) return true;
  return /(?:[;|&({]|\b(?:then|do|else))$/.test(before) && gap !== '';
}

/** What means something to the shell, by the quoting it stands in; the text of a variable is not read for it. */
const SYNTAX: Readonly<Partial<Record<Quoting, RegExp>>> = {
  bare: /["'\\$`;|&<>]/,
  double: /["\\$`]/,
  single: /'/,
};

/** True for an expression that has such syntax in one of its literals. */
function writes(expression: Expression, syntax: RegExp): boolean {
  return walkExpression(expression).some(
    (part) => part.kind === 'literal' && typeof part.value === 'string' && syntax.test(part.value),
  );
}

/** Contexts whose text has no character that means something to cmd. */
const PLAIN_CONTEXT =
  /^github\.(?:actor|actor_id|event_name|ref_protected|ref_type|repository|repository_id|repository_owner|repository_owner_id|retention_days|run_attempt|run_id|run_number|sha|triggering_actor|workflow_sha)$/;

/** Lines on which cmd reads the text of a variable once more. */
const READS_TWICE = /\b(?:call|for|start|cmd)\b/i;
const DELAYED = 'setlocal EnableDelayedExpansion';

/**
 * cmd pastes `%NAME%` before it reads the line, just as GitHub pastes an expression: that will do for a commit or a login
 * only. `!NAME!` is put in afterwards, in a script that asks for it.
 */
function cmdReference(
  source: Source,
  run: ScalarNode,
  { start, end, expression }: Interpolation,
  name: string,
): TextEdit[] | undefined {
  const { text } = run;
  const span = run.map.span(start, end);
  if (PLAIN_CONTEXT.test((expression && contextOf(expression)?.path) ?? ''))
    return [{ span, newText: `%${name}%` }];
  const line = text.slice(text.lastIndexOf('\n', start) + 1, lineEnd(text, end));
  if (READS_TWICE.test(line)) return undefined;
  const reading = { span, newText: `!${name}!` };
  if (text.startsWith(DELAYED)) return [reading];
  if (run.style !== 'literal' || /!|\bsetlocal\b/i.test(text)) return undefined;
  const at = run.map.span(0, 0).start;
  const indent = source.text.slice(source.lineStart(source.lineAt(at)), at);
  if (indent.trim() !== '') return undefined;
  return [{ span: { start: at, end: at }, newText: DELAYED + source.eol + indent }, reading];
}

/** PowerShell: only where the expression is bare or in an ordinary double-quoted string on its line. */
function powershellReference(
  text: string,
  start: number,
  end: number,
  name: string,
): Replacement | undefined {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (/@["']/.test(text) || line.includes('`')) return undefined;
  const outside = line.replace(/\$\{\{.*?\}\}/g, '');
  const single = outside.split("'").length - 1;
  const double = outside.split('"').length - 1;
  const next = text[end] ?? '';
  const variable = /[\w:.[-]/.test(next) ? `\${env:${name}}` : `$env:${name}`;
  if (single === 0) return { start, end, text: variable };
  if (double === 0 && single % 2 === 1 && text[start - 1] === "'" && next === "'")
    return { start: start - 1, end: end + 1, text: `$env:${name}` };
  return undefined;
}

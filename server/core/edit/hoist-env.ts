import type { Fix } from '../finding.ts';
import type { Step } from '../model/github/step.ts';
import { type Interpolation, interpolationsOf } from '../parse/expression.ts';
import { contextOf } from '../parse/expression-query.ts';
import { bashQuoting, type QuotedPlace } from '../parse/shell-quoting.ts';
import type { ScalarNode } from '../parse/tree.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Source } from '../text/source.ts';
import { indentUnit, insertLines } from './yaml.ts';

/**
 * The fix that reads an expression from an environment variable instead of pasting it into the step's `run`. Undefined
 * where the shell, its quoting, or a command that runs its own arguments as code leaves the result uncertain.
 */
export function hoistIntoEnv(source: Source, step: Step, interpolation: Interpolation): Fix | undefined {
  const { run } = step;
  const context = interpolation.expression && contextOf(interpolation.expression);
  // Quoting a scalar anew would be needed where the YAML itself escapes or folds quotes.
  if (!run || run.alias || run.anchor || run.style === 'single' || !context || context.call) return undefined;
  const variable = variableFor(step, context.parts, run.text.slice(interpolation.start, interpolation.end));
  if (!variable) return undefined;
  const replacement = reference(step, run, interpolation, variable.name);
  if (!replacement) return undefined;
  const { start, end, text } = replacement;
  if (run.style === 'double' && text.includes('"')) return undefined;
  if (run.style === 'plain' && text.startsWith('"') && start === 0) return undefined;
  const edits: TextEdit[] = [{ span: run.map.span(start, end), newText: text }];
  if (variable.value !== undefined) {
    const added = addVariable(source, step, variable.name, variable.value);
    if (!added) return undefined;
    edits.push(added);
  }
  return { title: `Read it from the environment variable ${variable.name}`, safety: 'unsafe', edits };
}

/** An edit that gives the step's `env` one more entry; undefined where that is not certain. */
export function addVariable(source: Source, step: Step, name: string, value: string): TextEdit | undefined {
  const line = `${name}: ${value}`;
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

/** A name for the context's variable, whether or not it has to be added. */
function variableFor(step: Step, parts: readonly string[], written: string): Variable | undefined {
  const [head, second] = parts;
  if (head === 'env') {
    const name = parts.length === 2 ? envName(step, second!) : undefined;
    return name === undefined ? undefined : { name, value: undefined };
  }
  if (head === 'github' && parts.length === 2 && RUNNER_VARIABLES.has(second!))
    return { name: `GITHUB_${second!.toUpperCase()}`, value: undefined };
  // `secrets`, outputs and the like are hoisted the same way; a star or an index has no name of its own.
  const name = parts
    .map((part) => (part === '*' ? 'ANY' : part))
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, '_');
  for (let n = 1; n < 10; n++) {
    const candidate = n === 1 ? name : `${name}_${n}`;
    const taken = step.env?.entries.find((entry) => entry.name.text.toUpperCase() === candidate);
    if (!taken) return { name: candidate, value: written };
    if (taken.value?.text === written) return { name: taken.name.text, value: undefined };
  }
  return undefined;
}

/** The name of `env.<name>` in its own case, as the `env` that defines it writes it. */
function envName(step: Step, name: string): string | undefined {
  for (const env of [step.env, step.job?.env, step.workflow?.env]) {
    const entry = env?.entries.find((candidate) => candidate.name.text.toLowerCase() === name);
    if (entry) return /^[A-Za-z_]\w*$/.test(entry.name.text) ? entry.name.text : undefined;
  }
  // It comes from `GITHUB_ENV`, whose names are in upper case by custom only.
  return undefined;
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Commands that run their arguments as code, where a variable would be as dangerous as the expression. */
const EVALUATING =
  /\b(?:eval|source|ssh|awk|sed|xargs|jq|yq|find|psql|mysql|sqlite3|trap|watch|invoke-expression|iex)\b|(?:sh|bash|zsh|pwsh|powershell|python[\d.]*|perl|ruby|node|php|deno|cmd|su)(?:\.exe)?["']?\s[^\n|;&]{0,200}?[-/](?:\w{0,6}c|e|ne|r|-eval|command)\b/i;

function reference(
  step: Step,
  run: ScalarNode,
  { start, end }: Interpolation,
  name: string,
): Replacement | undefined {
  const { text } = run;
  const line = text.slice(text.lastIndexOf('\n', start) + 1, end);
  if (EVALUATING.test(line.replace(/\$\{\{.*?\}\}/g, ''))) return undefined;
  switch (step.shell.name) {
    case 'bash':
    case 'sh':
      return bashReference(run, start, end, name);
    case 'pwsh':
      return powershellReference(text, start, end, name);
    default:
      return undefined;
  }
}

function bashReference(run: ScalarNode, start: number, end: number, name: string): Replacement | undefined {
  const { text } = run;
  const all = interpolationsOf(run);
  const places = bashQuoting(
    text,
    all.map((other) => other.start),
    all.map((other) => other.end),
  );
  const place: QuotedPlace | undefined = places[all.findIndex((other) => other.start === start)];
  const variable = `\${${name}}`;
  if (!place || place.quoting === 'unsure') return undefined;
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

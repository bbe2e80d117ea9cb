import { isFenced } from '../../../parse/expression.ts';
import { isMap, isScalar, type MapNode, type Node, type ScalarNode } from '../../../parse/tree.ts';
import { nearest } from '../../../text/nearest.ts';
import type { Callee, Parameter } from '../callee.ts';
import type { Step } from '../step.ts';
import type { Job } from '../workflow.ts';
import { correctionOf, placeOf, quoted, type Say } from './problem.ts';

const RULE = 'mismatched-call';

/**
 * Checks a job's call of a workflow of the same repository. GitHub refuses the file for each of these. GitHub Actions,
 * "Reuse workflows".
 */
export function checkWorkflowCall(job: Job, callee: Callee, say: Say): void {
  const { node } = job.uses!;
  if (!callee.callable) {
    say(RULE, placeOf(node), 'That workflow lets nobody call it; add `workflow_call` to its `on`.');
    return;
  }
  for (const { key, value, known } of given(job.with, callee.inputs)) {
    if (known && isScalar(value)) checkValue(value, known, say);
    else if (!known) sayUnknown(key, 'input', callee.inputs, job.with!, say);
  }
  for (const { name } of missing(job.with, callee.inputs))
    say(RULE, placeOf(node), `That workflow needs the input ${quoted(name)}; give it under \`with\`.`);
  const secrets = job.secrets?.value ?? undefined;
  if (secrets && !isMap(secrets)) return;
  for (const { key, known } of given(secrets, callee.secrets))
    if (!known && key.text.toLowerCase() !== 'github_token')
      sayUnknown(key, 'secret', callee.secrets, secrets as MapNode, say);
  for (const { name } of missing(secrets, callee.secrets))
    say(RULE, placeOf(node), `That workflow needs the secret ${quoted(name)}; give it under \`secrets\`.`);
}

/** Checks a step that uses an action of the same repository. GitHub warns in the log at most. */
export function checkActionUse(step: Step, callee: Callee, say: Say): void {
  const { with: inputs } = step;
  // An expression may stand for all inputs.
  if (isScalar(inputs)) return;
  for (const { key, known } of given(inputs, callee.inputs)) {
    const name = key.text.toLowerCase();
    if (known?.deprecated)
      say(
        RULE,
        key.span,
        `This action calls its input ${quoted(key.text)} deprecated; see what it says.`,
        'strict',
      );
    if (known || (callee.runs === 'docker' && (name === 'args' || name === 'entrypoint'))) continue;
    const near = nearest(name, callee.inputs.keys());
    const hint = near
      ? `did you mean \`${callee.inputs.get(near)!.name}\`?`
      : 'declare it there, or remove it.';
    const message = `This action has no input ${quoted(key.text)}; ${hint}`;
    // A program can read what is not declared; the steps of a composite action cannot.
    const profile = near || callee.runs === 'composite' ? undefined : 'strict';
    say(
      RULE,
      key.span,
      message,
      profile,
      near ? correctionOf(key, callee.inputs.get(near)!.name, inputs!) : undefined,
    );
  }
  for (const { name } of missing(inputs, callee.inputs))
    say(
      RULE,
      placeOf(step.uses!.node),
      `This action needs the input ${quoted(name)}, which is empty here; give it under \`with\`.`,
      'strict',
    );
}

function* given(map: Node | undefined, parameters: ReadonlyMap<string, Parameter>) {
  if (!isMap(map)) return;
  for (const { key, value } of map.pairs)
    if (key.text !== '<<') yield { key, value, known: parameters.get(key.text.toLowerCase()) };
}

function missing(map: Node | undefined, parameters: ReadonlyMap<string, Parameter>): readonly Parameter[] {
  const names = new Set(isMap(map) ? map.pairs.map(({ key }) => key.text.toLowerCase()) : []);
  return [...parameters].flatMap(([name, parameter]) =>
    parameter.required && !names.has(name) ? [parameter] : [],
  );
}

function sayUnknown(
  key: ScalarNode,
  what: string,
  parameters: ReadonlyMap<string, Parameter>,
  among: MapNode,
  say: Say,
): void {
  const near = parameters.get(nearest(key.text.toLowerCase(), parameters.keys()) ?? '')?.name;
  const hint = near ? `did you mean \`${near}\`?` : 'GitHub refuses the file.';
  const message = `That workflow declares no ${what} ${quoted(key.text)}; ${hint}`;
  say(RULE, key.span, message, undefined, correctionOf(key, near, among));
}

/** What is written out; the types of whole expressions are checked with the expressions. */
function checkValue(value: ScalarNode, { type }: Parameter, say: Say): void {
  if (type === 'string' || value.value === null || isFenced(value)) return;
  const text = value.text.trim();
  const fits =
    type === 'boolean' ? /^(?:true|false)$/i.test(text) : text !== '' && !Number.isNaN(Number(text));
  if (fits) return;
  const wanted = type === 'boolean' ? 'true or false' : 'a number';
  say(RULE, placeOf(value), `That workflow takes ${wanted} here; GitHub refuses the call.`);
}

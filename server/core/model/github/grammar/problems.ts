import { ACTION, RUNS, WORKFLOW } from '../../../../../rules/data/workflow-schema.ts';
import type { Document } from '../../../document.ts';
import type { FacetProvider } from '../../../facets.ts';
import { type MapNode, pairOf, type ScalarNode, scalarAt } from '../../../parse/tree.ts';
import type { Action } from '../action.ts';
import { Callees } from '../callee.ts';
import type { Step } from '../step.ts';
import type { Job, Workflow } from '../workflow.ts';
import { checkScalar } from './expressions.ts';
import { checkJobs, checkSteps } from './jobs.ts';
import { checkPermissions } from './permissions.ts';
import { quoted, type Say, type WorkflowProblem } from './problem.ts';
import { SchemaWalk, type Wanted } from './schema.ts';
import { Scopes } from './scope.ts';
import { checkTriggers } from './triggers.ts';

/** Where a workflow or an action breaks GitHub's grammar. */
export const workflowProblemProvider: FacetProvider<WorkflowProblem> = {
  kinds: ['github-workflow', 'github-action'],
  of: problemsOf,
};

function problemsOf(document: Document): readonly WorkflowProblem[] {
  const problems: WorkflowProblem[] = [];
  // What is missing in a file that cannot be read to its end may well be there.
  const isBroken = document.tree.problems.length > 0;
  const say: Say = (rule, span, message, profile, correction) => {
    if (!isBroken || rule !== 'malformed-workflow')
      problems.push({ rule, span, message, profile, correction });
  };
  const [workflow] = document.facet('workflow');
  const [action] = document.facet('action');
  const callees = new Callees(document);
  const scopes = new Scopes(workflow, action, callees);
  const walk = walkOf(workflow, action, callees, scopes, say);
  if (workflow) checkWorkflow(workflow, walk, callees, scopes, say);
  else if (action) checkAction(action, walk, callees, say);
  else
    say('malformed-workflow', { start: 0, end: 0 }, 'There is nothing in this file that GitHub could run.');
  return problems;
}

function walkOf(
  workflow: Workflow | undefined,
  action: Action | undefined,
  callees: Callees,
  scopes: Scopes,
  say: Say,
): SchemaWalk {
  let job: Job | undefined;
  let step: Step | undefined;
  return new SchemaWalk({
    say,
    scalar: (node, place, wanted) =>
      checkScalar(node, place, inputType(node, job, callees) ?? wanted, job, step, scopes, say),
    enter(name, node) {
      if (name === 'job') job = workflow?.jobs.find((each) => each.node === node);
      else if (name === 'step') step = (job ?? action)?.steps.find((each) => each.node === node);
      else if (name === 'env') checkVariableNames(node, say);
    },
    leave(name) {
      if (name === 'step') step = undefined;
      else if (name === 'job') job = undefined;
    },
  });
}

/** The type of the input that a value is given for, of a workflow that is known; undefined for text and elsewhere. */
function inputType(node: ScalarNode, job: Job | undefined, callees: Callees): Wanted | undefined {
  if (job?.uses?.kind !== 'local' || !job.with) return undefined;
  const pair = job.with.pairs.find(({ value }) => value === node);
  const type = pair && callees.ofJob(job)?.inputs.get(pair.key.text.toLowerCase())?.type;
  return type === 'string' ? undefined : type;
}

function checkWorkflow(
  workflow: Workflow,
  walk: SchemaWalk,
  callees: Callees,
  scopes: Scopes,
  say: Say,
): void {
  const { node } = workflow;
  const top = node.pairs[0]?.key ?? node;
  // A file of YAML 1.1 has `true` where it has `on`; GitHub reads both.
  walk.check(
    node,
    workflow.triggers.pair?.key.text === 'true' ? { ...WORKFLOW, open: true, required: ['jobs'] } : WORKFLOW,
    top,
  );
  checkTriggers(workflow, walk, scopes, say);
  checkPermissions(workflow.permissions, say);
  for (const job of workflow.jobs) checkPermissions(job.permissions, say);
  checkJobs(workflow, callees, say);
}

function checkAction(action: Action, walk: SchemaWalk, callees: Callees, say: Say): void {
  const top = action.node.pairs[0]?.key ?? action.node;
  walk.check(action.node, ACTION, top);
  const runs = pairOf(action.node, 'runs');
  if (runs?.value?.kind !== 'map') return;
  const using = scalarAt(runs.value, 'using');
  if (!using) {
    say('malformed-workflow', runs.key.span, '`runs` needs `using`; GitHub refuses the action without it.');
    return;
  }
  const kind = /^(?:composite|docker|node)/.exec(using.text)?.[0] as keyof typeof RUNS | undefined;
  if (!kind) {
    const message = `${quoted(using.text)} runs no action; write \`composite\`, \`docker\` or \`node24\`.`;
    say('malformed-workflow', using.span, message);
    return;
  }
  walk.check(runs.value, RUNS[kind], runs.key);
  checkSteps(action.steps, callees, say);
}

function checkVariableNames({ pairs }: MapNode, say: Say): void {
  for (const { key } of pairs) {
    if (!/[=&\s]/.test(key.text) || key.text.includes('${{')) continue;
    const message = `${quoted(key.text)} is no name that a shell can read; leave out \`=\`, \`&\` and spaces.`;
    say('invalid-variable-name', key.span, message);
  }
}

import { isMap, isScalar, type MapNode, pairOf, type ScalarNode } from '../../../parse/tree.ts';
import { nearest } from '../../../text/nearest.ts';
import type { Callees } from '../callee.ts';
import type { Step } from '../step.ts';
import type { Uses } from '../uses.ts';
import type { Job, Workflow } from '../workflow.ts';
import { checkActionUse, checkWorkflowCall } from './calls.ts';
import { checkMatrix } from './matrix.ts';
import { correctionOf, placeOf, quoted, type Say } from './problem.ts';
import { checkRunner } from './runner.ts';

/** What ids of jobs and steps look like. GitHub Actions, "jobs.<job_id>". */
const ID = /^[A-Za-z_][\w-]*$/;

/** Shells that GitHub knows by name. */
const SHELLS: ReadonlySet<string> = new Set(['bash', 'pwsh', 'python', 'sh', 'cmd', 'powershell']);

/** Checks what the schema does not say of jobs: their ids, needs, runners and matrices, and their steps. */
export function checkJobs(workflow: Workflow, callees: Callees, say: Say): void {
  const ids = new Map(workflow.jobs.map((job) => [job.id.text.toLowerCase(), job]));
  checkShell(workflow.node, say);
  for (const job of workflow.jobs) {
    checkId(job.id, 'A job', say);
    checkNeeds(job, ids, say);
    checkJobKeys(job, say);
    checkRunner(job, say);
    if (isMap(job.matrix)) checkMatrix(job.matrix, say);
    if (job.uses) checkCall(job.uses, say);
    const callee = callees.ofJob(job);
    if (callee) checkWorkflowCall(job, callee, say);
    checkShell(job.node, say);
    checkSteps(job.steps, callees, say);
  }
  if (workflow.jobs.some(({ needs }) => needs.length > 0)) checkCycles(workflow, ids, say);
}

/** Checks the steps of a job or a composite action. */
export function checkSteps(steps: readonly Step[], callees: Callees, say: Say): void {
  const seen = new Set<string>();
  for (const step of steps) {
    if (step.id && step.id.text !== '' && !step.id.text.includes('${{')) {
      const id = step.id.text.toLowerCase();
      checkId(step.id, 'A step', say);
      if (seen.has(id))
        say(
          'invalid-id',
          placeOf(step.id),
          `Another step has the id ${quoted(step.id.text)}; GitHub refuses the file.`,
        );
      seen.add(id);
    }
    if (step.uses) checkUses(step.uses, say);
    const callee = callees.ofStep(step);
    if (callee) checkActionUse(step, callee, say);
    if (step.node.pairs.length > 0) checkStepKind(step.node, say);
    const shell = pairOf(step.node, 'shell')?.value;
    if (isScalar(shell)) checkShellName(shell, say);
  }
}

const STEP_KINDS: ReadonlySet<string> = new Set(['run', 'uses', 'wait', 'wait-all', 'cancel', 'parallel']);

function checkStepKind(node: MapNode, say: Say): void {
  let first: string | undefined;
  for (const { key } of node.pairs) {
    if (!STEP_KINDS.has(key.text) || key.text === first) continue;
    if (first !== undefined) {
      const message = `A step has either \`${first}\` or \`${key.text}\`; GitHub refuses the file.`;
      say('malformed-workflow', key.span, message);
      return;
    }
    first = key.text;
  }
  if (first !== undefined) return;
  const place = node.alias ?? node.pairs[0]!.key.span;
  say(
    'malformed-workflow',
    place,
    'This step neither runs a script nor uses an action; GitHub refuses the file.',
  );
}

/** `with` and `secrets` belong to calls of workflows only. */
function checkJobKeys(job: Job, say: Say): void {
  const { value } = job.secrets ?? {};
  if (value && !isMap(value) && job.uses && (!isScalar(value) || value.text !== 'inherit'))
    say('malformed-workflow', placeOf(value), 'This must be `inherit`, or a map of secrets.');
}

function checkId(id: ScalarNode, what: string, say: Say): void {
  if (id.text === '' || ID.test(id.text)) return;
  const message = `${what}'s id has only letters, digits, \`-\` and \`_\`, and begins with a letter or \`_\`; rename it.`;
  say('invalid-id', placeOf(id), message);
}

function checkNeeds(job: Job, ids: ReadonlyMap<string, Job>, say: Say): void {
  const seen = new Set<string>();
  for (const need of job.needs) {
    const id = need.text.toLowerCase();
    if (id === '' || id.includes('${{')) continue;
    if (seen.has(id))
      say('unknown-needed-job', placeOf(need), `${quoted(need.text)} is needed twice; remove one.`, 'strict');
    seen.add(id);
    if (ids.has(id)) continue;
    const near = nearest(id, ids.keys());
    const hint = near ? `did you mean \`${near}\`?` : 'GitHub refuses the file.';
    const message = `There is no job ${quoted(need.text)}; ${hint}`;
    say('unknown-needed-job', placeOf(need), message, undefined, correctionOf(need, near, job.needs));
  }
}

/** A cycle of needs is said once, at the first of its jobs. */
function checkCycles(workflow: Workflow, ids: ReadonlyMap<string, Job>, say: Say): void {
  const done = new Set<Job>();
  for (const start of workflow.jobs) {
    if (done.has(start)) continue;
    const path: Job[] = [];
    const onPath = new Set<Job>();
    const stack: { readonly job: Job; at: number }[] = [{ job: start, at: 0 }];
    path.push(start);
    onPath.add(start);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const need = top.job.needs[top.at++];
      if (!need) {
        stack.pop();
        path.pop();
        onPath.delete(top.job);
        done.add(top.job);
        continue;
      }
      const next = ids.get(need.text.toLowerCase());
      if (!next || done.has(next)) continue;
      if (onPath.has(next)) {
        const cycle = [...path.slice(path.indexOf(next)), next].map((job) => job.id.text);
        const shown = cycle.length > 5 ? [...cycle.slice(0, 4), '…'] : cycle;
        say(
          'unknown-needed-job',
          next.id.span,
          `These jobs wait for each other: ${quoted(shown.join(' → '))}.`,
        );
        return;
      }
      stack.push({ job: next, at: 0 });
      path.push(next);
      onPath.add(next);
    }
  }
}

/** The `uses` of a step: `owner/repo@ref`, `./path` or `docker://image`. */
function checkUses(uses: Uses, say: Say): void {
  const { text, node } = uses;
  if (text === '' || text.includes('${{')) return;
  if (uses.kind === 'docker') {
    if (uses.image === '' || uses.image.endsWith(':'))
      say('malformed-uses', placeOf(node), 'This names no image and tag.');
    return;
  }
  if (uses.kind === 'local') {
    if (text.startsWith('./') && text.includes('@'))
      say(
        'malformed-uses',
        placeOf(node),
        'A local action has no `@ref`: it comes with the checkout. Remove it.',
        'strict',
      );
    return;
  }
  if (uses.kind === 'other' || uses.ref === '') {
    const missing = uses.kind === 'repository' ? 'the `@ref`' : 'an owner, a repository or a `@ref`';
    say(
      'malformed-uses',
      placeOf(node),
      `This lacks ${missing}; write it as \`owner/repo@ref\` or \`./path\`.`,
    );
  }
}

/** The `uses` of a job: `owner/repo/.github/workflows/file.yml@ref`, or `./` and the path. */
function checkCall(uses: Uses, say: Say): void {
  const { text, node } = uses;
  if (text === '' || text.includes('${{')) return;
  const isRemote = uses.kind === 'repository' && uses.ref !== '' && /\.ya?ml$/.test(uses.subpath);
  const isLocal = uses.kind === 'local' && /\.ya?ml$/.test(text);
  if (isRemote || isLocal) return;
  const message =
    'This calls no workflow; write it as `owner/repo/.github/workflows/file.yml@ref` or `./.github/…`.';
  say('malformed-uses', placeOf(node), message);
}

/** The shell of `defaults.run`. */
function checkShell(node: MapNode, say: Say): void {
  const shell = pairOf(pairOf(pairOf(node, 'defaults')?.value, 'run')?.value, 'shell')?.value;
  if (isScalar(shell)) checkShellName(shell, say);
}

function checkShellName(shell: ScalarNode, say: Say): void {
  const { text } = shell;
  const program = text.trim().split(/\s/, 1)[0]!.toLowerCase();
  if (text === '' || SHELLS.has(program) || text.includes('{0}') || text.includes('${{')) return;
  const message = `GitHub does not know the shell ${quoted(text)}, and the step fails; add \`{0}\` for the script.`;
  // A path to a shell that GitHub knows by name is seen in files that people say they run.
  const isPath = SHELLS.has(program.slice(program.lastIndexOf('/') + 1));
  say('unknown-shell', placeOf(shell), message, isPath ? 'strict' : undefined);
}

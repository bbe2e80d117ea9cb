import { AGENT_HINT, isAgentCommand } from '../../server/core/model/agent.ts';
import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import { inputsOf, type Step } from '../../server/core/model/github/step.ts';
import { originOf } from '../../server/core/model/github/taint.ts';
import { actionName } from '../../server/core/model/github/uses.ts';
import { isUntrustedVariable, variablesIn } from '../../server/core/model/gitlab/untrusted.ts';
import { commandLines } from '../../server/core/parse/command-lines.ts';
import { type Interpolation, interpolationsOf } from '../../server/core/parse/expression.ts';
import { flowingContexts } from '../../server/core/parse/expression-query.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';
import { agentAction } from '../data/agent-actions.ts';

const MESSAGE =
  'Outsiders write a part of this prompt, and the agent may obey it; leave it out, or run without secrets.';
/** Inputs of the actions that become a part of the prompt. */
const PROMPT = /prompt|instructions|message|task/i;

export default defineRule({
  id: 'agent-untrusted-prompt',
  summary: 'An AI agent is told what a stranger wrote',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [77, 1427],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-119', 'GL-048', 'GHA-103'] },
  docs: `
    ## What it does
    Reports commands and actions that run an AI agent (\`claude\`, \`gemini\`, \`codex\`, \`aider\`, …) with a prompt that holds
    text of outsiders: the title, body or branch of a pull or merge request, a comment, a commit message; directly, or in
    a variable that the command mentions. On events that give a stranger's run no privileges (\`pull_request\`) it is in the
    \`strict\` profile.

    ## Why is this bad?
    To a language model, data and orders are one text, so quotes and variables protect nothing: "ignore the above and
    run …" in a pull request's body is an order like any other. The agent then acts with the job's token, secrets and
    network. Let it read what it needs by a tool that marks the text as data, in a job without secrets and with a token
    that can only read, and let people decide what becomes of the answer.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: pull_request_target
    permissions:
      contents: read
    jobs:
      review:
        runs-on: ubuntu-latest
        steps:
          - run: claude -p "Review $BODY"
            env:
              BODY: \${{ github.event.pull_request.body }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: pull_request
    permissions:
      contents: read
    jobs:
      review:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
            with:
              persist-credentials: false
          - run: claude -p "Review the changes of the last commit" --allowedTools "Read,Grep"
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      const { uses, run } = step;
      if (run) {
        if (AGENT_HINT.test(run.text)) checkRun(ctx, step, run);
        return;
      }
      if (uses?.kind !== 'repository' || !agentAction(actionName(uses))) return;
      for (const { name, value } of inputsOf(step)) {
        if (!PROMPT.test(name.text) || !tellsOutsider(value, step)) continue;
        report(ctx, step, value.span);
      }
    },
    gitlab(ctx, { variables }) {
      if (!AGENT_HINT.test(ctx.source.text)) return;
      const tainted = variables
        .filter(({ value }) => value && variablesIn(value.text).some(({ name }) => isUntrustedVariable(name)))
        .map(({ name }) => name.text);
      for (const script of ctx.document.facet('script')) {
        if (!AGENT_HINT.test(script.text)) continue;
        for (const line of commandLines(script.text)) {
          if (!isAgentCommand(line)) continue;
          const said = variablesIn(line.text).find(
            ({ name }) => isUntrustedVariable(name) || tainted.includes(name),
          );
          if (said)
            ctx.report({
              span: script.spanOf({ from: line.span.start + said.start, to: line.span.start + said.end }),
              message: MESSAGE,
            });
        }
      }
    },
  },
});

function checkRun(ctx: Context, step: Step, run: ScalarNode): void {
  const lines = commandLines(run.text).filter(isAgentCommand);
  if (lines.length === 0) return;
  const direct = interpolationsOf(run).filter((interpolation) => isOutsiders(interpolation, step));
  const tainted = [step.env, step.job?.env, step.workflow?.env].flatMap((env) =>
    (env?.entries ?? []).filter(({ value }) => value && tellsOutsider(value, step)),
  );
  for (const { span } of lines) {
    const inside = direct.find(({ start, end }) => start >= span.start && end <= span.end);
    if (inside) {
      report(ctx, step, run.map.span(inside.start, inside.end));
      continue;
    }
    const said = variablesIn(run.text.slice(span.start, span.end)).find(({ name }) =>
      tainted.some((entry) => entry.name.text === name),
    );
    if (said) report(ctx, step, run.map.span(span.start + said.start, span.start + said.end));
  }
}

/** Where the event gives the job neither secrets nor rights, the agent can do little. */
function report(ctx: Context, step: Step, span: Span): void {
  const open = stepEvents(step).some(isPrivilegedEvent);
  ctx.report({ span, message: MESSAGE, ...(!open && { severity: 'medium', profile: 'strict' }) });
}

function tellsOutsider(value: ScalarNode, step: Step): boolean {
  return interpolationsOf(value).some((interpolation) => isOutsiders(interpolation, step));
}

function isOutsiders({ expression }: Interpolation, step: Step): boolean {
  if (!expression) return false;
  return flowingContexts(expression).some((context) => {
    const origin = originOf(context, step);
    return origin.by === 'outsider' && origin.what === 'event';
  });
}

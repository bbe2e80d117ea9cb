import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import { inputsOf, type Step } from '../../server/core/model/github/step.ts';
import { originOf } from '../../server/core/model/github/taint.ts';
import { actionName } from '../../server/core/model/github/uses.ts';
import { interpolationsOf } from '../../server/core/parse/expression.ts';
import { type ContextPath, flowingContexts } from '../../server/core/parse/expression-query.ts';
import { defineRule, type Hit } from '../../server/core/rule.ts';
import { ARGUMENT_INPUTS, ARGUMENT_NAME } from '../data/argument-inputs.ts';
import { SCRIPT_INPUTS } from '../data/script-inputs.ts';

export default defineRule({
  id: 'untrusted-action-argument',
  summary: 'Text of an outsider becomes arguments of the command that an action runs',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [88, 77],
  since: '0.1.0',
  fix: 'none',
  equivalents: { sisakulint: ['argument-injection-critical', 'argument-injection-medium'] },
  docs: `
    ## What it does
    Reports inputs of actions that end up on a command line (\`args\` of a scanner, \`arguments\` of a build tool, \`pattern\`,
    \`command\`), when they hold an outsider's text: a title, a body, a comment, the name of a fork's branch. In the
    \`default\` profile for actions that are known to read the input so, on events that run with privileges; in \`strict\` for
    inputs that are only called so, and where it is not sure that the event brings such a text.

    ## Why is this bad?
    An option can do as much as a command: write a file, load a plug-in, send the result elsewhere. Some actions hand such
    inputs to a shell, too, and then it is a command.

    ## Example
    \`\`\`yaml bad .github/workflows/scan.yml
    on: pull_request_target
    permissions: {}
    jobs:
      scan:
        runs-on: ubuntu-latest
        steps:
          - uses: SonarSource/sonarqube-scan-action@v6
            with:
              args: -Dsonar.projectName=\${{ github.event.pull_request.title }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/scan.yml
    on: pull_request_target
    permissions: {}
    jobs:
      scan:
        runs-on: ubuntu-latest
        steps:
          - uses: SonarSource/sonarqube-scan-action@v6
            with:
              args: -Dsonar.projectName=pull-request-\${{ github.event.number }}
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      if (step.uses?.kind !== 'repository') return;
      const action = actionName(step.uses);
      const known = ARGUMENT_INPUTS[action];
      for (const { name, value } of inputsOf(step)) {
        const input = name.text.toLowerCase();
        const sure = known?.includes(input) ?? false;
        if ((!sure && !ARGUMENT_NAME.test(input)) || SCRIPT_INPUTS[action]?.[input]) continue;
        for (const { expression } of interpolationsOf(value)) {
          for (const context of expression ? flowingContexts(expression) : []) {
            const verdict = verdictOf(context, step, sure);
            if (verdict)
              ctx.report({
                span: value.map.span(context.span.start, context.span.end),
                message: `Strangers may choose this text, and \`${name.text}\` is read as options or code; leave it out.`,
                ...verdict,
              });
          }
        }
      }
    },
  },
});

function verdictOf(context: ContextPath, step: Step, sure: boolean): Partial<Hit> | undefined {
  if (originOf(context, step).by === 'outsider') {
    return sure && stepEvents(step).some(isPrivilegedEvent) ? {} : { severity: 'medium', profile: 'strict' };
  }
  if (!sure) return undefined;
  // Fields that no event of this workflow fills, and inputs that it does not declare: today they are empty.
  const anywhere = originOf(context, { ...step, workflow: undefined });
  const dormant = anywhere.by === 'outsider' || context.path.startsWith('github.event.inputs.');
  return dormant ? { severity: 'low', confidence: 'low', profile: 'strict' } : undefined;
}

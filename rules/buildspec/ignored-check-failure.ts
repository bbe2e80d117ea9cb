import type { Phase } from '../../server/core/model/buildspec.ts';
import { commandsDoing, deedOf } from '../../server/core/model/delivery.ts';
import { type CommandLine, commandLines } from '../../server/core/parse/command-lines.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'ignored-check-failure',
  summary: 'The result of a test or scan is thrown away',
  severity: 'medium',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [754],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html'],
  docs: `
    ## What it does
    Reports tests and scans whose failure is swallowed: by \`|| true\`, by an option such as \`--exit-zero\`, or by
    \`on-failure: CONTINUE\` on their phase.

    ## Why is this bad?
    The check looks like a gate and stops nothing. What it finds is published all the same.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - bandit -r src || true
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - bandit -r src
    \`\`\`
  `,
  check: {
    buildspec(ctx, spec) {
      for (const phase of spec.phases) checkPhase(ctx, phase);
    },
  },
});

function checkPhase(ctx: Context, { scripts, onFailure, name }: Phase): void {
  const value = onFailure?.value;
  if (value?.kind === 'scalar' && /^continue$/i.test(value.text) && name.text !== 'post_build') {
    if (scripts.some(({ scalar }) => commandsDoing(scalar.text, ['test', 'scan']).length > 0)) {
      ctx.report({
        span: value.span,
        message: 'The build goes on when the checks of this phase fail; write ABORT, or leave the key out.',
      });
    }
  }
  for (const { scalar } of scripts) {
    const commands = commandLines(scalar.text);
    for (const [i, command] of commands.entries()) {
      const deed = deedOf(command);
      if (deed !== 'test' && deed !== 'scan') continue;
      if (!isSwallowed(command, commands[i + 1]) && !(deed === 'scan' && isLenient(command.text))) continue;
      ctx.report({
        span: scalar.map.span(command.span.start, command.span.end),
        message:
          'The result of this check is thrown away, so it stops nothing; let its failure fail the build.',
        severity: deed === 'scan' ? 'medium' : 'low',
      });
    }
  }
}

/** True when what follows turns a failure into success. A last `echo` in a pipe of commands does so as well. */
function isSwallowed({ operator }: CommandLine, next: CommandLine | undefined): boolean {
  if (operator !== '||' || !next) return false;
  return (
    /^(?:true|:|exit 0|return 0)$/.test(next.text) ||
    (/^echo\s/.test(next.text) && next.operator !== ';' && next.operator !== '&&')
  );
}

/** A scan that only reports findings of little weight may well be lenient. */
function isLenient(command: string): boolean {
  return LENIENT.test(command) && !/--severity[= ](?!\S*(?:HIGH|CRITICAL))/i.test(command);
}

/** Options with which scanners report and yet succeed. */
const LENIENT = /\s--(?:exit-zero|soft-fail|no-fail|exit-code[= ]0|audit-level[= ]none)(?:\s|$)/;

import type { BuildspecScript } from '../../server/core/model/buildspec.ts';
import { deedOf } from '../../server/core/model/delivery.ts';
import { type CommandLine, commandLines } from '../../server/core/parse/command-lines.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unchecked-command-in-block',
  summary: 'A check in a block of commands fails without failing the build',
  severity: 'low',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [754],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html'],
  docs: `
    ## What it does
    Reports a test or scan in a command of several lines that is not its last, where nothing looks at its status: no
    \`set -e\`, no \`&&\`, no \`$?\`.

    ## Why is this bad?
    CodeBuild sees the status of the block's last command only. The scanner finds something, says so in the log, and the
    build goes on.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - |
            bandit -r src
            echo "done"
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - |
            set -e
            bandit -r src
            echo "done"
    \`\`\`
  `,
  check: {
    buildspec(ctx, spec) {
      for (const phase of spec.phases) for (const script of phase.scripts) checkScript(ctx, script);
    },
  },
});

function checkScript(ctx: Context, { scalar, shell }: BuildspecScript): void {
  const { text } = scalar;
  if (!text.trim().includes('\n') || (shell !== 'bash' && shell !== 'sh')) return;
  if (/\bset\s+-[a-z]*e|errexit|\$\?|\btrap\b/.test(text)) return;
  const commands = commandLines(text);
  for (const [i, command] of commands.entries()) {
    const deed = deedOf(command);
    const next = commands[i + 1];
    if (!next || (deed !== 'test' && deed !== 'scan') || !isUnchecked(text, command)) continue;
    // The last command of a branch gives its status to the whole of it.
    if (
      /(?:^|[\s;])(?:else|elif|fi|done|esac|;;)(?:\s|;|$)/.test(text.slice(command.span.end, next.span.start))
    )
      continue;
    ctx.report({
      span: scalar.map.span(command.span.start, command.span.end),
      message:
        'Only the last status of this block counts, so a failure here is lost; begin the block with set -e.',
    });
  }
}

/** True when neither an operator nor a condition takes up the command's status. */
function isUnchecked(script: string, { span, operator }: CommandLine): boolean {
  if (operator !== ';' && operator !== '') return false;
  const line = script.slice(script.lastIndexOf('\n', span.start) + 1, span.start);
  return !/(?:^|[\s;])(?:if|elif|while|until|!)\s|&&|\|\||\$\(/.test(line);
}

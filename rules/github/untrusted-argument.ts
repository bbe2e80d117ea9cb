import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import type { OutsiderScript } from '../../server/core/model/github/outsider-script.ts';
import type { Command, Piece } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'untrusted-argument',
  summary: 'Text of an outsider can become an option of a command',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [88],
  since: '0.1.0',
  fix: 'none',
  equivalents: { sisakulint: ['argument-injection-critical', 'argument-injection-medium'] },
  docs: `
    ## What it does
    Reports commands whose options can run programs or write files (\`git\`, \`curl\`, \`tar\`, \`ssh\`, \`find\`, …) with a variable
    of an outsider's text that begins an argument, with no \`--\` before it, or that stands without quotes.

    ## Why is this bad?
    Quotes keep the text in one word but do not make it an operand. A title that begins with
    \`--upload-pack=\` is an option to \`git fetch\`, \`--checkpoint-action=exec=\` one to \`tar\`.

    ## Example
    \`\`\`yaml bad .github/workflows/triage.yml
    on: issues
    permissions: {}
    jobs:
      search:
        runs-on: ubuntu-latest
        steps:
          - run: git grep "$TITLE"
            env:
              TITLE: \${{ github.event.issue.title }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/triage.yml
    on: issues
    permissions: {}
    jobs:
      search:
        runs-on: ubuntu-latest
        steps:
          - run: git grep -e "$TITLE" --
            env:
              TITLE: \${{ github.event.issue.title }}
    \`\`\`
  `,
  check: {
    'outsider-script'(ctx, outsider) {
      const { script, step } = outsider;
      if (!HINT.test(script.text)) return;
      const open = stepEvents(step).some(isPrivilegedEvent);
      for (const command of script.commands) {
        const piece = COMMANDS.test(command.name) ? optionPiece(outsider, command) : undefined;
        if (!piece) continue;
        ctx.report({
          span: script.spanOf(piece),
          message:
            'Text of a stranger that begins with `-` is an option here; put `--` before it, or check it first.',
          ...(open && { severity: 'medium' }),
        });
      }
    },
  },
});

const HINT =
  /\b(?:git|curl|wget|tar|zip|unzip|7z|rsync|ssh|scp|find|docker|podman|npm|npx|pip3?|make|gcc|xargs|sort|sed|awk|mail|sendmail|openssl|psql|mysql|aws|kubectl|helm|terraform)\b/;
const COMMANDS =
  /^(?:git|curl|wget|tar|zip|unzip|7z|rsync|ssh|scp|find|docker|podman|npm|npx|pip3?|make|gcc|xargs|sort|sed|awk|mail|sendmail|openssl|psql|mysql|aws|kubectl|helm|terraform)$/;

/** The piece that begins an argument or stands without quotes, behind no `--`. */
function optionPiece(outsider: OutsiderScript, { args }: Command): Piece | undefined {
  for (const [i, { text, pieces }] of args.entries()) {
    if (text === '--') return undefined;
    const before = args[i - 1]?.text ?? '';
    for (const [at, piece] of pieces.entries()) {
      // Expressions in scripts are the business of `template-injection`.
      const brought = piece.kind === 'variable' ? outsider.textOf(piece) : undefined;
      if (!brought) continue;
      // Without quotes each space begins an argument; the name of a branch has none.
      if (piece.quote === 'none' && (at === 0 || brought.freedom === 'text')) return piece;
      // Behind an option it is most likely the option's value.
      if (at === 0 && !/^-/.test(before)) return piece;
    }
  }
  return undefined;
}

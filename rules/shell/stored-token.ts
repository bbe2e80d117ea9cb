import { cover } from '../../server/core/parse/shell/query.ts';
import type { Command, Piece, Stretch } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT = /secrets\.|github\.token|GITHUB_TOKEN|GH_TOKEN|CI_JOB_TOKEN/;
const WRITES = />|\btee\b/;
const PRINTERS = /^(?:echo|printf|cat|tee)$/;
const TOKENS = new Set(['GITHUB_TOKEN', 'GH_TOKEN', 'CI_JOB_TOKEN']);

export default defineRule({
  id: 'stored-token',
  summary: 'A script writes a token to a file',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [312, 522],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-019', 'GL-020'] },
  docs: `
    ## What it does
    Reports commands that print \`secrets.…\`, \`github.token\`, \`GITHUB_TOKEN\` or \`CI_JOB_TOKEN\` into a file, also
    \`$GITHUB_ENV\` and \`$GITHUB_OUTPUT\`.

    ## Why is this bad?
    The file outlives the step: later steps, caches, artifacts, and on machines of your own later jobs can read it. Hand the
    token to the one command that needs it, as a variable of its step.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: echo "TOKEN=\${{ secrets.GITHUB_TOKEN }}" >> "$GITHUB_ENV"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: ./publish
            env:
              TOKEN: \${{ secrets.GITHUB_TOKEN }}
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text) || !WRITES.test(script.text)) return;
      for (const command of script.commands) {
        if (!PRINTERS.test(command.name)) continue;
        const words = [...command.args, ...command.redirects.flatMap(({ heredoc }) => heredoc?.body ?? [])];
        const token = words.flatMap(({ pieces }) => pieces).find(isToken);
        const target = token && fileOf(command);
        if (target)
          ctx.report({
            span: script.spanOf(token.from < target.from ? cover(token, target) : token),
            message:
              'The token stays in this file for whatever runs later; pass it to one command as a variable.',
          });
      }
    },
  },
});

function isToken(piece: Piece): boolean {
  if (piece.kind === 'variable') return TOKENS.has(piece.name) && !/^:?\+/.test(piece.operation);
  return piece.kind === 'interpolation' && /\bsecrets\.\w|\bgithub\.token\b/i.test(piece.text);
}

/** The file that the command's output ends in. */
function fileOf({ name, args, redirects, pipedTo }: Command): Stretch | undefined {
  const file = redirects.find(
    ({ operator, target }) =>
      operator.includes('>') && target && !/^(?:&?\d|\/dev\/)|\.ssh\/|known_hosts/.test(target.text),
  );
  if (file?.target) return file.target;
  const teed = name === 'tee' ? args : pipedTo.find((next) => next.name === 'tee')?.args;
  return teed?.find(({ text }) => !/^-|^\/dev\//.test(text));
}

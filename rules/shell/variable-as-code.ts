import type { Document } from '../../server/core/document.ts';
import { isUntrustedVariable } from '../../server/core/model/gitlab/untrusted.ts';
import { cover } from '../../server/core/parse/shell/query.ts';
import type { Command, Piece, Script, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT = /\beval\b|\b(?:ba|da|z|k)?sh\s+-[a-z]*c\b/;
const SHELL = /^(?:ba|da|z|k)?sh$/;

export default defineRule({
  id: 'variable-as-code',
  summary: 'A script runs the text of a variable as code',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [95, 78],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-028', 'GL-026', 'DF-005'] },
  docs: `
    ## What it does
    Reports \`eval\` of a variable or of what a command with variables prints, and \`sh -c "$VARIABLE"\`. The setup of tools
    (\`eval "$(ssh-agent -s)"\`) is left alone, and so is text of outsiders, for which there are rules of their own.

    ## Why is this bad?
    The shell reads the text a second time: \`;\`, \`$()\` and quotes in it are code. Whoever gets a word into the variable
    today, or after a later change, runs commands in the job. Call the program directly, with an array for its arguments.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: eval "$BUILD_COMMAND"
            env:
              BUILD_COMMAND: make all
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: |
              eval "$(ssh-agent -s)"
              sh -c "make all"
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const command of script.commands) {
        const word = codeOf(command);
        if (word && !isOutsiders(ctx.document, script, word))
          ctx.report({
            span: script.spanOf(cover(command.nameWord ?? command, word)),
            message:
              'The text of a variable is run as code here; call the program itself with its arguments.',
          });
      }
    },
  },
});

/** The word that is read as code and holds a variable. */
function codeOf({ name, args }: Command): Word | undefined {
  if (name === 'eval') return args.find(({ pieces }) => pieces.some(isOpen));
  if (!SHELL.test(name)) return undefined;
  const at = args.findIndex(({ text }) => /^-[a-z]*c$/.test(text));
  const code = at === -1 ? undefined : args[at + 1];
  // A variable in the place of an argument is read again too, but that one is at least meant as one word.
  return code?.pieces[0] && isVariable(code.pieces[0]) ? code : undefined;
}

function isVariable(piece: Piece): boolean {
  return piece.quote !== 'single' && (piece.kind === 'variable' || piece.kind === 'interpolation');
}

/** A variable, or a command whose words hold one; the output of a fixed command is the tool's own. */
function isOpen(piece: Piece): boolean {
  if (piece.kind === 'command')
    return piece.commands.some(({ args, nameWord }) =>
      [nameWord, ...args].some((word) => word?.pieces.some(isVariable)),
    );
  return isVariable(piece);
}

/** True for the text of an outsider, which `untrusted-eval` and `gitlab-code-from-variable` report. */
function isOutsiders(document: Document, script: Script, { pieces }: Word): boolean {
  if (document.kind === 'gitlab-ci')
    return pieces.some((piece) => piece.kind === 'variable' && isUntrustedVariable(piece.name));
  const outsider = document.facet('outsider-script').find((found) => found.script === script);
  return outsider !== undefined && pieces.some((piece) => outsider.textOf(piece) !== undefined);
}

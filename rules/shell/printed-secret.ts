import type { SecretScript } from '../../server/core/model/github/secret-script.ts';
import { isSecretExpression, mayHoldSecret } from '../../server/core/model/secret-name.ts';
import { reachesLog } from '../../server/core/parse/shell/query.ts';
import type { Command, Piece, Script } from '../../server/core/parse/shell.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

const HINT = /\b(?:echo|printf|Write-(?:Host|Output))\b/;
/** A variable or expression that may be a secret: what `mayHoldSecret` looks at is a part of it. */
const NAMED = /\$(?:\{\{\s{0,9}secrets\.|\{?(?:env:)?\w*(?:SECRET|TOKEN|PASS|PWD|CREDENTIAL|KEY))/i;
const PRINTERS = /^(?:echo|printf|Write-Host|Write-Output)$/;

export default defineRule({
  id: 'printed-secret',
  summary: 'A script prints a secret to the log',
  severity: 'medium',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-6', 'CICD-SEC-10'],
  cwe: [532],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    glsec: ['GL021'],
    'pipeline-check': ['GL-036', 'GHA-033', 'GHA-087', 'GHA-093'],
    sisakulint: ['secret-in-log'],
  },
  docs: `
    ## What it does
    Reports \`echo\`, \`printf\`, \`cat <<<\` and \`Write-Host\` with a variable whose name says that it is a secret, or with
    \`secrets.…\` itself, where the output goes to the log: neither piped on, nor into a file, nor into a variable.

    In GitHub workflows it also follows what \`env\` says to be a secret, whatever the variable is called, into other
    variables and the script's own functions. What was cut out of a secret or encoded (\`jq\`, \`base64\`, \`cut\`) is
    reported unless the script masks it with \`::add-mask::\`; a mere copy, which the runner masks, in the \`strict\` profile.

    ## Why is this bad?
    The masks of CI systems know the exact text only, not its parts, its lines or its base64 form, and on some systems
    not at all before the value has been registered. Logs are read by more people than secrets.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      script:
        - echo "token is $DEPLOY_TOKEN"
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      script:
        - test -n "$DEPLOY_TOKEN" && echo "the token is set"
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text) || !NAMED.test(script.text)) return;
      for (const command of script.commands) {
        if (!PRINTERS.test(command.name) || !reachesLog(command)) continue;
        for (const { pieces } of command.args) {
          const piece = pieces.find(isSecret);
          // A mask is registered with the runner by printing the value once.
          if (!piece || pieces[0]?.text.startsWith('::add-mask::')) continue;
          ctx.report({
            span: script.spanOf(piece),
            message: 'This prints a secret to the log; leave it out.',
          });
          break;
        }
      }
    },
    'secret-script'(ctx, secrets) {
      const { script } = secrets;
      if (!HINT.test(script.text) && !script.text.includes('<<')) return;
      const printing = printingFunctions(script);
      for (const command of script.commands) {
        if (command.kind !== 'simple') continue;
        if (printing.has(command.name))
          reportFirst(ctx, secrets, command, (piece) => piece.kind !== 'literal');
        else if ((PRINTERS.test(command.name) || command.name === 'cat') && reachesLog(command))
          reportFirst(ctx, secrets, command, (piece) => piece.kind === 'variable' && !isSecret(piece));
      }
    },
  },
});

/** Reports the first secret among the arguments that `counts` and nothing masks. */
function reportFirst(
  ctx: Context,
  secrets: SecretScript,
  { args, redirects }: Command,
  counts: (piece: Piece) => boolean,
): void {
  // `cat << END` prints what stands up to END.
  const fed = redirects.flatMap(({ heredoc, operator, target }) =>
    heredoc ? [heredoc.body] : operator === '<<<' && target ? [target] : [],
  );
  for (const { pieces } of [...args, ...fed]) {
    if (pieces[0]?.text.startsWith('::add-mask::')) return;
    for (const piece of pieces) {
      const text = counts(piece) ? secrets.textOf(piece) : undefined;
      if (!text || (piece.kind === 'variable' && secrets.masked.has(piece.name))) continue;
      ctx.report({
        span: secrets.script.spanOf(piece),
        message:
          text === 'part'
            ? 'This prints what was made of a secret, which no mask covers; leave it out, or `::add-mask::` it first.'
            : 'This prints a secret to the log; leave it out.',
        ...(text === 'whole' && { severity: 'low', profile: 'strict' }),
      });
      return;
    }
  }
}

/** A function's head; what follows up to a line of `}` is its body. */
const FUNCTION = /(?:^|[\n;])[ \t]{0,99}(?:function[ \t]{1,9})?([\w-]{1,80})[ \t]{0,9}\(\)\s{0,99}\{/g;

/** The names of the script's functions that print what they are given. */
function printingFunctions({ text, commands }: Script): ReadonlySet<string> {
  const found = new Set<string>();
  if (!text.includes('()')) return found;
  const printers = commands.filter(printsParameter).map(({ from, to }) => ({ from, to }));
  let next = 0;
  let close = 0;
  for (const match of printers.length > 0 ? text.matchAll(FUNCTION) : []) {
    // Ends and prints are looked for from left to right, so that each part of the text is read once.
    if (close !== -1 && close <= match.index) close = text.indexOf('\n}', match.index + 1);
    const end = close === -1 ? text.length : close;
    while (next < printers.length && printers[next]!.from <= match.index) next++;
    if (next < printers.length && printers[next]!.to <= end) found.add(match[1]!);
  }
  return found;
}

function printsParameter(command: Command): boolean {
  return (
    PRINTERS.test(command.name) &&
    command.args.some(({ pieces }) =>
      pieces.some((piece) => piece.kind === 'variable' && /^[1-9@*]$/.test(piece.name)),
    ) &&
    !command.args[0]?.text.startsWith('::add-mask::') &&
    reachesLog(command)
  );
}

function isSecret(piece: Piece): boolean {
  if (piece.kind === 'variable')
    // `${#TOKEN}`, `${TOKEN:+set}` and the first characters do not show it.
    return (
      mayHoldSecret(piece.name) &&
      !/^(?::?\+|:\d|%%|##)/.test(piece.operation) &&
      !piece.text.startsWith('${#')
    );
  return piece.kind === 'interpolation' && isSecretExpression(piece.text);
}

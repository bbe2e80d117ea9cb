import { isSecretName } from '../../server/core/model/secret-name.ts';
import { reachesLog } from '../../server/core/parse/shell/query.ts';
import type { Piece } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT = /\b(?:echo|printf|Write-(?:Host|Output))\b/;
/** A variable or expression that may be a secret: what `isSecretName` looks at is a part of it. */
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
  equivalents: { glsec: ['GL021'], 'pipeline-check': ['GL-036', 'GHA-033', 'GHA-087', 'GHA-093'] },
  docs: `
    ## What it does
    Reports \`echo\`, \`printf\`, \`cat <<<\` and \`Write-Host\` with a variable whose name says that it is a secret, or with
    \`secrets.…\` itself, where the output goes to the log: neither piped on, nor into a file, nor into a variable.

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
  },
});

function isSecret(piece: Piece): boolean {
  if (piece.kind === 'variable')
    // `${#TOKEN}`, `${TOKEN:+set}` and the first characters do not show it.
    return (
      isSecretName(piece.name) &&
      !/^(?::?\+|:\d|%%|##)/.test(piece.operation) &&
      !piece.text.startsWith('${#')
    );
  return piece.kind === 'interpolation' && /^\$\{\{\s*secrets\.\w+\s*\}\}$/.test(piece.text);
}

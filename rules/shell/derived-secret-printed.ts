import type { Document } from '../../server/core/document.ts';
import { isSecretExpression, mayHoldSecret } from '../../server/core/model/secret-name.ts';
import { reachesLog, upstream } from '../../server/core/parse/shell/query.ts';
import type { Command, Piece, Script } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT =
  /\$\{\w+:{1,2}\d|sum\b|\bbase(?:64|32)\b|\bcut\b|\bhead\s+-c|\bopenssl\b|\bxxd\b|GITHUB_STEP_SUMMARY/;
const SECRET_HINT = /secrets\.|\$\{?\w*(?:SECRET|TOKEN|PASS|CREDENTIAL|KEY)/i;
const PRINTERS = /^(?:echo|printf)$/;
const TRANSFORMS =
  /^(?:(?:sha(?:1|224|256|384|512)|md5|b2)sum|shasum|base64|base32|cut|head|tail|xxd|openssl|rev|tr)$/;
const SHOWN = /GITHUB_(?:OUTPUT|STEP_SUMMARY)/;

export default defineRule({
  id: 'derived-secret-printed',
  summary: 'A part, a hash or an encoding of a secret is printed',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6', 'CICD-SEC-10'],
  cwe: [532, 200],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-087', 'GHA-093'] },
  docs: `
    ## What it does
    Reports a secret of the step (a variable that is named like one, or \`secrets.…\`) that is cut (\`\${TOKEN:0:8}\`, \`cut\`,
    \`head -c\`), hashed or encoded (\`sha256sum\`, \`base64\`) and then printed, written to an output or to the summary of the
    step; and a secret written to the summary as it is.

    ## Why is this bad?
    The log masks the whole text only. Its first characters tell what it is, a hash tells whether a guess is right, and
    base64 is the secret itself. Print whether it is set, and nothing of it.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - run: echo "$DEPLOY_TOKEN" | sha256sum
            env:
              DEPLOY_TOKEN: \${{ secrets.DEPLOY_TOKEN }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - run: echo "the key is \${DEPLOY_TOKEN:+set}"
            env:
              DEPLOY_TOKEN: \${{ secrets.DEPLOY_TOKEN }}
    \`\`\`
  `,
  check: {
    'secret-script'(ctx, secrets) {
      const { script, masked } = secrets;
      if (!HINT.test(script.text)) return;
      for (const command of script.commands) {
        if (!TRANSFORMS.test(command.name) || !isShown(command)) continue;
        // What is named like a secret is found in any kind of script, below.
        const found = upstream(command)
          .filter(({ name }) => PRINTERS.test(name))
          .flatMap(({ args }) => args.flatMap((word) => word.pieces))
          .find((piece) => piece.kind === 'variable' && !isSecret(piece) && secrets.textOf(piece));
        if (found?.kind === 'variable' && !masked.has(found.name))
          ctx.report({ span: script.spanOf(found), message: MESSAGE });
      }
    },
    script(ctx, script) {
      if (!HINT.test(script.text) || !SECRET_HINT.test(script.text)) return;
      for (const command of script.commands) {
        const printed = PRINTERS.test(command.name) && isShown(command) ? printedPart(command) : undefined;
        const piped = TRANSFORMS.test(command.name) && isShown(command) ? pipedSecret(command) : undefined;
        const found = printed ?? piped;
        if (found && !isReportedAsPrinted(ctx.document, script, command, found))
          ctx.report({ span: script.spanOf(found), message: MESSAGE });
      }
    },
  },
});

const MESSAGE =
  'The log masks only the whole secret, and this shows a part or copy of it; print nothing of it.';

/** True when the output ends in the log, in the outputs or in the summary. */
function isShown(command: Command): boolean {
  for (let at: Command | undefined = command; at; at = at.parent) {
    if (at.redirects.some(({ target }) => SHOWN.test(target?.text ?? ''))) return true;
    if (at.parent && PRINTERS.test(at.parent.name) && at.place === 'substitution') return isShown(at.parent);
  }
  return reachesLog(command);
}

function printedPart(command: Command): Piece | undefined {
  const pieces = command.args.flatMap((word) => word.pieces);
  const summary = command.redirects.some(({ target }) => /GITHUB_STEP_SUMMARY/.test(target?.text ?? ''));
  return pieces.find(
    (piece) =>
      (piece.kind === 'variable' && mayHoldSecret(piece.name) && /^:{1,2}\s?\d/.test(piece.operation)) ||
      (summary && isSecret(piece)),
  );
}

function pipedSecret(command: Command): Piece | undefined {
  return upstream(command)
    .filter(({ name }) => PRINTERS.test(name))
    .flatMap(({ args }) => args.flatMap((word) => word.pieces))
    .find(isSecret);
}

function isSecret(piece: Piece): boolean {
  if (piece.kind === 'variable')
    return mayHoldSecret(piece.name) && (piece.operation === '' || /^:{1,2}\s?\d/.test(piece.operation));
  return piece.kind === 'interpolation' && isSecretExpression(piece.text);
}

/** True for a part of a known secret in the log, which `printed-secret` reports. */
function isReportedAsPrinted(document: Document, script: Script, command: Command, piece: Piece): boolean {
  if (!PRINTERS.test(command.name) || !reachesLog(command)) return false;
  const secrets = document.facet('secret-script').find((found) => found.script === script);
  return secrets?.textOf(piece) === 'part';
}

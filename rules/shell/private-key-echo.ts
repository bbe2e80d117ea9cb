import { reachesLog } from '../../server/core/parse/shell/query.ts';
import type { Piece } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const KEY =
  /(?:^|_)(?:PRIVATE|RSA|ED25519|(?:SSH|DEPLOY|SERVICE_ACCOUNT|SIGNING|GPG|TLS|SSL)_?KEY)(?:_|$)|_KEY$/i;

export default defineRule({
  id: 'private-key-echo',
  summary: 'A private key is written with `echo`',
  severity: 'info',
  confidence: 'low',
  profile: 'audit',
  owasp: ['CICD-SEC-6'],
  cwe: [532],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-033', 'GL-036'], glsec: ['GL032'] },
  docs: `
    ## What it does
    Reports \`echo\` and \`printf\` of a variable that is named like a private key into a file, \`ssh-add\` or a filter.

    ## Why is this bad?
    With \`set -x\` or a debug trace the key stands in the log line by line, past any mask. Use a variable of type file,
    or \`ssh-add "$FILE"\`.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      script:
        - echo "$SSH_PRIVATE_KEY" | ssh-add -
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      script:
        - chmod 400 "$SSH_KEY_FILE"
        - ssh-add "$SSH_KEY_FILE"
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/\b(?:echo|printf)\b/.test(script.text) || !/KEY|RSA|ED25519|PRIVATE/i.test(script.text)) return;
      for (const command of script.commands) {
        if (command.name !== 'echo' && command.name !== 'printf') continue;
        const piece = command.args
          .flatMap(({ pieces }) => pieces)
          .find((part) => {
            const name = nameOf(part);
            return KEY.test(name) && !/PUB|HOST_KEY|KNOWN|CACHE|PRIMARY|RESTORE|SORT|PARTITION/i.test(name);
          });
        if (!piece || reachesLog(command)) continue;
        const files = [command, ...command.pipedTo].flatMap(({ redirects }) =>
          redirects.map(({ target }) => target?.text ?? ''),
        );
        if (files.some((file) => /known_hosts|authorized_keys|\.pub$/.test(file))) continue;
        ctx.report({
          span: script.spanOf(piece),
          message: 'A trace of this line shows the key; use a variable of type file instead.',
        });
      }
    },
  },
});

/** The name of what is put in; `${{ secrets.DEPLOY_KEY }}` is named as a variable that takes it would be. */
function nameOf(piece: Piece): string {
  if (piece.kind === 'variable') return piece.name;
  return piece.kind === 'interpolation'
    ? piece.text.replace(/^\$\{\{\s*|\s*\}\}$/g, '').replace(/\W/g, '_')
    : '';
}

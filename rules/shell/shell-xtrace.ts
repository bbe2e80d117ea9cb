import { defineRule } from '../../server/core/rule.ts';

const HINT = /\bset[ \t][-+ \ta-z]{0,40}x|xtrace|\b(?:ba|da|z|k)?sh[ \t]+-[a-z]{0,20}x/;
const SECRET =
  /\$\{\{[^}]*\bsecrets\b|\$\{?\w*(?:SECRET|TOKEN|PASSW|PASSPHRASE|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|CREDENTIAL)/i;

export default defineRule({
  id: 'shell-xtrace',
  summary: 'A script prints each command, with the values in it, to the log',
  severity: 'low',
  confidence: 'medium',
  profile: 'audit',
  earliest: 'strict',
  owasp: ['CICD-SEC-6', 'CICD-SEC-10'],
  cwe: [532],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-033', 'GL-036'], glsec: ['GL068'] },
  docs: `
    ## What it does
    Reports \`set -x\`, \`set -o xtrace\` and \`bash -x\`; in the strict profile and as medium where the same script uses a
    variable or expression that names a secret.

    ## Why is this bad?
    The trace shows commands after their variables have been replaced. Log masking knows the secret's exact text only: a
    part of it, its base64 form or a line of a key is shown.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      script:
        - |
          set -ex
          curl -H "Authorization: Bearer $DEPLOY_TOKEN" https://deploy.example.com/run
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      script:
        - |
          set -e
          curl -H "Authorization: Bearer $DEPLOY_TOKEN" https://deploy.example.com/run
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      const secret = SECRET.test(script.text);
      for (const command of script.commands) {
        const { name, args } = command;
        const file = args.findIndex(({ text }) => !/^[-+]/.test(text));
        const options = name === 'set' || file === -1 ? args : args.slice(0, file);
        const option = options.find(({ text }, i) =>
          name === 'set'
            ? /^-[a-wyz]*x[a-z]*$/.test(text) || (text === 'xtrace' && args[i - 1]?.text === '-o')
            : /^(?:ba|da|z|k)?sh$/.test(name) && /^-[a-wyz]*x[a-z]*$/.test(text),
        );
        if (!option) continue;
        ctx.report({
          span: script.spanOf(name === 'set' ? command : option),
          message: secret
            ? 'The trace prints the secrets that this script uses; switch it off around them.'
            : 'The trace prints every command with its values to the log; switch it off when secrets are near.',
          ...(secret && { severity: 'medium', profile: 'strict' }),
        });
      }
    },
  },
});

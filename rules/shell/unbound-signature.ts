import { operandsOf, optionsOf } from '../../server/core/parse/shell/query.ts';
import type { Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT = /\bcosign\s[^\n]{0,200}\bverify/;
const VERBS = /^verify(?:-blob|-attestation|-blob-attestation)?$/;
const KEYS = /^--?(?:key|k|sk|certificate|cert|certificate-chain|policy|trusted-root|bundle-key)(?:=|$)/;
const PATTERNS = ['--certificate-identity-regexp', '--certificate-oidc-issuer-regexp'];

export default defineRule({
  id: 'unbound-signature',
  summary: 'A signature is verified and its signer is not',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-9'],
  cwe: [347, 345],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-100'] },
  docs: `
    ## What it does
    Reports \`cosign verify\`, \`verify-blob\` and \`verify-attestation\` without a key and without both \`--certificate-identity\`
    (or its \`-regexp\`) and \`--certificate-oidc-issuer\` (or its \`-regexp\`), and such a \`-regexp\` that fits everything.

    ## Why is this bad?
    Anyone can get a certificate from the public authority and sign with it. That there is a valid signature says nothing;
    whose it is does.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - run: cosign verify --certificate-identity-regexp '.*' --certificate-oidc-issuer-regexp '.*' ghcr.io/acme/app:1
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - run: >-
              cosign verify ghcr.io/acme/app:1
              --certificate-identity https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main
              --certificate-oidc-issuer https://token.actions.githubusercontent.com
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const command of script.commands) {
        if (command.name !== 'cosign' || !VERBS.test(operandsOf(command.args)[0]?.text ?? '')) continue;
        const { args } = command;
        // Options in a variable, or a key in any form, may bind the signer.
        if (args.some(({ text }) => KEYS.test(text) || /^\$/.test(text))) continue;
        const loose = optionsOf(args, PATTERNS).find(({ value }) => /^\^?\.[*+]\$?$/.test(value));
        if (loose) {
          ctx.report({
            span: script.spanOf(loose),
            message: 'This accepts any signer; name the workflow or person who may sign.',
          });
          continue;
        }
        if (has(args, '--certificate-identity') && has(args, '--certificate-oidc-issuer')) continue;
        ctx.report({
          span: script.spanOf(command),
          message:
            'Anyone can have signed this; name the signer by `--certificate-identity` and `--certificate-oidc-issuer`.',
        });
      }
    },
  },
});

function has(args: readonly Word[], option: string): boolean {
  return args.some(({ text }) => {
    const name = text.split('=', 1)[0];
    return name === option || name === `${option}-regexp`;
  });
}

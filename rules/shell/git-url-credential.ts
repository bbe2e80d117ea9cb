import { defineRule } from '../../server/core/rule.ts';

/** A user with a password, or a lone token, before the host. */
const ADDRESS =
  /https?:\/\/(?:[^\s/@:]{1,100}:(?:[^\s/@]+|\$\{\{[^}]*\}\})|\$\{?\w*(?:TOKEN|SECRET|PAT|PASS)\w*\}?|\$\{\{[^}]*\}\})@/i;

export default defineRule({
  id: 'git-url-credential',
  summary: 'A Git address holds a credential',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [522],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL035'] },
  docs: `
    ## What it does
    Reports \`git clone\`, \`push\`, \`fetch\`, \`remote\` and their like with a password or token in the address.

    ## Why is this bad?
    Git writes the address into the configuration of the clone, where later steps and artifacts find it, and into its
    messages. Use a credential helper or an \`http.extraHeader\` of one command.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    push:
      script:
        - git push "https://bot:\${PUSH_TOKEN}@gitlab.example.com/g/p.git" main
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    push:
      script:
        - git config credential.helper '!f() { echo "password=$PUSH_TOKEN"; }; f'
        - git push https://bot@gitlab.example.com/g/p.git main
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/\bgit\b/.test(script.text) || !/:\/\/[^\n/]*@/.test(script.text)) return;
      for (const command of script.commands) {
        if (command.name !== 'git') continue;
        const word = command.args.find(({ text }) => ADDRESS.test(text));
        if (!word) continue;
        ctx.report({
          span: script.spanOf(word),
          message:
            'Git keeps this credential in its configuration and shows it in messages; use a credential helper.',
          ...(word.literal && { secret: script.spanOf(word) }),
        });
      }
    },
  },
});

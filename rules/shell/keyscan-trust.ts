import { isIntegrityCheck } from '../../server/core/parse/shell/query.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'keyscan-trust',
  summary: 'A host key is taken from the network in the job that trusts it',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-7'],
  cwe: [322],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL030'], 'pipeline-check': ['GHA-070'] },
  docs: `
    ## What it does
    Reports \`ssh-keyscan\` in scripts that do not compare what it returns with a known fingerprint.

    ## Why is this bad?
    \`ssh-keyscan\` believes whoever answers, so it protects as little as no check at all. Store the host's public key
    once, in a variable or in the repository.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      before_script:
        - ssh-keyscan app.example.com >> ~/.ssh/known_hosts
      script:
        - ssh deploy@app.example.com ./restart
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      before_script:
        - echo "$SSH_KNOWN_HOSTS" >> ~/.ssh/known_hosts
      script:
        - ssh deploy@app.example.com ./restart
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!script.text.includes('ssh-keyscan')) return;
      const { commands } = script;
      if (commands.some((command) => isIntegrityCheck(command) || command.name === 'ssh-keygen')) return;
      for (const command of commands) {
        if (command.name !== 'ssh-keyscan') continue;
        ctx.report({
          span: script.spanOf(command),
          message: 'This trusts whoever answers as the host; store its public key instead.',
        });
      }
    },
  },
});

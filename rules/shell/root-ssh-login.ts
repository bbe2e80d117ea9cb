import { optionsOf } from '../../server/core/parse/shell/query.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'root-ssh-login',
  summary: 'A deploy logs in as root',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-5'],
  cwe: [250],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL047'] },
  docs: `
    ## What it does
    Reports \`ssh root@…\`, \`ssh -l root\`, and \`scp\`, \`sftp\` and \`rsync\` to \`root@…\`.

    ## Why is this bad?
    Whoever gets the job's key owns the host. Log in as a user that may do what the deploy needs, and no more.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      script:
        - ssh root@app.example.com systemctl restart app
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      script:
        - ssh deploy@app.example.com sudo systemctl restart app
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/\broot\b/.test(script.text)) return;
      for (const command of script.commands) {
        if (!/^(?:ssh|scp|sftp|rsync|autossh)$/.test(command.name)) continue;
        const login = optionsOf(command.args, ['-l']).find(({ value }) => value === 'root');
        const word = login ?? command.args.find(({ text }) => /^(?:ssh:\/\/)?root@./.test(text));
        if (!word) continue;
        ctx.report({
          span: script.spanOf(word),
          message: 'The key of this job is as good as root on that host; log in as a user of its own.',
        });
      }
    },
  },
});

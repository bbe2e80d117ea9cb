import { defineRule } from '../../server/core/rule.ts';

const SETTING =
  /(?:\b|(?<=-o|\\[nt]))StrictHostKeyChecking\b["']?(?:[ \t]{0,4}=[ \t]{0,4}|[ \t]{1,8})["']?(?:no|off)\b/gi;

export default defineRule({
  id: 'disabled-host-key-check',
  summary: 'SSH connects to a host without checking its key',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-7'],
  cwe: [322],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL048'], 'pipeline-check': ['GHA-070'] },
  docs: `
    ## What it does
    Reports \`StrictHostKeyChecking=no\` (or \`off\`) as an option of \`ssh\`, \`scp\`, \`rsync\` and \`git\`, and where a
    script writes it into a configuration.

    ## Why is this bad?
    The job hands its key, its files and its commands to whoever answers under that name. Keep the host's public key in
    a variable or in the repository and write it into \`known_hosts\`.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      script:
        - ssh -o StrictHostKeyChecking=no deploy@app.example.com ./restart
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      script:
        - echo "$SSH_KNOWN_HOSTS" >> ~/.ssh/known_hosts
        - ssh deploy@app.example.com ./restart
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/StrictHostKeyChecking/i.test(script.text)) return;
      for (const match of script.text.matchAll(SETTING)) {
        const stretch = { from: match.index, to: match.index + match[0].length };
        // A comment belongs to no command.
        if (!script.commands.some(({ from, to }) => from <= stretch.from && to >= stretch.to)) continue;
        ctx.report({
          span: script.spanOf(stretch),
          message: 'Any host may answer here; keep its public key in `known_hosts` instead.',
        });
      }
    },
    'environment-variable'(ctx, { value, valueSpan }) {
      if (value.search(SETTING) === -1) return;
      ctx.report({
        span: valueSpan,
        message: 'Any host may answer here; keep its public key in `known_hosts` instead.',
      });
    },
  },
});

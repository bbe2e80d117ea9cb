import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'sudo-in-pipeline',
  summary: 'A pipeline script becomes root with `sudo`',
  severity: 'info',
  confidence: 'high',
  profile: 'audit',
  owasp: ['CICD-SEC-7'],
  cwe: [250],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['DF-012'], glsec: ['GL050'] },
  kinds: ['gitlab-ci'],
  docs: `
    ## What it does
    Reports \`sudo\` and \`doas\` in scripts of pipelines.

    ## Why is this bad?
    What runs as root can change the runner for the jobs after it. Put what needs root into the image that the job
    runs in.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      script:
        - sudo make install
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      image: registry.example.com/build:1.4
      script:
        - make
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/\b(?:sudo|doas)\b/.test(script.text)) return;
      for (const command of script.commands) {
        if (!command.wrappers.some(isRoot) && !isRoot(command.name)) continue;
        if (command.wrappers.includes('sudo') && command.args.length === 0 && !command.name) continue;
        ctx.report({
          span: script.spanOf(command),
          message: 'This runs as root on the runner; prepare it in the image of the job instead.',
        });
      }
    },
  },
});

function isRoot(name: string): boolean {
  return name === 'sudo' || name === 'doas';
}

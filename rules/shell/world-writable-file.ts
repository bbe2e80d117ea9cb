import { operandsOf } from '../../server/core/parse/shell/query.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Octal modes whose last digit has the write bit, and symbolic ones that give it to others. */
const WRITABLE = /^0?[0-7]?[0-7]{2}[2367]$|^(?:(?=[ugo]*[oa])[ugoa]+)?[+=][rxXst]*w[rwxXst]*$/;

export default defineRule({
  id: 'world-writable-file',
  summary: 'A script lets every user of the machine write to a file',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-7'],
  cwe: [732],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['DF-015'], glsec: ['GL063'] },
  docs: `
    ## What it does
    Reports \`chmod\` with a mode that lets others write: \`777\`, \`666\`, \`a+w\`, \`o+w\`.

    ## Why is this bad?
    On a shared runner other jobs can replace the file between the moment it is written and the moment it is run.
    In an image every process can, whatever user it runs as.

    ## Example
    \`\`\`docker bad Dockerfile
    FROM alpine:3.20
    RUN chmod -R 777 /app
    \`\`\`
    Use instead:
    \`\`\`docker good Dockerfile
    FROM alpine:3.20
    RUN chmod -R u+rwX,go+rX /app
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!script.text.includes('chmod')) return;
      for (const command of script.commands) {
        const mode = command.name === 'chmod' ? operandsOf(command.args)[0] : undefined;
        if (!mode?.text.split(',').some((part) => /[oa=+]|^\d/.test(part) && WRITABLE.test(part))) continue;
        // Without a class, \`+w\` goes through the umask, which keeps others out.
        if (/^[+=]/.test(mode.text)) continue;
        ctx.report({
          span: script.spanOf(mode),
          message: 'Every user of the machine may write to this; give the right to its owner only.',
        });
      }
    },
  },
});

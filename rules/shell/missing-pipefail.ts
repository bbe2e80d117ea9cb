import type { Command, Script } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const PIPE = /\|/;
const PIPEFAIL = /pipefail/;
/** Commands whose failure means nothing, or that do not fail. */
const HARMLESS =
  /^(?:echo|printf|cat|env|printenv|ls|head|tail|sort|uniq|tr|cut|yes|true|grep|egrep|sed|awk|ps|date)?$/;

export default defineRule({
  id: 'missing-pipefail',
  summary: 'The failure of a command in a pipe goes unnoticed',
  severity: 'info',
  confidence: 'medium',
  profile: 'audit',
  owasp: ['CICD-SEC-1'],
  cwe: [754],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL024'] },
  kinds: ['gitlab-ci'],
  docs: `
    ## What it does
    Reports pipes in the scripts of GitLab jobs that never set \`pipefail\`, where a command other than the last can
    fail in a way that matters: a download, a build, a scan.

    ## Why is this bad?
    The pipe's status is that of its last command, so \`download | unpack\` succeeds with half a file. \`set -o pipefail\`
    makes the whole fail.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    a:
      script:
        - curl -fsS https://files.example.com/a.tar.gz | tar xz
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    a:
      script:
        - set -o pipefail
        - curl -fsS https://files.example.com/a.tar.gz | tar xz
    \`\`\`
  `,
  check: {
    scriptUnit(ctx, unit) {
      const { shared } = unit;
      if (!unit.has(PIPE) || unit.has(PIPEFAIL) || shared?.has(PIPEFAIL)) return;
      // One line at the beginning mends all of a job.
      if (shared?.has(PIPE) && shared.scripts.some(brittlePipe)) return;
      for (const script of unit.scripts) {
        const command = brittlePipe(script);
        if (!command) continue;
        ctx.report({
          span: script.spanOf(command),
          message: 'When this fails, the pipe goes on as if nothing happened; set `pipefail` first.',
        });
        return;
      }
    },
  },
});

/** The first command whose failure a pipe hides. */
function brittlePipe({ text, commands }: Script): Command | undefined {
  if (!text.includes('|')) return undefined;
  return commands.find(
    ({ pipedTo, place, name }) => pipedTo.length > 0 && place !== 'substitution' && !HARMLESS.test(name),
  );
}

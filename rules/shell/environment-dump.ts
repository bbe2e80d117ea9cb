import { reachesLog } from '../../server/core/parse/shell/query.ts';
import type { Command } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

/** `env` at the end of a command, among others; not `${{ env.NAME }}` and `env A=b command`. */
const HINT = /\benv(?:[ \t]+-0)?[ \t]*(?:$|[|;&>)"'])|printenv|export[ \t]+-p|declare[ \t]+-[px]|\benv:/im;

export default defineRule({
  id: 'environment-dump',
  summary: 'A script prints all environment variables to the log',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-6', 'CICD-SEC-10'],
  cwe: [532],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-033', 'GL-036'], glsec: ['GL062'] },
  docs: `
    ## What it does
    Reports \`printenv\`, \`env\`, \`export -p\` and \`Get-ChildItem env:\` without arguments, where the output is neither
    piped on nor written to a file.

    ## Why is this bad?
    The log gets every variable, also those nobody thought of: job tokens, credentials of the runner, values that no
    mask knows. Print the ones you need by name.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    debug:
      script:
        - printenv
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    debug:
      script:
        - printenv CI_COMMIT_SHA CI_JOB_ID
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const command of script.commands) {
        if (!dumps(command) || !reachesLog(command)) continue;
        ctx.report({
          span: script.spanOf(command),
          message: 'This prints every variable to the log, secrets too; print the ones you need by name.',
        });
      }
    },
  },
});

function dumps({ name, args, kind, assignments }: Command): boolean {
  if (name === 'printenv' || name === 'env') return args.every(({ text }) => /^-(?:0|-null)$/.test(text));
  if (kind === 'declaration')
    return assignments.length === 0 && args.length === 1 && /^-[px]$/.test(args[0]!.text);
  return /^(?:Get-ChildItem|gci|dir|ls)$/.test(name) && /^env:/i.test(args[0]?.text ?? '');
}

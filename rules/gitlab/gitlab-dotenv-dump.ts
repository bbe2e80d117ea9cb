import { isScalar, itemsOf, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-dotenv-dump',
  summary: 'All variables of a job are handed on as a dotenv report',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [538],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GL-036'], glsec: ['GL014'] },
  docs: `
    ## What it does
    Reports jobs with \`artifacts: reports: dotenv\` whose script writes the whole environment (\`env\`, \`printenv\`,
    \`export -p\`) into that file.

    ## Why is this bad?
    The report becomes variables of later jobs and an artifact that can be downloaded: every secret of the job is in
    it. Write the variables that are needed, by name.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    a:
      script:
        - env > build.env
      artifacts:
        reports: { dotenv: build.env }
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    a:
      script:
        - echo "VERSION=$VERSION" > build.env
      artifacts:
        reports: { dotenv: build.env }
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs }) {
      if (jobs.length === 0) return;
      for (const script of ctx.document.facet('script')) {
        if (!/\benv\b|printenv|export -p/.test(script.text)) continue;
        const job = script.gitlabJob;
        const files = itemsOf(valueAt(job?.effective('artifacts'), 'reports', 'dotenv')).flatMap((item) =>
          isScalar(item) ? [item.text] : [],
        );
        if (files.length === 0) continue;
        for (const command of script.commands) {
          const dumps =
            (/^(?:printenv|env|set)$/.test(command.name) && command.args.length === 0) ||
            (command.name === 'export' && command.args[0]?.text === '-p');
          const targets = [command, ...command.pipedTo].flatMap(({ redirects, name, args }) => [
            ...redirects.map(({ target }) => target?.text),
            ...(name === 'tee' ? args.map(({ text }) => text) : []),
          ]);
          if (!dumps || command.pipedTo.some(({ name }) => /^(?:grep|sed|awk)$/.test(name))) continue;
          if (!targets.some((target) => target !== undefined && files.includes(target.replace(/^\.\//, ''))))
            continue;
          ctx.report({
            span: script.spanOf(command),
            message:
              'The report then holds every variable of the job, secrets too; write those that are needed by name.',
          });
        }
      }
    },
  },
});

import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-debug-trace',
  summary: 'Debug output that prints all variables is switched on',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6', 'CICD-SEC-10'],
  cwe: [532],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL033'], 'pipeline-check': ['GL-038'], poutine: ['debug_enabled'] },
  docs: `
    ## What it does
    Reports \`CI_DEBUG_TRACE\` and \`CI_DEBUG_SERVICES\` set to true in the pipeline file.

    ## Why is this bad?
    The trace writes every command with every variable to the log, secrets included, for all who can read the job. Set
    it for one run, by hand, and delete the log afterwards.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    variables:
      CI_DEBUG_TRACE: "true"
    build:
      script: [make]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    variables:
      GIT_DEPTH: "1"
    build:
      script: [make]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { variables }) {
      for (const { name, value } of variables) {
        if (
          !/^CI_DEBUG_(?:TRACE|SERVICES)$/.test(name.text) ||
          !value ||
          !/^(?:true|1|yes|on)$/i.test(value.text)
        )
          continue;
        ctx.report({
          span: { start: name.span.start, end: value.span.end },
          message: `\`${name.text}\` writes the variables, secrets too, to the log; remove it.`,
        });
      }
    },
  },
});

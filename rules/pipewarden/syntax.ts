import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'syntax',
  summary: 'The file cannot be read to its end',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [],
  since: '0.1.0',
  fix: 'none',
  equivalents: { actionlint: ['syntax-check'] },
  docs: `
    ## What it does
    Reports text that the parser of the file's format (YAML, JSON, TOML) could not read.

    ## Why is this bad?
    What stands in the unreadable part is not checked, and the pipeline's own parser may read it in another way or not
    at all.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      build:
        commands: [make
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      build:
        commands: [make]
    \`\`\`
  `,
  check: {
    problem(ctx, problem) {
      ctx.report({ span: problem.span, message: `This cannot be read: ${problem.message}` });
    },
  },
});

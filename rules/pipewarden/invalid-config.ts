import { parseConfig } from '../../server/core/config/parse.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'invalid-config',
  summary: 'The configuration of Pipewarden says something that it does not know',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [],
  since: '0.1.0',
  fix: 'none',
  kinds: ['pipewarden-config'],
  docs: `
    ## What it does
    Reports keys, rules, options and values in \`.pipewarden.yml\` that do not exist, and \`ignore\` entries that are
    incomplete.

    ## Why is this bad?
    A setting with a typing mistake does nothing: what it was meant to switch on stays off, and nobody notices. The
    command line ends with status 2 until it is corrected.

    ## Example
    \`\`\`yaml bad .pipewarden.yml
    profil: strict
    \`\`\`
    Use instead:
    \`\`\`yaml good .pipewarden.yml
    profile: strict
    \`\`\`
  `,
  check: {
    text(ctx) {
      for (const problem of parseConfig(ctx.document, ctx.registry).problems) ctx.report(problem);
    },
  },
});

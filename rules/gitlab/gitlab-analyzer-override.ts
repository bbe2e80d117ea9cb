import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-analyzer-override',
  summary: 'The scanners of GitLab are taken from another registry',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL067'] },
  docs: `
    ## What it does
    Reports \`SECURE_ANALYZERS_PREFIX\` and \`…_ANALYZER_IMAGE\` with a registry other than GitLab's written out.

    ## Why is this bad?
    Whoever owns that registry decides what the scan finds, and gets the source code. A mirror of your own is better
    named in the settings of the instance.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    variables:
      SECURE_ANALYZERS_PREFIX: registry.example.com/analyzers
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    variables:
      SECURE_ANALYZERS_PREFIX: registry.gitlab.com/security-products
    \`\`\`
  `,
  check: {
    gitlab(ctx, { variables }) {
      for (const { name, value } of variables) {
        if (!/^SECURE_ANALYZERS_PREFIX$|_ANALYZER_IMAGE$/.test(name.text) || !value?.text) continue;
        if (/^(?:https?:\/\/)?registry\.gitlab\.com\/|^\$/.test(value.text)) continue;
        ctx.report({
          span: value.span,
          message:
            'The scanner comes from a registry that is not that of GitLab; its owner decides what it finds.',
        });
      }
    },
  },
});

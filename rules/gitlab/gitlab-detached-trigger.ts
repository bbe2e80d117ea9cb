import { pairOf, scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-detached-trigger',
  summary: 'The result of a triggered pipeline is not waited for',
  severity: 'low',
  confidence: 'high',
  profile: 'audit',
  owasp: ['CICD-SEC-1'],
  cwe: [754],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL034'] },
  docs: `
    ## What it does
    Reports \`trigger\` without \`strategy: depend\` (or \`mirror\`).

    ## Why is this bad?
    The job is green as soon as the other pipeline has been started; when scans or tests in it fail, nothing here
    tells.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    scan:
      trigger:
        include: ci/scan.yml
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    scan:
      trigger:
        include: ci/scan.yml
        strategy: depend
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs }) {
      for (const { node, hidden } of jobs) {
        const pair = pairOf(node, 'trigger');
        if (hidden || !pair?.value || scalarAt(pair.value, 'strategy')) continue;
        ctx.report({
          span: pair.key.span,
          message: 'A failure of the other pipeline goes unnoticed here; add `strategy: depend`.',
        });
      }
    },
  },
});

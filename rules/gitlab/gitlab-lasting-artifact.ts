import { pairOf, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-lasting-artifact',
  summary: 'Artifacts are kept without an end',
  severity: 'info',
  confidence: 'high',
  profile: 'audit',
  owasp: ['CICD-SEC-6'],
  cwe: [459],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL005'] },
  docs: `
    ## What it does
    Reports \`artifacts\` with \`paths\` and without \`expire_in\`.

    ## Why is this bad?
    What is kept for ever can be read for ever, by those who join the project later too. Say how long it is needed.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      script: [make]
      artifacts:
        paths: [dist/]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      script: [make]
      artifacts:
        paths: [dist/]
        expire_in: 1 week
    \`\`\`
  `,
  check: {
    gitlab(ctx, { root, jobs }) {
      for (const node of [root, valueAt(root, 'default'), ...jobs.map((job) => job.node)]) {
        const artifacts = pairOf(node, 'artifacts');
        if (!artifacts?.value || artifacts.merged) continue;
        if (!valueAt(artifacts.value, 'paths') || valueAt(artifacts.value, 'expire_in')) continue;
        ctx.report({
          span: artifacts.key.span,
          message: 'Artifacts that are kept for ever can be read for ever; set `expire_in`.',
        });
      }
    },
  },
});

import { triggerOf } from '../../server/core/model/github/triggers.ts';
import { pairsOf, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unused-call-secret',
  summary: 'A reusable workflow asks for a secret that it does not use',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [668, 1164],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-073'] },
  docs: `
    ## What it does
    Reports secrets of \`on: workflow_call\` that nothing in the workflow mentions.

    ## Why is this bad?
    Callers have to hand the secret over, and it is in reach of every later change of this workflow. Where callers must not
    break, make it optional first.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on:
      workflow_call:
        secrets:
          DEPLOY_TOKEN:
            required: true
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on:
      workflow_call:
        secrets:
          DEPLOY_TOKEN:
            required: true
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make deploy
            env:
              TOKEN: \${{ secrets.deploy_token }}
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      const declared = pairsOf(valueAt(triggerOf(workflow.triggers, 'workflow_call')?.config, 'secrets'));
      if (declared.length === 0) return;
      const { text } = ctx.source;
      // All secrets at once, or by a computed name, are any of them.
      if (/\bsecrets\s*(?:\[|\)|,)|secrets:\s*["']?inherit/i.test(text)) return;
      const used = new Set(
        [...text.matchAll(/\bsecrets\.([\w-]+)/gi)].map(([, name]) => name!.toLowerCase()),
      );
      for (const { key } of declared) {
        if (!used.has(key.text.toLowerCase()))
          ctx.report({
            span: key.span,
            message: 'Nothing here uses this secret; do not ask callers for it.',
          });
      }
    },
  },
});

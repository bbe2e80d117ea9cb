import { inputOf } from '../../server/core/model/github/step.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'lax-harden-runner',
  summary: 'A guard of the network only watches, or starts late',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-7', 'CICD-SEC-10'],
  cwe: [778, 693],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-107', 'GHA-109'] },
  docs: `
    ## What it does
    Reports \`step-security/harden-runner\` that is not told to block (\`egress-policy: block\`), and one that is not the first step of
    its job.

    ## Why is this bad?
    In its audit mode the guard writes down where secrets went. What runs before it goes unseen. Collect the list of
    endpoints in audit mode for a while, then block the rest.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: step-security/harden-runner@v2
            with:
              egress-policy: audit
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: step-security/harden-runner@v2
            with:
              egress-policy: block
              allowed-endpoints: github.com:443
          - run: make
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      if (!isAction(step.uses, 'step-security/harden-runner')) return;
      if (step.job && step.index > 0)
        ctx.report({
          span: step.uses.node.span,
          message: 'Steps before this one run unwatched; make this the first step of the job.',
        });
      const policy = inputOf(step, 'egress-policy');
      // A policy kept elsewhere, or an expression, cannot be judged from here.
      if (inputOf(step, 'policy') || inputOf(step, 'use-policy-store') || (policy && policy.text !== 'audit'))
        return;
      ctx.report({
        span: policy?.span ?? step.uses.node.span,
        message:
          'This only logs outgoing connections; set `egress-policy: block` and list the allowed endpoints.',
      });
    },
  },
});

import { inputOf } from '../../server/core/model/github/step.ts';
import { isFenced } from '../../server/core/parse/expression.ts';
import { isScalar } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unpinned-tool',
  summary: 'An action fetches whatever version of its tool is newest',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 1357],
  since: '0.1.0',
  fix: 'none',
  equivalents: { zizmor: ['unpinned-tools'] },
  docs: `
    ## What it does
    Reports \`aquasecurity/setup-trivy\` and \`1password/load-secrets-action\` where \`version\` is missing or \`latest\`.

    ## Why is this bad?
    The action is pinned, the program it downloads is not: it changes with the next release, and one that is bad runs in the
    job at once.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: aquasecurity/setup-trivy@8f4b7f84864484a7bf31766abe9204da3cbe65b3
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: aquasecurity/setup-trivy@8f4b7f84864484a7bf31766abe9204da3cbe65b3
            with:
              version: v0.70.0
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      if (step.uses?.kind !== 'repository' || !ACTIONS.has(step.uses.slug) || isScalar(step.with)) return;
      const version = inputOf(step, 'version');
      const computed = version !== undefined && isFenced(version);
      if (version && !computed && !/^(?:latest)?$/i.test(version.text.trim())) return;
      ctx.report({
        span: version?.span ?? step.uses.node.span,
        message: 'Whatever version is newest is fetched here; name one with `version`.',
        ...(computed && { confidence: 'low', profile: 'strict' }),
      });
    },
  },
});

const ACTIONS: ReadonlySet<string> = new Set(['1password/load-secrets-action', 'aquasecurity/setup-trivy']);

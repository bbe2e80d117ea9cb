import { replaceValue } from '../../server/core/edit/yaml.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'dependabot-code-execution',
  summary: 'Dependabot may run code of the dependencies',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3', 'CICD-SEC-4'],
  cwe: [829],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { zizmor: ['dependabot-execution'] },
  references: [
    'https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference#insecure-external-code-execution--',
  ],
  docs: `
    ## What it does
    Reports \`insecure-external-code-execution: allow\` in \`.github/dependabot.yml\`.

    ## Why is this bad?
    The code of a dependency then runs where Dependabot holds the credentials of your private registries.

    ## Example
    \`\`\`yaml bad .github/dependabot.yml
    version: 2
    updates:
      - package-ecosystem: bundler
        directory: /
        schedule:
          interval: daily
        insecure-external-code-execution: allow
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/dependabot.yml
    version: 2
    updates:
      - package-ecosystem: bundler
        directory: /
        schedule:
          interval: daily
        insecure-external-code-execution: deny
    \`\`\`

    ## Fix safety
    The fix is unsafe: manifests that are themselves code may no longer be updated.
  `,
  check: {
    'dependabot-update'(ctx, { codeExecution }) {
      if (codeExecution?.value?.kind !== 'scalar' || codeExecution.value.text !== 'allow') return;
      ctx.report({
        span: codeExecution.span,
        message: 'Code of the dependencies runs next to your registry credentials; set it to `deny`.',
        fixes: () => {
          const edit = replaceValue(ctx.source, codeExecution, 'deny');
          return edit ? [{ title: 'Set it to `deny`', safety: 'unsafe', edits: [edit] }] : [];
        },
      });
    },
  },
});

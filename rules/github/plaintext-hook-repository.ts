import { replaceScalar } from '../../server/core/edit/yaml.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'plaintext-hook-repository',
  summary: 'Hooks are fetched over a connection that anyone on the way can change',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [319, 494],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { zizmor: ['insecure-url-scheme'] },
  docs: `
    ## What it does
    Reports \`repo:\` with \`http://\` or \`git://\` in a pre-commit configuration.

    ## Why is this bad?
    Neither is encrypted or signed: whoever sits between you and the server gives you other hooks, which then run on the
    machines of everyone who commits.

    ## Example
    \`\`\`yaml bad .pre-commit-config.yaml
    repos:
      - repo: http://github.com/pre-commit/pre-commit-hooks
        rev: v5.0.0
        hooks:
          - id: end-of-file-fixer
    \`\`\`
    Use instead:
    \`\`\`yaml good .pre-commit-config.yaml
    repos:
      - repo: https://github.com/pre-commit/pre-commit-hooks
        rev: v5.0.0
        hooks:
          - id: end-of-file-fixer
    \`\`\`

    ## Fix safety
    The fix writes \`https://\`. It is unsafe: the server may not answer there.
  `,
  check: {
    'hook-repository'(ctx, { repo }) {
      const scheme = /^\s*(?:http|git):\/\//i.exec(repo.text)?.[0];
      if (scheme === undefined) return;
      ctx.report({
        span: repo.span,
        message: 'Anyone on the way can change what is fetched here; use `https`.',
        fixes: () => {
          const edit = replaceScalar(ctx.source, repo, `https://${repo.text.slice(scheme.length)}`);
          return [edit && { title: 'Use https', safety: 'unsafe', edits: [edit] }];
        },
      });
    },
  },
});

import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'mutable-git-dependency',
  summary: 'A dependency is taken from a repository at a branch or tag instead of a commit',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { guarddog: ['direct_url_dependency'] },
  docs: `
    ## What it does
    Reports dependencies on a repository without a full commit id, and archives fetched from a web address without a
    hash.

    ## Why is this bad?
    A branch moves with every push and a tag can be moved. Whoever can push to that repository, or takes over its
    account, changes what the next build runs; a registry would at least keep published versions as they are.

    ## Example
    \`\`\`text bad requirements.txt
    acme-tools @ git+https://git.example.com/acme/tools.git@main
    \`\`\`
    Use instead:
    \`\`\`text good requirements.txt
    acme-tools @ git+https://git.example.com/acme/tools.git@3f8a1c5e7b9d2046a8c0e2f4b6d8091a3c5e7f90
    \`\`\`
  `,
  check: {
    dependency(ctx, { source, hashed, name }) {
      const named = `\`${name.text.slice(0, 60)}\``;
      if (source.kind === 'url' && !hashed) {
        ctx.report({
          span: source.url.span,
          message: `${named} is fetched from a web address without a hash; add one, or use a registry.`,
          confidence: 'medium',
        });
      }
      if (source.kind !== 'git' || source.ref?.kind === 'commit') return;
      const at = source.ref
        ? `at \`${source.ref.text.slice(0, 40)}\`, which can move`
        : 'at its default branch';
      ctx.report({
        span: (source.ref ?? source.url).span,
        message: `${named} is taken from a repository ${at}; pin it to a full commit id.`,
        ...(source.ref?.kind === 'tag' && { severity: 'low' }),
      });
    },
  },
});

import type { Kind } from '../../server/core/kinds.ts';
import type { Dependency } from '../../server/core/model/manifest.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unbounded-dependency',
  summary: 'Any future version of a dependency is accepted',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 1357],
  since: '0.1.0',
  fix: 'none',
  kinds: ['requirements', 'pipfile', 'pyproject', 'package-json', 'cargo-toml'],
  docs: `
    ## What it does
    Reports dependencies without a version, or with a range that has no upper end: \`*\`, \`latest\`, \`>=1.0\`. Ranges
    such as \`^1.2\` and \`~=1.2\`, constraints, peers and the standard tables of pyproject.toml, where libraries rightly
    leave the end open, are not reported.

    ## Why is this bad?
    The next release is installed as soon as it is out, whoever published it. A package that is taken over reaches the
    build within minutes, and no change of the project shows it.

    ## Example
    \`\`\`json bad package.json
    { "dependencies": { "express": "*" } }
    \`\`\`
    Use instead:
    \`\`\`json good package.json
    { "dependencies": { "express": "^4.21.2" } }
    \`\`\`
  `,
  check: {
    dependency(ctx, dependency) {
      const { source, name, version, scope, hashed } = dependency;
      if (
        source.kind !== 'registry' ||
        hashed ||
        scope === 'peer' ||
        scope === 'override' ||
        scope === 'constraint'
      )
        return;
      // What pip-compile and its like read is open on purpose; the file they write is pinned.
      if (ctx.source.path.endsWith('.in') || !isOpen(dependency, ctx.document.kind)) return;
      ctx.report({
        span: (version ?? name).span,
        message: `Any later version of \`${name.text.slice(0, 60)}\` is accepted; give a version or a range with an end.`,
      });
    },
  },
});

function isOpen({ version }: Dependency, kind: Kind): boolean {
  const written = version?.text.trim() ?? '';
  if (written === '*' || written === 'latest' || written === 'x') return true;
  if (kind === 'pyproject') return false;
  if (written === '') return kind === 'requirements';
  return /^>=?[^,<|&]*$/.test(written) && !/\s-\s/.test(written);
}

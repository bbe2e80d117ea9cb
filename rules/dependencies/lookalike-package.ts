import { lookalike, SURE } from '../../server/core/dependencies/lookalike.ts';
import type { Dependency } from '../../server/core/model/manifest.ts';
import { defineRule } from '../../server/core/rule.ts';
import { shorten } from '../../server/core/text/shorten.ts';

export default defineRule({
  id: 'lookalike-package',
  summary: 'A dependency has a name that can be taken for that of a popular package',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [506, 829],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { guarddog: ['typosquatting'] },
  docs: `
    ## What it does
    Compares each dependency with the names of some ten thousand much used packages, and reports names that differ from
    one of them in a way that is frequent among malicious packages: two letters transposed, one doubled or left out, a
    neighbouring key. Names that are known themselves are never reported, nor are names in the same npm scope as the
    popular one. Weaker resemblances (another letter, a prefix such as \`python-\`, the words in another order, a scope
    left out) are reported in the \`strict\` profile with low confidence.

    ## Why is this bad?
    Anyone can register a name that is free. A package that is installed because of a slip of the finger runs its
    installation scripts with the rights of the build: it can read the build's credentials and change what is built.

    ## Example
    \`\`\`text bad requirements.txt
    flask==3.0.3
    reqeusts==2.32.3
    \`\`\`
    Use instead:
    \`\`\`text good requirements.txt
    flask==3.0.3
    requests==2.32.3
    \`\`\`

    ## Fix safety
    The fix writes the popular name. It is unsafe: the package may be one of your own, and its versions may differ.
  `,
  check: {
    dependency(ctx, dependency) {
      const { name, ecosystem, source } = dependency;
      if (source.kind !== 'registry') return;
      const found = lookalike(ecosystem, name.text);
      if (!found) return;
      const isSure = found.score >= SURE;
      ctx.report({
        span: name.span,
        message: `\`${shown(name.text)}\` looks like \`${found.target}\` (${found.kind}); check that it is the package you mean.`,
        ...(!isSure && { severity: 'medium', confidence: 'low', profile: 'strict' }),
        fixes: () => [
          {
            title: `Replace with ${found.target}`,
            safety: 'unsafe',
            edits: [{ span: replaced(dependency), newText: found.target }],
          },
        ],
      });
    },
  },
});

/** The part of the name that the popular one stands for: of a Go module, host, owner and repository. */
function replaced({ ecosystem, name }: Dependency): { start: number; end: number } {
  if (ecosystem !== 'go') return name.span;
  const { length } = name.text.split('/', 3).join('/');
  return { start: name.span.start, end: name.span.start + length };
}

/** A name may come from a hostile file: on one line and not too long. */
function shown(name: string): string {
  return shorten(name.replace(/[^\x20-\x7e]/g, '?'), 41);
}

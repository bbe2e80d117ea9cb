import { removeMember } from '../../server/core/edit/json.ts';
import type { Dependency } from '../../server/core/model/manifest.ts';
import { isMap, valueAt } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { TextEdit } from '../../server/core/text/edit.ts';
import { NODE_BUILTINS, PYTHON_BUILTINS } from '../data/reserved-names.ts';

export default defineRule({
  id: 'builtin-module-dependency',
  summary: 'A module that comes with Node.js or Python is installed from a registry',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'unsafe',
  kinds: ['package-json', 'requirements', 'pyproject', 'pipfile'],
  docs: `
    ## What it does
    Reports dependencies with the name of a built-in module, such as \`fs\` and \`crypto\` in a package.json or \`os\` and
    \`json\` in a requirements file. Modules of which a well-known package exists (\`buffer\`, \`events\`, \`argparse\`) are
    not reported, nor are requirements with a marker, which are mostly backports.

    ## Why is this bad?
    The program gets the built-in module whatever is installed, so the package is of no use; but its installation runs
    code of whoever owns that name, and nobody notices.

    ## Example
    \`\`\`json bad package.json
    { "dependencies": { "express": "4.21.2", "fs": "0.0.1-security" } }
    \`\`\`
    Use instead:
    \`\`\`json good package.json
    { "dependencies": { "express": "4.21.2" } }
    \`\`\`

    ## Fix safety
    The fix removes the entry. It is unsafe because the lock file still has to follow.
  `,
  check: {
    dependency(ctx, dependency) {
      const { ecosystem, name, source, scope } = dependency;
      if (source.kind !== 'registry' || scope === 'override' || scope === 'constraint') return;
      if (ecosystem === 'npm' ? !NODE_BUILTINS.has(name.text) : !isPythonBuiltin(ctx, dependency)) return;
      const platform = ecosystem === 'npm' ? 'Node.js' : 'Python';
      ctx.report({
        span: name.span,
        message: `\`${name.text}\` comes with ${platform}; remove the dependency, the package of that name is someone else's.`,
        fixes: () => {
          const edit = removal(ctx, dependency);
          return [edit && { title: `Remove ${name.text}`, safety: 'unsafe', edits: [edit] }];
        },
      });
    },
  },
});

function isPythonBuiltin(ctx: Context, { ecosystem, name, span }: Dependency): boolean {
  return ecosystem === 'pypi' && PYTHON_BUILTINS.has(name.text) && !ctx.source.slice(span).includes(';');
}

function removal(ctx: Context, { name, span }: Dependency): TextEdit | undefined {
  const { source, document } = ctx;
  if (document.kind === 'requirements') {
    const line = source.lineAt(span.start);
    const last = source.lineAt(span.end);
    return { span: { start: source.lineStart(line), end: source.lineStart(last + 1) }, newText: '' };
  }
  if (document.kind !== 'package-json') return undefined;
  for (const section of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
    const map = valueAt(document.root, section);
    if (!isMap(map)) continue;
    const pair = map.pairs.find((own) => own.key.span.start === name.span.start - 1);
    if (pair) return removeMember(source, map, pair);
  }
  return undefined;
}

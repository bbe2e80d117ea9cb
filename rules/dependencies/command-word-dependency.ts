import { defineRule } from '../../server/core/rule.ts';
import { COMMAND_WORDS } from '../data/reserved-names.ts';

export default defineRule({
  id: 'command-word-dependency',
  summary: 'A word of an installation command stands among the dependencies',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  kinds: ['package-json', 'requirements', 'pyproject', 'pipfile'],
  docs: `
    ## What it does
    Reports dependencies called \`install\`, \`i\`, \`-\`, \`save\`, \`requirements.txt\` and the like: words and options of the
    commands that install packages, which got into the manifest because the command was mistyped.

    ## Why is this bad?
    Such names are registered by people who wait for the mistake. The package is installed in every build from then on
    and runs their code.

    ## Example
    \`\`\`json bad package.json
    { "dependencies": { "express": "4.21.2", "install": "0.13.0" } }
    \`\`\`
    Use instead:
    \`\`\`json good package.json
    { "dependencies": { "express": "4.21.2" } }
    \`\`\`
  `,
  check: {
    dependency(ctx, { ecosystem, name, source }) {
      if (source.kind !== 'registry' || (ecosystem !== 'npm' && ecosystem !== 'pypi')) return;
      const key = ecosystem === 'pypi' ? name.text.toLowerCase().replace(/[-_.]+/g, '-') : name.text;
      if (!COMMAND_WORDS[ecosystem].has(key) && !/^--?[a-z]/.test(key)) return;
      ctx.report({
        span: name.span,
        message: `\`${name.text.slice(0, 40)}\` is a word of the install command, not a package you want; remove it.`,
      });
    },
  },
});

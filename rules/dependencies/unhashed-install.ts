import { commandsOf } from '../../server/core/model/pipeline.ts';
import { defineRule } from '../../server/core/rule.ts';

const INSTALL = /\bpip[\d.]*\s+(?:-\S+\s+)?install\b/;
const LOCKED =
  /--require-hashes|\buv\s+(?:sync|pip\s+sync)\b|\bpoetry\s+(?:install|sync)\b|\bpipenv\s+(?:sync|install\s+--deploy)\b|\bpdm\s+(?:sync|install)\b/;
const COMMAND = /^(?:python[\d.]*\s+-m\s+|uv\s+)?pip[\d.]*\s+(?:-\S+\s+)?install\s/;
/** Tools to build and test with. */
const TOOLS =
  /^["']?(?:pip|setuptools|wheel|virtualenv|pip-tools|pipx|pip-audit|build|twine|tox|nox|poetry|uv|hatch|hatchling|flit|pdm|pipenv|pre-commit|semgrep|cyclonedx-bom|check-manifest|cibuildwheel|setuptools-scm|coverage|codecov)(?:\[[\w,]*\])?(?:[=<>~!].*)?["']?$/i;

export default defineRule({
  id: 'unhashed-install',
  summary: 'pip installs packages without their hashes',
  severity: 'info',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [494, 353],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-060', 'GL-035'] },
  docs: `
    ## What it does
    Reports the first \`pip install\` of packages or requirements in a pipeline in which no command asks for hashes
    (\`--require-hashes\`) or installs from a lock file (\`uv sync\`, \`poetry install\`, \`pipenv sync\`). Tools that build, such as
    \`pip\`, \`wheel\` and \`tox\`, and the project itself are left alone.

    ## Why is this bad?
    A version in \`requirements.txt\` is a name; an index, a mirror or a taken over account can serve another file under it.
    With hashes pip takes exactly the files that were tested. \`pip-compile --generate-hashes\` or \`uv export\` write them.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    test:
      script:
        - pip install -r requirements.txt
        - pytest
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    test:
      script:
        - pip install --require-hashes -r requirements.txt
        - pytest
    \`\`\`
  `,
  check: {
    pipeline(ctx, { jobs }) {
      if (!INSTALL.test(ctx.source.text) || LOCKED.test(ctx.source.text)) return;
      for (const job of jobs) {
        for (const { line, span } of commandsOf(job, INSTALL)) {
          if (!installs(line.text)) continue;
          ctx.report({
            span,
            message:
              'pip installs whatever file the index serves for a version; pin hashes and use `--require-hashes`.',
          });
          return;
        }
      }
    },
  },
});

function installs(text: string): boolean {
  const head = COMMAND.exec(text)?.[0];
  if (head === undefined) return false;
  const words = text.slice(head.length).split(/\s+/);
  if (words.some((word) => /^(?:-r|--requirement)/.test(word))) return true;
  return words.some(
    (word, i) =>
      /^["']?[A-Za-z0-9$]/.test(word) &&
      !TOOLS.test(word) &&
      !/^--?(?:e|i|f|t|c|index-url|extra-index-url|target|editable|find-links|constraint|prefix|root)$/.test(
        words[i - 1] ?? '',
      ) &&
      !/^(?:\d|[&|;>])/.test(word),
  );
}

import { editScript, isInNestedScript } from '../../server/core/edit/script.ts';
import type { Fix } from '../../server/core/finding.ts';
import { type OptionUse, optionsOf } from '../../server/core/parse/shell/query.ts';
import type { Command, Script, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Source } from '../../server/core/text/source.ts';

/** Tools whose `login` reads the password from standard input with `--password-stdin`. */
const ENGINES = new Set([
  'docker',
  'podman',
  'buildah',
  'skopeo',
  'nerdctl',
  'finch',
  'helm',
  'oras',
  'crane',
  'regctl',
]);

export default defineRule({
  id: 'password-argument',
  summary: 'A registry password is passed on the command line',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [214],
  since: '0.1.0',
  fix: 'safe',
  equivalents: { glsec: ['GL029'] },
  docs: `
    ## What it does
    Reports \`docker login -p …\` and \`--password …\` (also \`podman\`, \`buildah\`, \`skopeo\`, \`helm registry\`, …).

    ## Why is this bad?
    Every process of the machine can read the arguments of every other, and traces (\`set -x\`), crash reports and audit
    logs keep them. \`--password-stdin\` shows the password to the tool only.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    login:
      script:
        - docker login -u "$CI_REGISTRY_USER" -p "$CI_REGISTRY_PASSWORD" "$CI_REGISTRY"
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    login:
      script:
        - printf '%s' "$CI_REGISTRY_PASSWORD" | docker login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"
    \`\`\`

    ## Fix safety
    The fix pipes the same value into the same command. It is offered only where the value is a variable or an
    expression and the command is not in a pipe or in quotes already.
  `,
  check: {
    script(ctx, script) {
      if (!script.text.includes('login') || !/(?:^|\s)(?:-p|--password)\b/.test(script.text)) return;
      for (const command of script.commands) {
        if (!isLogin(command)) continue;
        for (const use of optionsOf(command.args, ['-p', '--password'])) {
          if (!use.word) continue;
          ctx.report({
            span: script.spanOf(use),
            message: 'Other processes can read this password; pass it with `--password-stdin`.',
            fixes: () => [passOnStdin(ctx.source, script, command, use)],
            ...(use.word.literal && { secret: script.spanOf(use.word) }),
          });
        }
      }
    },
  },
});

function isLogin({ name, args }: Command): boolean {
  if (!ENGINES.has(name)) return false;
  const [first, second] = args.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
  return first === 'login' || (second === 'login' && (first === 'registry' || first === 'auth'));
}

function passOnStdin(source: Source, script: Script, command: Command, use: OptionUse): Fix | undefined {
  const { word } = use;
  if (!word || word.literal || command.pipedFrom.length > 0 || isInNestedScript(command)) return undefined;
  // In `if docker login …` or behind `&&` a pipe has the same meaning; before assignments it would lose them.
  if (command.assignments.length > 0 || command.redirects.some(({ operator }) => operator.startsWith('<')))
    return undefined;
  if (script.shell === 'pwsh' || script.shell === 'cmd') return undefined;
  const value = quoted(script, word, use);
  if (!value) return undefined;
  const start = { from: command.from, to: command.from };
  const pipe = editScript(source, script, start, `printf '%s' ${value} | `);
  const option = editScript(source, script, use, '--password-stdin');
  return pipe && option
    ? { title: 'Pass the password on standard input', safety: 'safe', edits: [pipe, option] }
    : undefined;
}

/** The value of the option in double quotes; undefined where it is quoted in a way of its own. */
function quoted(script: Script, word: Word, use: OptionUse): string | undefined {
  const written = script.text.slice(word.from, word.to);
  const value = word.from === use.from ? written.replace(/^(?:--password=|-p=?)/, '') : written;
  if (/^"[^"]*"$/.test(value)) return value;
  return /^(?:\$\w+|\$\{\w+\}|\$\{\{[^"'}]*\}\}|\$\([^"'()]*\))$/.test(value) ? `"${value}"` : undefined;
}

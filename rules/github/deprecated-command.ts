import { editScript } from '../../server/core/edit/script.ts';
import type { Fix } from '../../server/core/finding.ts';
import type { Script } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';
import { lineEnd, type Source } from '../../server/core/text/source.ts';

/** A workflow command that GitHub has given up, as a script prints it. */
const COMMAND = /(?<![\w:])::(?:(set-output|save-state|set-env)[ \t]+name=[\w${-]|(add-path)::)/g;

/** The file that has taken a command's place. */
const FILES: Readonly<Record<string, string>> = {
  'set-output': 'GITHUB_OUTPUT',
  'save-state': 'GITHUB_STATE',
  'set-env': 'GITHUB_ENV',
  'add-path': 'GITHUB_PATH',
};

export default defineRule({
  id: 'deprecated-command',
  summary: 'A script sets outputs or variables by printing a command',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [74, 477],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    actionlint: ['deprecated-commands'],
    'pipeline-check': ['GHA-031'],
    sisakulint: ['deprecated-commands'],
  },
  references: [
    'https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/',
  ],
  kinds: ['github-workflow', 'github-action'],
  docs: `
    ## What it does
    Reports scripts that print \`::set-output\`, \`::save-state\`, \`::set-env\` or \`::add-path\`.

    ## Why is this bad?
    GitHub reads these commands out of all that a step prints. Whoever can make the step print a line (the title of an
    issue, the output of a test, the name of a file) sets the outputs that later steps trust. GitHub has announced that it
    will take the first two away; the last two fail already, unless a step asks for them with
    \`ACTIONS_ALLOW_UNSECURE_COMMANDS\`.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - id: version
            run: echo "::set-output name=version::$(cat VERSION)"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - id: version
            run: echo "version=$(cat VERSION)" >> "$GITHUB_OUTPUT"
    \`\`\`

    ## Fix safety
    The fix writes to the file instead. It is unsafe, because a value of several lines has to be written there in another
    way.
  `,
  check: {
    script(ctx, script) {
      if (!script.text.includes('::')) return;
      for (const match of script.text.matchAll(COMMAND)) {
        if (isInComment(script.text, match.index)) continue;
        const command = match[1] ?? match[2]!;
        const stretch = { from: match.index, to: match.index + 2 + command.length };
        const message =
          command === 'set-output' || command === 'save-state'
            ? `Any text the step prints can use \`${command}\` too; write to \`$${FILES[command]}\` instead.`
            : `GitHub refuses \`${command}\`, since any printed line could use it; write to \`$${FILES[command]}\`.`;
        ctx.report({
          span: script.spanOf(stretch),
          message,
          fixes: () => [writeToFile(ctx.source, script, match.index)],
        });
      }
    },
  },
});

function isInComment(text: string, at: number): boolean {
  return text
    .slice(text.lastIndexOf('\n', at) + 1, at)
    .trimStart()
    .startsWith('#');
}

/** A line of its own that prints one such command, with a value that its quotes do not end. */
const ECHO =
  /^([ \t]*)echo[ \t]+(?:(["'])::(set-output|save-state) name=([\w-]+)::([^"'%\n]*)\2|::(set-output|save-state) name=([\w-]+)::([^"'%\s;&|<>()#]*))[ \t]*$/;

function writeToFile(source: Source, script: Script, at: number): Fix | undefined {
  if (script.shell !== 'bash' && script.shell !== 'sh') return undefined;
  const from = script.text.lastIndexOf('\n', at) + 1;
  const to = lineEnd(script.text, at);
  const match = ECHO.exec(script.text.slice(from, to));
  if (!match) return undefined;
  const [, indent = '', quote = '', quoted, name = match[7], value = match[8]] = match;
  const file = FILES[quoted ?? match[6]!];
  const newText = `echo ${quote}${name}=${value}${quote} >> "$${file}"`;
  const edit = editScript(source, script, { from: from + indent.length, to }, newText);
  return edit && { title: `Write to $${file}`, safety: 'unsafe', edits: [edit] };
}

import { editScript, isInNestedScript } from '../../server/core/edit/script.ts';
import type { Fix } from '../../server/core/finding.ts';
import { outsiderVariable } from '../../server/core/model/gitlab/input.ts';
import type { Command, Script, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Source } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'gitlab-unquoted-variable',
  summary: 'A variable that an outsider fills stands without quotes in a script',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [88],
  since: '0.1.0',
  fix: 'safe',
  equivalents: { glsec: ['GL002'], 'pipeline-check': ['GL-002'] },
  kinds: ['gitlab-ci'],
  docs: `
    ## What it does
    Reports variables that a pusher or the author of a merge request fills (branch, tag, title, message, user name)
    where the shell splits their text into words.

    ## Why is this bad?
    A title such as \`x --upload-file /etc/passwd\` becomes options of the command, and \`*\` becomes file names. In
    quotes the text stays one argument.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    log:
      script:
        - ./report --title $CI_MERGE_REQUEST_TITLE
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    log:
      script:
        - ./report --title "$CI_MERGE_REQUEST_TITLE"
    \`\`\`

    ## Fix safety
    The fix puts the whole word in double quotes, where it holds nothing but plain text and variables. It is unsafe where
    the variable is the whole word: when it is empty, the command then gets an empty argument where it got none.
  `,
  check: {
    script(ctx, script) {
      const inputs = script.text.includes('$[[') ? (ctx.document.facet('gitlab')[0]?.inputs ?? []) : [];
      if (inputs.length === 0 && !/\$\{?(?:CI_|GITLAB_USER)/.test(script.text)) return;
      for (const command of script.commands) {
        if (
          command.kind !== 'simple' &&
          !(command.kind === 'test' && command.name === '[') &&
          command.kind !== 'loop'
        )
          continue;
        for (const word of [...(command.nameWord ? [command.nameWord] : []), ...command.args]) {
          for (const piece of word.pieces) {
            if (piece.quote !== 'none') continue;
            const name = outsiderVariable(piece, inputs);
            if (name === undefined) continue;
            ctx.report({
              span: script.spanOf(piece),
              message: `An outsider fills \`${name}\`; put it in double quotes, so that it stays one argument.`,
              fixes: () => (command.kind === 'loop' ? [] : [quote(ctx.source, script, command, word)]),
            });
          }
        }
      }
    },
  },
});

function quote(source: Source, script: Script, command: Command, word: Word): Fix | undefined {
  const written = script.text.slice(word.from, word.to);
  // A `~` or a wildcard outside of the variable is meant to be expanded.
  if (isInNestedScript(command) || !/^[\w$}{./:=@,+-]+$/.test(written) || word === command.nameWord)
    return undefined;
  const start = { from: word.from, to: word.from };
  const end = { from: word.to, to: word.to };
  const first = editScript(source, script, start, '"');
  const last = editScript(source, script, end, '"');
  return first && last
    ? { title: 'Put it in double quotes', safety: 'safe', edits: [first, last] }
    : undefined;
}

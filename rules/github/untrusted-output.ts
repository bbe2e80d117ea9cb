import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import type { OutsiderScript, OutsiderText } from '../../server/core/model/github/outsider-script.ts';
import type { Command, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'untrusted-output',
  summary: 'Text of an outsider can set outputs of the step',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [74, 93],
  since: '0.1.0',
  fix: 'none',
  equivalents: { sisakulint: ['output-clobbering-critical', 'output-clobbering-medium'] },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings',
  ],
  docs: `
    ## What it does
    Reports scripts that write an outsider's text to \`$GITHUB_OUTPUT\` (or print it behind \`::set-output\`) as \`name=text\`,
    without a delimiter around it and without removing the line breaks. In the \`default\` profile where the text can hold
    line breaks (bodies, comments, commit messages) and the event gives the job privileges.

    ## Why is this bad?
    Every line of the file sets an output. A comment whose second line reads \`approved=true\` sets \`approved\`, and later steps
    and jobs act on it.

    ## Example
    \`\`\`yaml bad .github/workflows/triage.yml
    on: issue_comment
    permissions: {}
    jobs:
      read:
        runs-on: ubuntu-latest
        steps:
          - env:
              BODY: \${{ github.event.comment.body }}
            run: echo "comment=$BODY" >> "$GITHUB_OUTPUT"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/triage.yml
    on: issue_comment
    permissions: {}
    jobs:
      read:
        runs-on: ubuntu-latest
        steps:
          - env:
              BODY: \${{ github.event.comment.body }}
            run: |
              delimiter=$(uuidgen)
              {
                echo "comment<<$delimiter"
                echo "$BODY"
                echo "$delimiter"
              } >> "$GITHUB_OUTPUT"
    \`\`\`
  `,
  check: {
    'outsider-script'(ctx, outsider) {
      const { script, step } = outsider;
      if (!/GITHUB_OUTPUT|::set-output/i.test(script.text)) return;
      const open = stepEvents(step).some(isPrivilegedEvent);
      for (const command of script.commands) {
        if (!writesOutput(command)) continue;
        const source = command.name === 'tee' ? command.pipedFrom[0] : command;
        const text = source && assignedText(outsider, source.args);
        if (!text) continue;
        ctx.report({
          span: script.spanOf(command),
          message: 'A line break in this text sets further outputs; write it between random delimiters.',
          ...(text.lines === 'yes' && open && { profile: 'default' }),
        });
      }
    },
  },
});

function writesOutput({ name, args, redirects }: Command): boolean {
  if (name === 'tee') return args.some(isOutputFile);
  if (name !== 'echo' && name !== 'printf') return false;
  return (
    redirects.some(({ operator, target }) => operator.includes('>') && isOutputFile(target)) ||
    args[0]?.text.startsWith('::set-output') === true
  );
}

/** The text of an outsider that the words bring, where they begin with `name=`; a name alone is no output. */
function assignedText(outsider: OutsiderScript, args: readonly Word[]): OutsiderText | undefined {
  if (!args.some(({ text }) => /^(?:::set-output name=)?[\w-]{1,80}(?:=|::)/.test(text))) return undefined;
  for (const word of args) {
    const text = word.literal ? undefined : outsider.textOf(...word.pieces);
    if (text?.freedom === 'text' && text.lines !== 'no') return text;
  }
  return undefined;
}

function isOutputFile(word: Word | undefined): boolean {
  return word !== undefined && /GITHUB_OUTPUT\b/i.test(word.text);
}

import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import type { OutsiderScript } from '../../server/core/model/github/outsider-script.ts';
import { handedScripts } from '../../server/core/parse/shell/nested.ts';
import type { Command, Piece, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'untrusted-eval',
  summary: 'A script runs text of an outsider as code',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [95, 78],
  since: '0.1.0',
  fix: 'none',
  equivalents: { sisakulint: ['command-injection-critical', 'command-injection-medium'] },
  references: ['https://securitylab.github.com/resources/github-actions-untrusted-input/'],
  docs: `
    ## What it does
    Reports scripts that hand a variable with an outsider's text (the title or body of an issue or pull request, a comment,
    the name of a fork's branch, and what the script makes of them) to something that reads it as code: \`eval\`,
    \`bash -c "… $X"\`, \`python -c "… $X"\`, \`Invoke-Expression\`, \`echo "$X" | sh\`, \`sh <<EOF\`, \`ssh host "… $X"\`,
    \`docker run … sh -c "… $X"\`, or \`$X\` as the command itself. Not where the script checks the variable first (\`[[ $X =~ ^[a-z]+$ ]]\`, \`case\`) or removes all but harmless characters.

    ## Why is this bad?
    Passing such text through \`env\` keeps it out of the script. Each of these commands puts it back: what stands in the
    title is then run with the job's token and secrets.

    ## Example
    \`\`\`yaml bad .github/workflows/triage.yml
    on: issue_comment
    permissions: {}
    jobs:
      answer:
        runs-on: ubuntu-latest
        steps:
          - run: eval "./answer.sh $COMMENT"
            env:
              COMMENT: \${{ github.event.comment.body }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/triage.yml
    on: issue_comment
    permissions: {}
    jobs:
      answer:
        runs-on: ubuntu-latest
        steps:
          - run: ./answer.sh "$COMMENT"
            env:
              COMMENT: \${{ github.event.comment.body }}
    \`\`\`
  `,
  check: {
    'outsider-script'(ctx, outsider) {
      const { script, step } = outsider;
      if (!HINT.test(script.text)) return;
      const open = stepEvents(step).some(isPrivilegedEvent);
      for (const command of script.commands) {
        const piece = codeWords(command)
          .flatMap(({ pieces }) => pieces)
          .find((candidate) => isRunAsCode(outsider, candidate));
        if (!piece) continue;
        ctx.report({
          span: script.spanOf(piece),
          message:
            'Anyone can choose this text, and here it is run as code; hand it over as an argument or in `env`.',
          ...(!open && { severity: 'medium' }),
        });
      }
    },
  },
});

/** A cheap test that is false for most scripts. */
const HINT =
  /\beval\b|\b\w*sh\b|\s-(?:c|e|r)\b|-Command|\b(?:iex|Invoke-Expression)\b|\bsource\b|(?:^|[\n;&|(]|\bthen\b|\bdo\b)[ \t]{0,99}["']?\$(?!\{\{)\{?\w/;

const INTERPRETERS: Readonly<Record<string, RegExp>> = {
  bash: /^-\w*c$/,
  sh: /^-\w*c$/,
  dash: /^-\w*c$/,
  zsh: /^-\w*c$/,
  ksh: /^-\w*c$/,
  su: /^-c$|^--command$/,
  python: /^-c$/,
  python2: /^-c$/,
  python3: /^-c$/,
  node: /^(?:-e|-p|--eval|--print)$/,
  ruby: /^-e$/,
  perl: /^-\w*[eE]$/,
  php: /^-r$/,
  pwsh: /^-c(?:ommand)?$/i,
  powershell: /^-c(?:ommand)?$/i,
};

/** The words of a command that become code. */
function codeWords(command: Command): readonly Word[] {
  const { name, args, nameWord } = command;
  if (name === 'eval' || /^(?:iex|invoke-expression)$/i.test(name)) return args;
  // `$X` alone is a command of its own.
  if (name === '' && nameWord && command.kind === 'simple') return [nameWord];
  const handed = handedScripts(command);
  if (handed.length > 0) return handed;
  const words: Word[] = [];
  const option = Object.hasOwn(INTERPRETERS, name) ? INTERPRETERS[name] : undefined;
  const at = option ? args.findIndex(({ text }) => option.test(text)) : -1;
  // Behind the code come its arguments, which it reads as data.
  if (at !== -1 && args[at + 1]) words.push(args[at + 1]!);
  return words;
}

/** Expressions are the business of `template-injection`; what it hides in variables is ours. */
function isRunAsCode(outsider: OutsiderScript, piece: Piece): boolean {
  return piece.kind !== 'interpolation' && piece.quote !== 'single' && outsider.textOf(piece) !== undefined;
}

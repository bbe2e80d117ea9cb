import { operandsOf, optionsOf } from '../../server/core/parse/shell/query.ts';
import type { Command, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT = /\bgit\b[^\n]{0,200}\bpush\b|\bgh\s+(?:repo|release)\s/;
const REQUEST = /\bgh\s+pr\s+create\b/;
const BOT = /\bgit\b[^\n]{0,60}\buser\.(?:name|email)\b[^\n]{0,40}(?:github-actions|actions-user|41898282)/;
/** Options of git, before its verb or of `push`, that take a word. */
const VALUED = ['-C', '-c', '--git-dir', '--work-tree', '-o', '--push-option', '--repo', '--receive-pack'];

export default defineRule({
  id: 'foreign-push',
  summary: 'A step pushes past the repository it runs for, or as the identity that may skip reviews',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-1', 'CICD-SEC-5'],
  cwe: [913, 284],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-049'] },
  docs: `
    ## What it does
    Reports \`git push\` to an address out of a variable or expression, \`gh repo create\` and \`edit\`, \`gh release\` of a
    repository out of a variable, and \`git push\` in a job that commits as \`github-actions[bot]\`, unless it pushes a
    tag, a new branch (\`-u\`) or \`gh-pages\`, or opens a pull request.

    ## Why is this bad?
    A push to a place that is computed takes the token, and the code, wherever the text leads. The bot's identity is the one
    that branch protection is told to let through: whoever can change this workflow then writes to the protected branch
    without a review. Write the address down, and bring generated changes in by a pull request.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions:
      contents: write
    jobs:
      mirror:
        runs-on: ubuntu-latest
        steps:
          - run: git push "$TARGET_URL" main
            env:
              TARGET_URL: https://git.example.com/other/repo.git
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions:
      contents: write
    jobs:
      tag:
        runs-on: ubuntu-latest
        steps:
          - run: git push origin v1
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (script.host === 'file' || !HINT.test(script.text)) return;
      for (const command of script.commands) {
        const target = targetOf(command);
        if (
          target &&
          !target.literal &&
          !/^(?:origin|upstream)\b|^https?:\/\/[^@/]*@[^$]+$/.test(target.text)
        ) {
          ctx.report({
            span: script.spanOf(target),
            message:
              'A variable decides which repository this writes to; write the name of the repository out.',
          });
          continue;
        }
        if (
          command.name === 'git' &&
          verbOf(command) === 'push' &&
          script.host === 'run' &&
          !isAside(command)
        ) {
          if (script.unit.has(BOT) && !script.unit.has(REQUEST))
            ctx.report({
              span: script.spanOf(command),
              message:
                'This pushes as the bot that branch protection may let through; open a pull request instead.',
            });
        }
      }
    },
  },
});

/** True for tags, for branches that are made for the purpose, and for what takes something away. */
function isAside({ args }: Command): boolean {
  return args.some(({ text }) => /^(?:-u|--set-upstream|--tags|-d|--delete)$|tag|gh-pages/i.test(text));
}

function verbOf({ args }: Command): string | undefined {
  return operandsOf(args, VALUED)[0]?.text;
}

/** The word that names the repository that the command writes to. */
function targetOf(command: Command): Word | undefined {
  const { name, args } = command;
  if (name === 'git') return verbOf(command) === 'push' ? operandsOf(args, VALUED)[1] : undefined;
  if (name !== 'gh') return undefined;
  const [topic, verb, operand] = operandsOf(args, ['-R', '--repo']);
  if (topic?.text === 'repo' && /^(?:create|edit|transfer|rename|delete)$/.test(verb?.text ?? ''))
    return operand;
  if (topic?.text === 'release' && /^(?:create|upload)$/.test(verb?.text ?? ''))
    return optionsOf(args, ['-R', '--repo']).find(({ value }) => !OWN.test(value))?.word;
  return undefined;
}

/** The repository that the workflow runs for. */
const OWN = /GITHUB_REPOSITORY\b|github\.repository\b/;

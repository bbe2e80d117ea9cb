import { flagOf, operandsOf } from '../../server/core/parse/shell/query.ts';
import type { Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

/** A later command of the same job that checks a commit out. */
const PINS_COMMIT =
  /\b(?:checkout|reset|switch)\b[^\r\n]*(?:\b[0-9a-f]{40}\b|\$\{?\w*(?:SHA|COMMIT|REV|HASH)|\$\{\{[^}]*sha)/i;

/** Options of git and of clone that take a value. */
const GIT_VALUED = [
  '-C',
  '-c',
  '-b',
  '--branch',
  '--depth',
  '-o',
  '--origin',
  '-u',
  '-j',
  '--jobs',
  '--reference',
  '--filter',
  '--template',
  '--git-dir',
  '--work-tree',
];

export default defineRule({
  id: 'mutable-git-checkout',
  summary: 'A script clones another repository at whatever it is now',
  severity: 'low',
  confidence: 'medium',
  profile: 'audit',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL026'] },
  docs: `
    ## What it does
    Reports \`git clone\` of a remote repository that is not followed by a checkout of a commit in the same job, and
    \`git checkout\` of a branch by its name.

    ## Why is this bad?
    What is cloned is run or built, and whoever can push there decides what it is. Check out a commit.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      script:
        - git clone --branch v2.3 https://gitlab.example.com/g/tools.git
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      script:
        - git clone https://gitlab.example.com/g/tools.git
        - git -C tools checkout 0123456789abcdef0123456789abcdef01234567
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/\bgit\b/.test(script.text) || !/\b(?:clone|checkout)\b/.test(script.text)) return;
      for (const command of script.commands) {
        if (command.name !== 'git') continue;
        const [verb, ...operands] = operandsOf(command.args, GIT_VALUED);
        if (verb?.text === 'clone' && isRemote(operands[0]) && !script.unit.has(PINS_COMMIT))
          ctx.report({
            span: script.spanOf(command),
            message: 'This takes whatever that repository holds now; check out a commit of it.',
          });
        if (
          verb?.text === 'checkout' &&
          operands.length === 1 &&
          /^(?:(?:origin|upstream)\/)?(?:main|master|develop|dev|trunk)$/.test(operands[0]!.text) &&
          !flagOf(command.args, ['--orphan'], 'b', '')
        )
          ctx.report({
            span: script.spanOf(command),
            message: 'A branch is whatever was pushed to it last; check out a commit.',
          });
      }
    },
  },
});

function isRemote(word: Word | undefined): boolean {
  return (
    word !== undefined &&
    /^(?:https?|ssh|git):\/\/|^[\w.-]+@[\w.-]+:/.test(word.text) &&
    !/CI_(?:REPOSITORY_URL|PROJECT_)|github\.repository\b|GITHUB_REPOSITORY\b/.test(word.text)
  );
}

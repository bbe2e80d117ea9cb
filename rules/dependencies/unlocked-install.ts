import { type InstallCommand, installCommand } from '../../server/core/dependencies/install-command.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unlocked-install',
  summary: 'A pipeline installs dependencies without holding to the lock file',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 1357],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { 'pipeline-check': ['GHA-021', 'GL-021', 'DF-022'], glsec: ['GL023'] },
  kinds: ['github-workflow', 'github-action', 'gitlab-ci', 'buildspec', 'cloudformation', 'dockerfile'],
  docs: `
    ## What it does
    Reports \`npm install\` without package names and \`yarn\` or \`yarn install\` without \`--immutable\` or \`--frozen-lockfile\` in
    pipelines.

    ## Why is this bad?
    These commands bring the lock file up to date when it does not fit the manifest: versions that nobody has looked at
    are installed, and the build differs from the one before.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: npm install
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: npm ci
    \`\`\`

    ## Fix safety
    The fix writes \`npm ci\`. It is unsafe: there has to be a lock file, and what is installed already is removed.
  `,
  check: {
    script(ctx, script) {
      if (!/\b(?:npm|yarn)\b/.test(script.text)) return;
      for (const command of script.commands) {
        const install = installCommand(command);
        if (!install || !isUnlocked(install)) continue;
        const { manager, verbWord } = install;
        const better = manager === 'npm' ? 'npm ci' : 'yarn install --immutable';
        ctx.report({
          span: script.spanOf(command),
          message: `This may install other versions than the lock file names; use \`${better}\`.`,
          fixes: () => [
            manager === 'npm' && verbWord
              ? {
                  title: 'Use npm ci',
                  safety: 'unsafe',
                  edits: [{ span: script.spanOf(verbWord), newText: 'ci' }],
                }
              : undefined,
          ],
        });
      }
    },
  },
});

function isUnlocked({ manager, verb, args }: InstallCommand): boolean {
  const words = args
    .map((word) => word.text)
    .filter((word, i, all) => word.startsWith('-') || !VALUED.test(all[i - 1] ?? ''));
  if (manager === 'npm') {
    if (verb !== 'install' && verb !== 'i') return false;
    // Named packages are added on purpose; an option that takes a value may look like one.
    return (
      words.every((word) => word.startsWith('-')) && !words.some((word) => /^(?:-g|--global)$/.test(word))
    );
  }
  if (manager !== 'yarn' || (verb !== 'install' && verb !== '')) return false;
  return !words.some((word) =>
    /^(?:-v|-h|--(?:version|help|immutable|frozen-lockfile|pure-lockfile|check-cache))/.test(word),
  );
}

/** Options that take a value. */
const VALUED =
  /^(?:--prefix|--cwd|-C|-w|--workspace|--registry|--loglevel|--cache|--userconfig|--omit|--include)$/;

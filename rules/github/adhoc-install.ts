import { installCommand } from '../../server/core/dependencies/install-command.ts';
import { looseInstall } from '../../server/core/model/install.ts';
import type { Command } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'adhoc-install',
  summary: 'A script adds packages beside those that the lock file names',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 1357],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-021'], zizmor: ['adhoc-packages'] },
  docs: `
    ## What it does
    Reports \`npm install x\`, \`yarn add x\`, \`pnpm add x\`, \`gem install x\` and \`bundle add x\` in workflows and composite
    actions. In the \`default\` profile, packages of a project that come without any version.

    ## Why is this bad?
    The package may have a version, those it depends on have none: no lock file holds them. The job runs other code from one
    day to the next, and nothing that watches over dependencies knows of it.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: npm install left-shift@1.2.3
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: npm ci
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (script.host !== 'run' || !HINT.test(script.text)) return;
      for (const command of script.commands) {
        if (!addsPackages(command)) continue;
        ctx.report({
          span: script.spanOf(command),
          message: 'No lock file holds what this installs; add it to the dependencies of the project.',
          // The lack of a version is reported by a rule of its own.
          ...(looseInstall(command)
            ? { profile: 'audit' }
            : isUnversioned(command) && { profile: 'default' }),
        });
      }
    },
  },
});

/** A manager and, in the same command, a verb that adds a package, with something behind it that is no option. */
const HINT =
  /\b(?:gem|bundle|yarn|pnpm|npm)\b[^;&|]{0,100}\s(?:i|in|ins|inst|insta|instal|install|isnt|isnta|isntal|isntall|add)(?:(?:[ \t]|\\\r?\n)+-[^\s\\]*){0,20}(?:[ \t]|\\\r?\n)+[^\s;&|<>#-]/;

const NPM_INSTALL = /^(?:install|i|in|ins|inst|insta|instal|isnt|isnta|isntal|isntall|add)$/;

function addsPackages(command: Command): boolean {
  const { name, args } = command;
  if (name === 'gem' || name === 'bundle') {
    const verb = args.findIndex(({ text }) => (name === 'gem' ? /^(?:install|i)$/ : /^add$/).test(text));
    return verb !== -1 && args.slice(verb + 1).some(({ text }) => !text.startsWith('-'));
  }
  const install = installCommand(command);
  if (install?.manager !== 'npm' && install?.manager !== 'yarn' && install?.manager !== 'pnpm') return false;
  const adds = install.manager === 'npm' ? NPM_INSTALL.test(install.verb) : install.verb === 'add';
  return adds && install.args.some(({ text }) => isPackage(text));
}

/** True where a package is named alone, or with a tag such as `next`, so that not even its own version is settled. */
function isUnversioned(command: Command): boolean {
  const install = installCommand(command);
  if (!install || command.args.some(({ text }) => GLOBAL.test(text))) return false;
  return install.args.some(
    ({ literal, text }) => literal && isPackage(text) && /^@?[^@:]+(?:@[a-z]+)?$/i.test(text),
  );
}

const GLOBAL = /^(?:-g|--global|--location=global|global)$/;

/** Paths and archives are no packages of a registry. */
function isPackage(text: string): boolean {
  return !/^(?:-|[./~]|file:)|\.t(?:ar\.)?gz$/.test(text);
}

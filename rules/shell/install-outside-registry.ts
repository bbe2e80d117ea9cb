import { isImmutableAddress, optionsOf } from '../../server/core/parse/shell/query.ts';
import type { Command, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT =
  /\b(?:install|add|i|global)\b[^\n]{0,300}(?:git\+|git:|github:|gitlab:|bitbucket:|--git\b|https?:\/\/|\/[\w.-]+\/archive\/)/;
const PYTHON = /^(?:pip[\d.]*|pipx|uv|poetry|python[\d.]*)$/;
const NODE = /^(?:npm|pnpm|yarn|bun|npx)$/;
const GIT = /^(?:[\w.[\],-]+\s*@\s*)?(?:git\+[a-z]+:|git:|github:|gitlab:|bitbucket:|git@)/;
const ARCHIVE =
  /^(?:[\w.[\],-]+\s*@\s*)?https?:\/\/.+(?:\.(?:tgz|tar\.gz|tar\.bz2|tar\.xz|zip|whl|gem)|\/(?:tarball|zipball)\/.+)(?:[#?]|$)/;

export default defineRule({
  id: 'install-outside-registry',
  summary: 'A package is installed from a branch or an archive that no registry keeps',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [494, 829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-029', 'GL-027'] },
  docs: `
    ## What it does
    Reports \`pip install git+…\`, \`npm install github:…\`, \`cargo install --git …\`, \`gem\` and \`go\` alike, where no commit is
    named, and installations of an archive by its address (\`https://…/x.tgz\`) without a hash. A tag counts as a branch, since
    it can be moved. Paths of the working tree are left alone.

    ## Why is this bad?
    A registry keeps a version as it was published, and lock files hold its hash. A branch or an address holds what its
    owner, or whoever takes over the account or the host, puts there, and its installation runs code in the job.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      script:
        - pip install git+https://git.example.com/team/lib.git
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      script:
        - pip install git+https://git.example.com/team/lib.git@0123456789abcdef0123456789abcdef01234567
        - pip install -e .
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const command of script.commands) {
        const word = looseSource(command);
        if (word)
          ctx.report({
            span: script.spanOf(word),
            message:
              'The code at this address can change at any time; name a commit, or use a package registry.',
          });
      }
    },
  },
});

function looseSource({ name, args }: Command): Word | undefined {
  if (name === 'cargo') {
    if (args[0]?.text !== 'install' || args.some(({ text }) => /^--rev(?:=|$)/.test(text))) return undefined;
    return optionsOf(args, ['--git'])[0]?.word;
  }
  if (!PYTHON.test(name) && !NODE.test(name)) return undefined;
  if (!args.some(({ text }) => /^(?:install|add|i)$/.test(text))) return undefined;
  if (args.some(({ text }) => text === '--require-hashes')) return undefined;
  return args.find(({ text }) => (GIT.test(text) || ARCHIVE.test(text)) && !isFixed(text));
}

function isFixed(address: string): boolean {
  return isImmutableAddress(address) || /[#&](?:sha256|sha512)=[0-9a-f]{64}/i.test(address);
}

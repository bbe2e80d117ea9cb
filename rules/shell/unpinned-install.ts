import { looseInstall } from '../../server/core/model/install.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT =
  /\b(?:pip[3x]?|p?npm|yarn|apt|apt-get|apk|yum|(?:micro)?dnf|zypper|gem|cargo|go|composer|bundle|poetry|dotnet|uv|brew|choco|scoop|snap|winget|(?:micro)?mamba|conda|luarocks)[ \t][^\r\n|;&]{0,200}?\b(?:install|i|in|add|require|update|upgrade|up|get|global|binstall|create|dlx|run)\b|\b(?:npx|bunx|uvx)\b/;

export default defineRule({
  id: 'unpinned-install',
  summary: 'A script installs whatever version of a tool is newest',
  severity: 'low',
  confidence: 'high',
  profile: 'audit',
  earliest: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL022'], 'pipeline-check': ['GL-022', 'GHA-022', 'GHA-021', 'GL-021'] },
  docs: `
    ## What it does
    Reports packages that a script names without a version: \`pip install x\`, \`npm install -g x\`, \`npx x\`, \`go install
    …@latest\`, \`gem install x\`, \`cargo install x\`, \`composer require a/b\`, \`uvx x\`, \`pipx run x\`, \`conda install x\`, and commands that move locked versions on
    (\`npm update\`, \`composer update\`, …) in the strict profile; system packages (\`apt-get\`, \`apk\`, \`yum\`, \`brew\`, \`choco\`, …) in the
    audit profile. Versions from a file (\`-r\`, \`-c\`) are accepted.

    ## Why is this bad?
    The job runs other code than yesterday, with the same secrets, from the minute a bad release is published. A
    version, or a lock file, lets you decide when.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    lint:
      script:
        - pip install ansible-lint
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    lint:
      script:
        - pip install ansible-lint==24.12.2
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const command of script.commands) {
        const found = looseInstall(command);
        if (!found) continue;
        const { word, kind } = found;
        ctx.report({
          span: script.spanOf(word),
          message:
            kind === 'update'
              ? 'This moves locked versions to whatever is newest; update in a change of its own.'
              : 'Whatever version is newest is installed here; name one.',
          ...(kind !== 'system' && { profile: 'strict' }),
        });
      }
    },
  },
});

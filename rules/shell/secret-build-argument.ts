import { mayHoldSecret } from '../../server/core/model/secret-name.ts';
import { optionsOf } from '../../server/core/parse/shell/query.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'secret-build-argument',
  summary: 'A secret is passed as a build argument and stays in the image',
  severity: 'medium',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [538],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['DF-020'], glsec: ['GL059'] },
  docs: `
    ## What it does
    Reports \`docker build --build-arg\` whose name says that the value is a secret.

    ## Why is this bad?
    Build arguments are written into the history of the image and its provenance: \`docker history\` shows them to
    everyone who can pull it. Mount the secret for the one command that needs it
    (\`--secret id=…\` with \`RUN --mount=type=secret,id=…\`).

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      script:
        - docker build --build-arg NPM_TOKEN="$NPM_TOKEN" -t app:1 .
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      script:
        - docker build --secret id=npm,env=NPM_TOKEN -t app:1 .
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/build-arg|opt\s+["']?build-arg/.test(script.text)) return;
      for (const command of script.commands) {
        if (
          !/^(?:docker|podman|buildah|nerdctl|finch|buildctl|executor|kaniko|docker-compose)$/.test(
            command.name,
          )
        )
          continue;
        for (const use of optionsOf(command.args, ['--build-arg', '--opt'])) {
          const name = /^(?:build-arg:)?([A-Za-z_]\w*)(?:=|$)/.exec(use.value)?.[1];
          if (!name || !mayHoldSecret(name)) continue;
          if (/=$/.test(use.value)) continue;
          ctx.report({
            span: script.spanOf(use),
            message: `The image keeps the build argument \`${name}\`; mount it with \`--secret\` instead.`,
            ...(use.word?.literal && use.value.includes('=') && { secret: script.spanOf(use.word) }),
          });
        }
      }
    },
  },
});

import { isChosenByOutsider } from '../../server/core/model/gitlab/untrusted.ts';
import { optionsOf } from '../../server/core/parse/shell/query.ts';
import type { Command, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const ENGINE = /docker|podman|buildah|kaniko|executor|crane|skopeo/;

export default defineRule({
  id: 'gitlab-untrusted-image-tag',
  summary: 'An image is built or pushed under a name that an outsider chooses',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [345],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL015'] },
  kinds: ['gitlab-ci'],
  docs: `
    ## What it does
    Reports \`docker build -t\`, \`docker push\`, \`docker tag\` and their like with a branch or tag name, or its slug, in
    the image's name.

    ## Why is this bad?
    Whoever can push a branch can overwrite the image of another one, or of a release: \`CI_COMMIT_REF_SLUG\` folds many
    names into one. Name images after the commit.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      script:
        - docker build -t "$CI_REGISTRY_IMAGE:$CI_COMMIT_REF_SLUG" .
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      script:
        - docker build -t "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA" .
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/\$\{?CI_(?:COMMIT|BUILD|MERGE)/.test(script.text) || !ENGINE.test(script.text)) return;
      for (const command of script.commands) {
        for (const word of namesIn(command)) {
          const piece = word.pieces.find((part) => part.kind === 'variable' && isChosenByOutsider(part.name));
          if (piece?.kind !== 'variable') continue;
          ctx.report({
            span: script.spanOf(piece),
            message: `Whoever pushes a branch fills \`${piece.name}\` and can overwrite this image; name it after the commit.`,
          });
          break;
        }
      }
    },
  },
});

/** The words that name the image that is made. */
function namesIn({ name, args }: Command): readonly Word[] {
  if (name === 'executor' || name === 'kaniko')
    return optionsOf(args, ['--destination', '-d']).flatMap(({ word }) => word ?? []);
  if (!/^(?:docker|podman|buildah|nerdctl|crane|skopeo)$/.test(name)) return [];
  const verb = args.find(({ text }) => /^(?:build|bud|push|tag|copy|commit)$/.test(text));
  if (!verb) return [];
  if (verb.text === 'build' || verb.text === 'bud')
    return optionsOf(args, ['-t', '--tag']).flatMap(({ word }) => word ?? []);
  return args.slice(args.indexOf(verb) + 1).filter(({ text }) => !text.startsWith('-'));
}

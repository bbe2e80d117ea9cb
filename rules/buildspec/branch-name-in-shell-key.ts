import { itemsOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'branch-name-in-shell-key',
  summary: 'A branch name reaches a key of the buildspec that a shell evaluates',
  severity: 'medium',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-9'],
  cwe: [78],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html'],
  docs: `
    ## What it does
    Reports variables that hold the name of a branch or tag (\`CODEBUILD_WEBHOOK_HEAD_REF\`, \`CODEBUILD_WEBHOOK_TRIGGER\`,
    \`GITHUB_HEAD_REF\`) in \`artifacts.name\`, \`cache.key\` and \`cache.fallback-keys\`.

    ## Why is this bad?
    Whoever names the branch chooses the artifact or the cache that is overwritten or restored, and puts text into what a
    shell evaluates.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - make
    artifacts:
      name: app-$CODEBUILD_WEBHOOK_HEAD_REF
      files:
        - app.zip
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - make
    artifacts:
      name: app-$CODEBUILD_RESOLVED_SOURCE_VERSION
      files:
        - app.zip
    \`\`\`
  `,
  check: {
    buildspec(ctx, { artifacts, cache }) {
      const names = artifacts.map(({ node }) => scalarAt(node, 'name'));
      const keys = [scalarAt(cache, 'key'), ...itemsOf(valueAt(cache, 'fallback-keys'))];
      for (const node of [...names, ...keys]) {
        if (node?.kind !== 'scalar') continue;
        const found = BRANCH.exec(node.text);
        if (!found) continue;
        ctx.report({
          span: node.map.span(found.index, found.index + found[0].length),
          message: 'Whoever names the branch writes into this key; use CODEBUILD_RESOLVED_SOURCE_VERSION.',
        });
      }
    },
  },
});

const BRANCH = /\$\{?(?:CODEBUILD_WEBHOOK_(?:HEAD_REF|TRIGGER)|GITHUB_(?:HEAD_REF|REF_NAME))\b(?:[^}\s]*\})?/;

import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'superfluous-action',
  summary: 'An action does what a program on the runner does',
  severity: 'info',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [1357],
  since: '0.1.0',
  fix: 'none',
  equivalents: { zizmor: ['superfluous-actions'] },
  docs: `
    ## What it does
    Reports actions for which one command of a program that hosted runners come with is enough: \`gh release create\`,
    \`gh pr create\`, \`git\`, \`jq\`, \`docker run\`, \`rustup\`.

    ## Why is this bad?
    Each action is one more owner who can run code in the job, with its token. The programs on the runner are there anyway.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: softprops/action-gh-release@8f4b7f84864484a7bf31766abe9204da3cbe65b3
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: gh release create v1
            env:
              GH_TOKEN: \${{ github.token }}
    \`\`\`
  `,
  check: {
    step(ctx, { uses }) {
      if (uses?.kind !== 'repository' || uses.subpath !== '' || !Object.hasOwn(PROGRAMS, uses.slug)) return;
      ctx.report({
        span: uses.node.span,
        message: `A script with ${PROGRAMS[uses.slug]} does the same without one more owner to trust.`,
      });
    },
  },
});

/** Actions, in lower case, and what stands for them. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'actions-ecosystem/action-add-labels': '`gh issue edit`',
  'actions-ecosystem/action-remove-labels': '`gh issue edit`',
  'addnab/docker-run-action': '`docker run`',
  'dacbd/create-issue-action': '`gh issue create`',
  'dtolnay/rust-toolchain': '`rustup`',
  'elgohr/github-release-action': '`gh release create`',
  'endbug/add-and-commit': '`git commit`',
  'ncipollo/release-action': '`gh release create`',
  'peter-evans/create-or-update-comment': '`gh issue comment`',
  'peter-evans/create-pull-request': '`gh pr create`',
  'sergeysova/jq-action': '`jq`',
  'softprops/action-gh-release': '`gh release create`',
  'stefanzweifel/git-auto-commit-action': '`git commit`',
  'svenstaro/upload-release-action': '`gh release upload`',
};

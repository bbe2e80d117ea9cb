import type { Uses } from '../../server/core/model/github/uses.ts';
import { githubSlug } from '../../server/core/model/pre-commit.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';
import { ARCHIVED_REPOSITORIES } from '../data/archived-actions.ts';

export default defineRule({
  id: 'archived-action',
  summary: 'An action or hook comes from a repository that its owner archived',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [1104, 477],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-089'], zizmor: ['archived-uses'], sisakulint: ['archived-uses'] },
  docs: `
    ## What it does
    Reports actions, reusable workflows and pre-commit hooks of repositories that are archived, after a list in Pipewarden.

    ## Why is this bad?
    Nobody mends what is archived: known holes stay open, and what it is built on (Node versions, workflow commands) is
    taken away sooner or later.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/create-release@8f4b7f84864484a7bf31766abe9204da3cbe65b3
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
    uses: (ctx, { uses }) => check(ctx, uses),
    'hook-repository'(ctx, { repo }) {
      report(ctx, githubSlug(repo.text), repo.span);
    },
  },
});

function check(ctx: Context, uses: Uses): void {
  if (uses.kind === 'repository') report(ctx, uses.slug, uses.slugSpan);
}

function report(ctx: Context, slug: string | undefined, span: Span): void {
  if (slug === undefined || !Object.hasOwn(ARCHIVED_REPOSITORIES, slug)) return;
  const successor = ARCHIVED_REPOSITORIES[slug];
  ctx.report({
    span,
    message: `This repository is archived and gets no fixes; ${successor ? `use ${successor}` : 'replace it'}.`,
  });
}

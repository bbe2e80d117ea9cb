import { takeSaidTag } from '../../server/core/edit/pin-action.ts';
import type { Fix } from '../../server/core/finding.ts';
import { isTip, tagOfVersion } from '../../server/core/model/github/refs.ts';
import type { RepositoryUses, Uses } from '../../server/core/model/github/uses.ts';
import { versionComment } from '../../server/core/model/github/version-comment.ts';
import { githubSlug } from '../../server/core/model/pre-commit.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'impostor-commit',
  summary: 'A pinned commit is none of the repository that is named, but perhaps of a fork',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 345],
  since: '0.1.0',
  fix: 'unsafe',
  online: 'only',
  equivalents: { zizmor: ['impostor-commit'] },
  references: [
    'https://www.chainguard.dev/unchained/what-the-fork-imposter-commits-in-github-actions-and-ci-cd',
  ],
  docs: `
    ## What it does
    Reports actions, reusable workflows and pre-commit hooks that are pinned to a commit which is on no branch and under no
    tag of the repository. It asks the repository, so it needs \`online: true\`; of private repositories nothing is known.

    ## Why is this bad?
    GitHub serves the commits of all forks under the name of the repository they were forked from. \`actions/checkout@\`
    with the commit of a stranger's fork runs the stranger's code, and looks like a careful pin in review. A commit that was
    taken off its branch (a force push, a deleted branch) looks the same: nobody maintains it either.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: some-owner/some-action@bad0bad0bad0bad0bad0bad0bad0bad0bad0bad0 # v4.2.0
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: some-owner/some-action@8f4b7f84864484a7bf31766abe9204da3cbe65b3 # v4.2.0
    \`\`\`

    ## Fix safety
    Where the comment says a version that the repository has, the fix takes that version's commit. It is unsafe: other code
    will run, which is the point of it.
  `,
  check: {
    uses: (ctx, { uses }) => check(ctx, uses),
    'hook-repository'(ctx, { repo, rev }) {
      const slug = githubSlug(repo.text);
      if (!rev || slug === undefined || !/^[0-9a-f]{40}$/i.test(rev.text) || !isForeign(ctx, slug, rev.text))
        return;
      ctx.report({ span: rev.span, message: messageFor(slug) });
    },
  },
});

function check(ctx: Context, uses: Uses): void {
  if (uses.kind !== 'repository' || !uses.isCommit || !isForeign(ctx, uses.slug, uses.ref)) return;
  ctx.report({
    span: uses.refSpan,
    message: messageFor(`${uses.owner}/${uses.repo}`),
    fixes: () => [fixOf(ctx, uses)],
  });
}

/** True when it is known that the repository does not have the commit. What cannot be known is not foreign. */
function isForeign({ document }: Context, slug: string, ref: string): boolean {
  const refs = document.refsOf(slug);
  return refs !== undefined && !isTip(refs, ref.toLowerCase()) && document.hasCommit(slug, ref) === false;
}

function messageFor(repository: string): string {
  const name = repository.length > 60 ? 'the repository' : repository;
  return `This commit is on no branch and under no tag of ${name}; take one that is.`;
}

function fixOf({ document, source }: Context, uses: RepositoryUses): Fix | undefined {
  const said = versionComment(source, uses);
  const refs = document.refsOf(uses.slug);
  const tag = said && refs && tagOfVersion(refs, said.version);
  return tag && takeSaidTag(uses, tag);
}

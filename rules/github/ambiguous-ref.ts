import { pinAction } from '../../server/core/edit/pin-action.ts';
import { branchNamed, type RepositoryRefs, tagNamed } from '../../server/core/model/github/refs.ts';
import type { Uses } from '../../server/core/model/github/uses.ts';
import { githubSlug } from '../../server/core/model/pre-commit.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'ambiguous-ref',
  summary: 'An action or hook is used by a name that is both a branch and a tag of its repository',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [706],
  since: '0.1.0',
  fix: 'unsafe',
  online: 'only',
  equivalents: { zizmor: ['ref-confusion'] },
  docs: `
    ## What it does
    Reports \`uses: owner/repo@ref\`, and the \`rev\` of a pre-commit hook, where the repository has a branch and a tag of
    that name. It asks the repository, so it
    needs \`online: true\`; of private repositories nothing is known.

    ## Why is this bad?
    Nothing in the line says which of the two runs. Whoever may push a branch, but not move a tag, can make one with the
    name of a release, and what is reviewed is not what runs.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: some-owner/some-action@v3
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
    Where branch and tag are the same commit today, the fix pins that commit. It is unsafe: updates come by a bot from then
    on.
  `,
  check: {
    uses: (ctx, { uses }) => check(ctx, uses),
    'hook-repository'(ctx, { repo, rev }) {
      const slug = githubSlug(repo.text);
      if (!rev || slug === undefined || rev.text === '' || !ambiguousIn(ctx, slug, rev.text)) return;
      ctx.report({ span: rev.span, message: messageFor(rev.text) });
    },
  },
});

function check(ctx: Context, uses: Uses): void {
  if (uses.kind !== 'repository' || uses.isCommit || uses.ref === '') return;
  const refs = ambiguousIn(ctx, uses.slug, uses.ref);
  if (!refs) return;
  ctx.report({
    span: uses.refSpan,
    message: messageFor(uses.ref),
    fixes: () => [pinAction(ctx.source, uses, {}, refs)],
  });
}

/** What the repository says, if it has a branch and a tag of this name. */
function ambiguousIn(ctx: Context, slug: string, name: string): RepositoryRefs | undefined {
  const refs = ctx.document.refsOf(slug);
  return refs && tagNamed(refs, name) && branchNamed(refs, name) ? refs : undefined;
}

function messageFor(name: string): string {
  return `\`${name.slice(0, 40)}\` is a branch and a tag there, and nothing says which one runs; pin a commit.`;
}

import { tagsOf } from '../../server/core/model/github/refs.ts';
import type { Uses } from '../../server/core/model/github/uses.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'untagged-commit',
  summary: 'A pinned commit is no release of its repository: no tag names it',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [1104],
  since: '0.1.0',
  fix: 'none',
  online: 'only',
  equivalents: { zizmor: ['stale-action-refs'] },
  docs: `
    ## What it does
    Reports actions and reusable workflows that are pinned to a commit of the repository which no tag names, though the
    repository has tags. It asks the repository, so it needs \`online: true\`; of private repositories nothing is known.

    ## Why is this bad?
    What lies between two releases was tested by nobody, advisories do not speak of it, and bots that update pins have no
    version to compare. A commit that had a tag once may have lost it because the release was withdrawn.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: some-owner/some-action@1234512345123451234512345123451234512345
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
  `,
  check: {
    uses: (ctx, { uses }) => check(ctx, uses),
  },
});

function check({ document, report }: Context, uses: Uses): void {
  if (uses.kind !== 'repository' || !uses.isCommit) return;
  const refs = document.refsOf(uses.slug);
  if (!refs || refs.tags.length === 0 || tagsOf(refs, uses.ref).length > 0) return;
  // A commit of nobody's is an impostor; and asking for it brings tags that are newer than the commit's release.
  if (!document.hasCommit(uses.slug, uses.ref)) return;
  report({
    span: uses.refSpan,
    message: 'No tag names this commit, so it is no release of the action; pin the commit of a release.',
  });
}

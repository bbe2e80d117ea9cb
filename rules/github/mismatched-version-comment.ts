import { takeSaidTag } from '../../server/core/edit/pin-action.ts';
import type { Fix } from '../../server/core/finding.ts';
import { type RepositoryRefs, tagOfVersion, versionTags } from '../../server/core/model/github/refs.ts';
import type { RepositoryUses, Uses } from '../../server/core/model/github/uses.ts';
import { type VersionComment, versionComment } from '../../server/core/model/github/version-comment.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';
import { ACTION_PINS } from '../data/action-pins.ts';

export default defineRule({
  id: 'mismatched-version-comment',
  summary: 'The comment behind a pinned commit names another version, or none',
  severity: 'medium',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [1116],
  since: '0.1.0',
  fix: 'safe',
  online: 'more',
  equivalents: { zizmor: ['ref-version-mismatch'] },
  docs: `
    ## What it does
    Reports commits of popular actions whose comment names another version than a table in Pipewarden knows for them. In
    the \`strict\` profile also known commits without a version in a comment. Commits that the table does not have are not
    reported, unless \`online: true\` allows to ask the repository: then its tags say which version a commit is.

    ## Why is this bad?
    Reviewers read the comment, not forty digits, and bots that update pins go by it: behind a comment that says \`v4.2.2\`
    an old version with known faults, or a commit of somebody else, stays for years.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@f43a0e5ff2bd294095638e18286ca9a3d1956744 # v4.2.2
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@f43a0e5ff2bd294095638e18286ca9a3d1956744 # v3.6.0
    \`\`\`
  `,
  check: {
    uses: (ctx, { uses }) => check(ctx, uses),
  },
});

function check(ctx: Context, uses: Uses): void {
  if (uses.kind !== 'repository' || !uses.isCommit || uses.node.alias) return;
  const refs = ctx.document.refsOf(uses.slug);
  const said = versionComment(ctx.source, uses);
  const versions = refs ? versionTags(refs, uses.ref) : versionsOf(uses);
  const [version] = versions;
  if (version === undefined) {
    if (refs && said) checkMoved(ctx, uses, said, refs);
  } else if (!said) checkMissing(ctx, uses, version);
  else if (!isOneOf(said.version, versions)) {
    ctx.report({
      span: said.span,
      message: `This commit is ${version}, not ${said.version}; correct the comment, or the commit.`,
      related: [{ span: uses.refSpan, message: 'the commit' }],
      fixes: () => [rewrite(said.span, version, version)],
    });
  }
}

function checkMissing(ctx: Context, uses: RepositoryUses, version: string): void {
  const { end } = uses.node.span;
  const line = ctx.source.restOfLine(end);
  // A version may stand among other words, or in a comment above.
  if (/\d/.test(line) || isSaidAbove(ctx, uses.node.span.start)) return;
  // Behind a flow map, or a comment with other words, there is no certain place for it.
  const fix = line.trim() === '' ? rewrite({ start: end, end }, ` # ${version}`, version) : undefined;
  ctx.report({
    span: uses.node.span,
    message: `Nobody can tell the version of this commit; say in a comment that it is ${version}.`,
    severity: 'low',
    profile: 'strict',
    fixes: () => [fix],
  });
}

function isSaidAbove(ctx: Context, at: number): boolean {
  const line = ctx.source.lineAt(at);
  if (line < 1) return false;
  const above = ctx.source.slice(ctx.source.lineSpan(line - 1)).trimStart();
  return above.startsWith('#') && /\bv?\d+\.\d/.test(above.slice(0, 200));
}

/** A commit without a tag, whose comment says a version that is another commit. `v4` moves on; `v4.2.2` does not. */
function checkMoved(ctx: Context, uses: RepositoryUses, said: VersionComment, refs: RepositoryRefs): void {
  const tag = tagOfVersion(refs, said.version);
  if (!tag || numbersOf(said.version).length < 3 || !ctx.document.hasCommit(uses.slug, uses.ref)) return;
  ctx.report({
    span: said.span,
    message: `${said.version} is another commit than this one; correct the comment, or the commit.`,
    related: [{ span: uses.refSpan, message: 'the commit' }],
    fixes: () => [takeSaidTag(uses, tag)],
  });
}

/** What a table knows of the commit. */
function versionsOf({ slug, ref }: RepositoryUses): readonly string[] {
  if (!Object.hasOwn(ACTION_PINS, slug)) return [];
  const commit = ref.toLowerCase();
  const pin = ACTION_PINS[slug]!.find((known) => known.endsWith(commit));
  return pin === undefined ? [] : [pin.slice(0, pin.indexOf(' '))];
}

function numbersOf(version: string): readonly number[] {
  return version.replace(/^v/, '').split('.').map(Number);
}

/** True for a version, and for one that the most exact versions begin with: `v4` is right for `v4.2.2`. */
function isOneOf(said: string, versions: readonly string[]): boolean {
  const numbers = numbersOf(said);
  const known = versions.map(numbersOf);
  const exact = known.filter(({ length }) => length === known[0]!.length);
  return (
    known.some((version) => version.join() === numbers.join()) ||
    exact.some((version) => agree(numbers, version))
  );
}

/** True when one is the other, or says less. */
function agree(a: readonly number[], b: readonly number[]): boolean {
  return a.every((number, i) => i >= b.length || number === b[i]);
}

function rewrite(span: Span, newText: string, version: string): Fix {
  return { title: `Say that it is ${version}`, safety: 'safe', edits: [{ span, newText }] };
}

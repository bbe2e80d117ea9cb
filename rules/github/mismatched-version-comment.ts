import type { Fix } from '../../server/core/finding.ts';
import type { RepositoryUses, Uses } from '../../server/core/model/github/uses.ts';
import { liveJobs } from '../../server/core/model/github/workflow.ts';
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
  equivalents: { zizmor: ['ref-version-mismatch'] },
  docs: `
    ## What it does
    Reports commits of popular actions whose comment names another version than a table in Pipewarden knows for them. In
    the \`strict\` profile also known commits without a version in a comment. Commits that the table does not have are not
    reported.

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
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) check(ctx, job.uses);
    },
    step(ctx, step) {
      check(ctx, step.uses);
    },
  },
});

function check(ctx: Context, uses: Uses | undefined): void {
  if (uses?.kind !== 'repository' || !uses.isCommit || uses.node.alias) return;
  const version = versionOf(uses);
  if (version === undefined) return;
  const { end } = uses.node.span;
  const line = ctx.source.restOfLine(end);
  const said = VERSION.exec(line);
  if (!said) {
    // A version may stand among other words.
    if (/\d/.test(line)) return;
    // Behind a flow map, or a comment with other words, there is no certain place for it.
    const fix = line.trim() === '' ? rewrite({ start: end, end }, ` # ${version}`, version) : undefined;
    ctx.report({
      span: uses.node.span,
      message: `Nobody can tell the version of this commit; say in a comment that it is ${version}.`,
      severity: 'low',
      profile: 'strict',
      fixes: () => [fix],
    });
    return;
  }
  if (agree(numbersOf(said[2]!), numbersOf(version))) return;
  const span = { start: end + said.index + said[1]!.length, end: end + said.index + said[0].length };
  ctx.report({
    span,
    message: `This commit is ${version}, not ${said[2]!.slice(0, 20)}; correct the comment, or the commit.`,
    related: [{ span: uses.refSpan, message: 'the commit' }],
    fixes: () => [rewrite(span, version, version)],
  });
}

/** A comment that begins with a version, with what bots write before it. */
const VERSION =
  /(#[ \t]*)(?:tag=|pin@|version:[ \t]{0,4})?(v\d{1,4}(?:\.\d{1,4}){0,2}|\d{1,4}(?:\.\d{1,4}){1,2})(?![\w.-]*\w)/;

function versionOf({ slug, ref }: RepositoryUses): string | undefined {
  if (!Object.hasOwn(ACTION_PINS, slug)) return undefined;
  const commit = ref.toLowerCase();
  return ACTION_PINS[slug]!.find((pin) => pin.endsWith(commit))?.split(' ', 1)[0];
}

function numbersOf(version: string): readonly number[] {
  return version.replace(/^v/, '').split('.').map(Number);
}

/** True when one is the other, or says less: `v4` is right for `v4.2.2`. */
function agree(a: readonly number[], b: readonly number[]): boolean {
  return a.every((number, i) => i >= b.length || number === b[i]);
}

function rewrite(span: Span, newText: string, version: string): Fix {
  return { title: `Say that it is ${version}`, safety: 'safe', edits: [{ span, newText }] };
}

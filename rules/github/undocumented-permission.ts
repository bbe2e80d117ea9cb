import type { Permissions } from '../../server/core/model/github/permissions.ts';
import { liveJobs } from '../../server/core/model/github/workflow.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'undocumented-permission',
  summary: 'A permission of the token comes without a reason',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-5'],
  cwe: [1059],
  since: '0.1.0',
  fix: 'none',
  equivalents: { zizmor: ['undocumented-permissions'] },
  docs: `
    ## What it does
    Reports \`permissions\` with entries that have no comment, neither at the end of their line nor on the line above.
    \`contents: read\` needs none. One finding names all such entries of a block.

    ## Why is this bad?
    Nobody dares to take away a permission when nobody knows what it is for, so tokens only ever grow.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        permissions:
          packages: write
        steps:
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        permissions:
          packages: write # to push the image
        steps:
          - run: make
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      check(ctx, workflow.permissions);
      for (const job of liveJobs(workflow)) check(ctx, job.permissions);
    },
  },
});

function check(ctx: Context, permissions: Permissions | undefined): void {
  if (permissions?.kind !== 'map') return;
  const [first, ...others] = permissions.entries.filter(
    ({ scope, level, pair }) =>
      !(scope === 'contents' && level === 'read') &&
      !pair.merged &&
      !hasComment(ctx, pair.span.end, pair.span.start),
  );
  if (!first) return;
  ctx.report({
    span: first.span,
    message: 'Nothing says what this permission is for; add a comment.',
    related: others.map(({ span }) => ({ span, message: 'nor what this one is for' })),
  });
}

/** True when a comment with words in it stands behind the entry or on the line above. */
function hasComment({ source }: Context, end: number, start: number): boolean {
  if (/\s#[\s#]*[^\s#]/.test(source.restOfLine(end))) return true;
  const line = source.lineAt(start);
  return line > 1 && /^\s*#[\s#]*[^\s#]/.test(source.slice(source.lineSpan(line - 1)));
}

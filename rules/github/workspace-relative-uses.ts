import { replaceScalar } from '../../server/core/edit/yaml.ts';
import type { Uses } from '../../server/core/model/github/uses.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'workspace-relative-uses',
  summary: 'A local action is named by its place in the workspace instead of the repository',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [427],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { zizmor: ['self-repository'] },
  docs: `
    ## What it does
    Reports \`uses: ./…\` of steps and of jobs that call a reusable workflow, where \`$/…\` can stand.

    ## Why is this bad?
    \`./\` is a path in the workspace: it holds whatever was checked out there, which need not be the workflow's own
    repository at the workflow's own commit, and whatever earlier steps wrote. \`$/\` is always that.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: ./.github/actions/setup
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: $/.github/actions/setup
    \`\`\`

    ## Fix safety
    For a reusable workflow the fix is safe. For a step it is unsafe: the path may be one that an earlier step checked out
    or wrote. GitHub Enterprise Server may not know \`$/\` yet.
  `,
  check: {
    uses(ctx, { uses, step }) {
      if (step) check(ctx, uses, 'unsafe', IN_STEP);
      else check(ctx, uses, 'safe', IN_JOB);
    },
  },
});

const IN_STEP =
  "This is whatever lies in the workspace; `$/` names the same path of the workflow's own commit.";
const IN_JOB =
  'In steps `./` is whatever lies in the workspace; write `$/`, which is the own commit everywhere.';

function check(ctx: Context, uses: Uses, safety: 'safe' | 'unsafe', message: string): void {
  if (uses.kind !== 'local' || !uses.path.startsWith('./')) return;
  const path = `$/${uses.path.slice(2)}`;
  ctx.report({
    span: uses.node.span,
    message,
    fixes: () => {
      const edit = replaceScalar(ctx.source, uses.node, path);
      return [edit && { title: `Use ${path}`, safety, edits: [edit] }];
    },
  });
}

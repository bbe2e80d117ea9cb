import { type EditKind, oneEdit } from '../../server/core/dependencies/edit-kind.ts';
import type { Uses } from '../../server/core/model/github/uses.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import { POPULAR_ACTIONS } from '../data/popular-actions.ts';

export default defineRule({
  id: 'lookalike-action',
  summary: 'The owner of an action is one slip away from a well-known one',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 1007],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-088'], zizmor: ['typosquat-uses'] },
  docs: `
    ## What it does
    Reports \`uses:\` of an action with the name of a popular one, under an owner that differs from the popular one's by one
    slip of the keyboard or by letters that look alike.

    ## Why is this bad?
    Anyone can register the misspelt owner and wait. The action then runs with the job's token and secrets, and in review
    the line looks right.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: acitons/checkout@8f4b7f84864484a7bf31766abe9204da3cbe65b3
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@8f4b7f84864484a7bf31766abe9204da3cbe65b3
    \`\`\`
  `,
  check: {
    uses: (ctx, { uses }) => check(ctx, uses),
  },
});

function check(ctx: Context, uses: Uses): void {
  if (uses.kind !== 'repository') return;
  const target = imitatedBy(uses.owner.toLowerCase(), uses.repo.toLowerCase());
  if (!target) return;
  ctx.report({
    span: uses.slugSpan,
    message: `This is not ${target}, which it resembles; check the spelling of the owner.`,
  });
}

/** Slips that two honest owners with an action of the same name can have between them. */
const DOUBTFUL: ReadonlySet<EditKind> = new Set(['digit', 'separator']);

let table: { readonly owners: ReadonlySet<string>; readonly byRepo: ReadonlyMap<string, readonly string[]> };

function imitatedBy(owner: string, repo: string): string | undefined {
  table ??= makeTable();
  const targets = table.byRepo.get(repo);
  if (!targets || table.owners.has(owner)) return undefined;
  const target = targets.find((other) => {
    if (other.length < 4) return false;
    const kind = oneEdit(owner, other);
    return (kind !== undefined && !DOUBTFUL.has(kind)) || shape(owner) === shape(other);
  });
  return target && `${target}/${repo}`;
}

function makeTable(): typeof table {
  const byRepo = new Map<string, string[]>();
  const owners = new Set<string>();
  for (const slug of POPULAR_ACTIONS) {
    const [owner = '', repo = ''] = slug.split('/');
    owners.add(owner);
    byRepo.set(repo, [...(byRepo.get(repo) ?? []), owner]);
  }
  return { owners, byRepo };
}

/** The name as it looks at a glance. */
function shape(name: string): string {
  return name
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('0', 'o')
    .replaceAll(/[1i]/g, 'l')
    .replaceAll('5', 's');
}

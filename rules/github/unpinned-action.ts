import { pinAction } from '../../server/core/edit/pin-action.ts';
import type { Severity } from '../../server/core/finding.ts';
import type { UsesPlace } from '../../server/core/model/github/facets.ts';
import type { RepositoryUses } from '../../server/core/model/github/uses.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import { ACTION_PINS } from '../data/action-pins.ts';

export default defineRule({
  id: 'unpinned-action',
  summary: 'An action or reusable workflow is used by a name that its owner can move',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 1357],
  since: '0.1.0',
  fix: 'unsafe',
  online: 'more',
  equivalents: {
    zizmor: ['unpinned-uses'],
    'pipeline-check': ['GHA-001', 'GHA-025'],
    sisakulint: ['commit-sha'],
  },
  references: ['https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions'],
  options: {
    'trusted-owners': {
      type: 'string-list',
      default: ['actions', 'github', 'advanced-security'],
      description: 'Owners whose version tags are reported in the strict profile only.',
    },
  },
  docs: `
    ## What it does
    Reports \`uses: owner/repo@ref\` where \`ref\` is a tag or a branch, or is missing. Only the 40 digits of a commit
    cannot be moved. Version tags of GitHub's own actions are reported in the \`strict\` profile only; the option
    \`trusted-owners\` names the owners this goes for.

    ## Why is this bad?
    Whoever takes over the action's repository moves the tag and runs code in every pipeline that names it, with the
    secrets of the job. That is how \`tj-actions/changed-files\` leaked secrets of thousands of repositories in March 2025.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: some-owner/some-action@v4
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
    For versions of popular actions, a table knows the commit. The fix is unsafe: \`v4\` becomes the newest 4.x of the
    table, which may be older than what the tag names today, and updates come by a bot from then on. With \`online: true\`
    every tag and branch of a public repository becomes the commit that it names today.
  `,
  check: {
    uses: check,
  },
});

function check(ctx: Context, { uses, step }: UsesPlace): void {
  if (uses.kind !== 'repository' || uses.isCommit) return;
  const what = step ? 'action' : 'reusable workflow';
  const trusted = ctx.option<readonly string[]>('trusted-owners').includes(uses.owner.toLowerCase());
  const version = /^v?\d/.test(uses.ref);
  const refs = uses.ref === '' ? undefined : ctx.document.refsOf(uses.slug);
  ctx.report({
    span: uses.node.span,
    message:
      uses.ref === ''
        ? `This ${what} names no version, so its owner decides what runs; pin it to a commit.`
        : `Its owner can move \`${uses.ref.slice(0, 40)}\` to other code; pin this ${what} to a commit.`,
    severity: severityOf(uses, trusted, version),
    ...(trusted && version && { profile: 'strict' }),
    fixes: () => [pinAction(ctx.source, uses, ACTION_PINS, refs)],
  });
}

/** A branch moves with every push; a tag only when somebody moves it. */
function severityOf(uses: RepositoryUses, trusted: boolean, version: boolean): Severity {
  if (version) return trusted ? 'low' : 'medium';
  return trusted && uses.ref !== '' ? 'medium' : 'high';
}

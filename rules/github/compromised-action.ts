import { pinToNewest } from '../../server/core/edit/pin-action.ts';
import { isAtLeast, type Uses, versionOf } from '../../server/core/model/github/uses.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import { ACTION_PINS } from '../data/action-pins.ts';
import { COMPROMISED_ACTIONS } from '../data/compromised-actions.ts';

export default defineRule({
  id: 'compromised-action',
  summary: 'An action at a version that was malware once',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [506, 829],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    zizmor: ['known-vulnerable-actions'],
    'pipeline-check': ['GHA-040'],
    poutine: ['known_vulnerability_in_build_component'],
    sisakulint: ['known-vulnerable-actions'],
  },
  references: [
    'https://nvd.nist.gov/vuln/detail/CVE-2025-30066',
    'https://nvd.nist.gov/vuln/detail/CVE-2025-30154',
  ],
  docs: `
    ## What it does
    Reports commits that are known malware, and version tags that were moved to malware before the first version that was
    not, after a list in Pipewarden. Tags that were never moved back are critical; those that were, and are still in use, are reported in the \`strict\` profile.

    ## Why is this bad?
    A run while the tag pointed at the malware gave away the secrets of its job. Old tags of an action that was taken over
    once are not looked after; a commit of the malware stays malware.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: tj-actions/changed-files@v44
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: tj-actions/changed-files@v47.0.0
    \`\`\`

    ## Fix safety
    The fix names the commit of the newest version that is known to be sound. It is unsafe: a new major version may want
    other inputs, and no fix can change the secrets that were given away.
  `,
  check: {
    uses: (ctx, { uses }) => check(ctx, uses),
  },
});

function check(ctx: Context, uses: Uses): void {
  const known = uses.kind === 'repository' ? COMPROMISED_ACTIONS[uses.slug] : undefined;
  if (!known || uses.kind !== 'repository') return;
  if (uses.isCommit) {
    if (!known.commits.includes(uses.ref.toLowerCase())) return;
    ctx.report({
      span: uses.refSpan,
      message: `This commit is malware of ${known.date}; take it out and change every secret of its jobs.`,
      severity: 'critical',
      fixes: () => [pinToNewest(ctx.source, uses, ACTION_PINS)],
    });
    return;
  }
  if (known.still) {
    ctx.report({
      span: uses.node.span,
      message: `Its tags have been malware since ${known.date}; take it out and change every secret of its jobs.`,
      severity: 'critical',
    });
    return;
  }
  const version = versionOf(uses.ref);
  if (known.fixed && (!version || isAtLeast(version, known.fixed))) return;
  if (known.introduced && version && !isAtLeast(version, known.introduced)) return;
  ctx.report({
    span: uses.node.span,
    message: known.fixed
      ? `Tags below ${known.fixed.join('.')} were malware on ${known.date}; name the commit of a later version.`
      : `Tags of this action were malware on ${known.date}; name a commit, and look at the runs of that day.`,
    ...(!known.fixed && { severity: 'low', profile: 'strict' }),
    fixes: () => [known.fixed && pinToNewest(ctx.source, uses, ACTION_PINS)],
  });
}

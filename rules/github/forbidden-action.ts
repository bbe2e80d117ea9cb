import type { RepositoryUses, Uses } from '../../server/core/model/github/uses.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'forbidden-action',
  summary: 'An action is used that your own list forbids',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { zizmor: ['forbidden-uses'] },
  options: {
    allow: {
      type: 'string-list',
      default: [],
      description: 'Patterns of actions; when there are any, all others are reported.',
    },
    deny: {
      type: 'string-list',
      default: [],
      description: 'Patterns of actions that are reported.',
    },
  },
  docs: `
    ## What it does
    Reports actions and reusable workflows that match a pattern of the option \`deny\`, or none of the option \`allow\`. Without
    these options it reports nothing. The examples are for \`deny: [evil-owner/*]\`.

    Patterns, without regard to case: \`owner/*\`, \`owner/repo/*\` (the repository and all paths in it), \`owner/repo\` (its root
    only), \`owner/repo/path\`, each of the last two also with \`@ref\`, and \`*\`. Local actions are never reported.

    ## Why is this bad?
    An organisation that has reviewed the actions it uses wants to hear of each new one before it runs with a token.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: evil-owner/build@8f4b7f84864484a7bf31766abe9204da3cbe65b3
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
  const allow = ctx.option<readonly string[]>('allow');
  const deny = ctx.option<readonly string[]>('deny');
  const denied = deny.some((pattern) => matches(uses, pattern));
  if (!denied && (allow.length === 0 || allow.some((pattern) => matches(uses, pattern)))) return;
  ctx.report({
    span: uses.node.span,
    message: denied
      ? 'Your configuration forbids this action; use another one.'
      : 'Your configuration does not allow this action; have it reviewed first.',
  });
}

function matches(uses: RepositoryUses, pattern: string): boolean {
  const written = pattern.trim();
  if (written === '*') return true;
  const at = written.indexOf('@');
  if (at !== -1 && written.slice(at + 1) !== uses.ref) return false;
  const wanted = (at === -1 ? written : written.slice(0, at)).toLowerCase();
  const path = uses.subpath === '' ? uses.slug : `${uses.slug}/${uses.subpath.toLowerCase()}`;
  return wanted.endsWith('/*') ? `${path}/`.startsWith(wanted.slice(0, -1)) : path === wanted;
}

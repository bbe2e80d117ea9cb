import { setInput } from '../../server/core/edit/step-input.ts';
import { inputOf, inputsOf } from '../../server/core/model/github/step.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import { isFenced } from '../../server/core/parse/expression.ts';
import { isScalar } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'broad-app-token',
  summary: 'A token of a GitHub App can do more, or lives longer, than the job needs',
  severity: 'high',
  confidence: 'high',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-5'],
  cwe: [272, 250],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { zizmor: ['github-app'], 'pipeline-check': ['GHA-061'] },
  references: ['https://github.com/actions/create-github-app-token#inputs'],
  docs: `
    ## What it does
    Reports \`actions/create-github-app-token\` with \`skip-token-revoke\`, with \`owner\` but without \`repositories\` (unless all
    it asks for are permissions of the organisation), and without any \`permission-…\`. A token that is kept is in the \`default\`
    profile, the others are in \`strict\`.

    ## Why is this bad?
    Without \`permission-…\` the token can do all that the app can, with \`owner\` alone in every repository of that owner. The
    action takes the token back at the end of the job; with \`skip-token-revoke\` it works for an hour, also for thieves.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/create-github-app-token@8f4b7f84864484a7bf31766abe9204da3cbe65b3
            with:
              app-id: 1
              private-key: \${{ secrets.KEY }}
              skip-token-revoke: true
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/create-github-app-token@8f4b7f84864484a7bf31766abe9204da3cbe65b3
            with:
              app-id: 1
              private-key: \${{ secrets.KEY }}
              permission-contents: read
    \`\`\`

    ## Fix safety
    The fix lets the token be taken back at the end of the job. It is unsafe: a later job that was handed the token has to make
    its own. What a token is for, no fix can know.
  `,
  check: {
    step(ctx, step) {
      if (!isAction(step.uses, 'actions/create-github-app-token') || isScalar(step.with)) return;
      const { span } = step.uses.node;
      const kept = inputOf(step, 'skip-token-revoke');
      if (kept && (isFenced(kept) || /^(?:true|1|yes|on)$/i.test(kept.text.trim()))) {
        ctx.report({
          span: kept.span,
          message: 'The token outlives the job; leave this out, so that it is taken back.',
          fixes: () => {
            const edit = setInput(ctx.source, step, 'skip-token-revoke', 'false');
            return [edit && { title: 'Take the token back', safety: 'unsafe', edits: [edit] }];
          },
          ...(isFenced(kept) ? { confidence: 'low' } : { profile: 'default' }),
        });
      }
      const permissions = inputsOf(step)
        .map(({ name }) => name.text.toLowerCase())
        .filter((name) => name.startsWith('permission-'))
        .map((name) => name.slice('permission-'.length));
      if (permissions.length === 0)
        ctx.report({
          span,
          message: 'The token can do all that the app can; say what it is for with `permission-…`.',
        });
      const organisation = permissions.length > 0 && permissions.every((name) => ORGANISATION.has(name));
      const owner = inputOf(step, 'owner');
      if (owner && !inputOf(step, 'repositories') && !organisation)
        ctx.report({
          span,
          message:
            'The token is for every repository of the owner; name the ones it is for in `repositories`.',
          related: [{ span: owner.span, message: 'all of its repositories' }],
        });
    },
  },
});

/** Permissions that have no repository, from the action's own list of inputs, 2026-11. */
const ORGANISATION: ReadonlySet<string> = new Set([
  'members',
  'custom-properties-for-organizations',
  'enterprise-custom-properties-for-organizations',
  'organization-administration',
  'organization-announcement-banners',
  'organization-copilot-seat-management',
  'organization-custom-org-roles',
  'organization-custom-properties',
  'organization-custom-roles',
  'organization-events',
  'organization-hooks',
  'organization-packages',
  'organization-personal-access-token-requests',
  'organization-personal-access-tokens',
  'organization-plan',
  'organization-projects',
  'organization-secrets',
  'organization-self-hosted-runners',
  'organization-user-blocking',
]);

import type { RepositoryUses } from '../../server/core/model/github/uses.ts';
import { isSettingName, secretReadIn } from '../../server/core/model/secret-name.ts';
import { scalarsIn } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

const SECRETS = /secrets\./;
/** Owners whose platform has the secrets anyway. */
const OWN: ReadonlySet<string> = new Set(['actions', 'github']);

export default defineRule({
  id: 'secret-for-mutable-action',
  summary: 'An action that its owner can change is given a secret',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3', 'CICD-SEC-6'],
  cwe: [829, 522],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-001'] },
  docs: `
    ## What it does
    Reports inputs and variables with \`secrets.NAME\` (other than \`GITHUB_TOKEN\`) of steps whose action belongs to somebody
    else and is named by a branch or tag. Actions of GitHub and of the owners that the secret is for by its name
    (\`secrets.DOCKERHUB_TOKEN\` for \`docker/login-action\`) are left alone.

    ## Why is this bad?
    Whoever moves the tag gets the secret on the next run, as happened to \`tj-actions/changed-files\` and others. Pin the
    action to a commit, and give it a token that can do no more than it has to.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: acme/changelog@v2
            with:
              token: \${{ secrets.ORG_ADMIN_PAT }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: acme/changelog@0123456789abcdef0123456789abcdef01234567 # v2.0.1
            with:
              token: \${{ secrets.ORG_ADMIN_PAT }}
    \`\`\`
  `,
  check: {
    step(ctx, { uses, with: inputs, env }) {
      if (
        uses?.kind !== 'repository' ||
        uses.isCommit ||
        !ctx.source.has(SECRETS) ||
        OWN.has(uses.owner.toLowerCase())
      )
        return;
      for (const scalar of [...scalarsIn(inputs), ...scalarsIn(env?.pair.value)]) {
        const name = secretReadIn(scalar.text);
        if (!name || isSettingName(name) || belongsTo(name, uses)) continue;
        ctx.report({
          span: scalar.span,
          message: `Whoever moves \`${uses.ref || uses.text}\` of this action gets the secret; pin the action to a commit.`,
        });
      }
    },
  },
});

/** True when the secret is for the service of the action's owner. */
function belongsTo(name: string, { owner, repo }: RepositoryUses): boolean {
  const secret = name.toLowerCase().replace(/_/g, '');
  return [owner, ...repo.split('-')]
    .map((part) => part.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .some((part) => part.length > 2 && !COMMON.has(part) && secret.includes(part));
}

/** Words of repositories' names that say nothing of a service. */
const COMMON: ReadonlySet<string> = new Set([
  'action',
  'actions',
  'github',
  'token',
  'setup',
  'release',
  'deploy',
  'login',
  'auth',
  'app',
  'get',
  'key',
  'secret',
]);

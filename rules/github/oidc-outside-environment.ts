import { grants } from '../../server/core/model/github/permissions.ts';
import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { publicationIn } from '../../server/core/model/release.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Actions that trade the identity token for credentials, with the input that is there only if they do. */
const SIGN_IN: Readonly<Record<string, string | undefined>> = {
  'aws-actions/configure-aws-credentials': 'role-to-assume',
  'azure/login': 'client-id',
  'crates-io/publish-action': undefined,
  'google-github-actions/auth': 'workload_identity_provider',
  'hashicorp/vault-action': 'role',
  'pypa/gh-action-pypi-publish': undefined,
  'rubygems/configure-rubygems-credentials': undefined,
  'rubygems/release-gem': undefined,
  'rust-lang/crates-io-auth-action': undefined,
};

export default defineRule({
  id: 'oidc-outside-environment',
  summary: 'A job signs in to a cloud or registry from any branch',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-2', 'CICD-SEC-5'],
  cwe: [862, 284],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-030', 'GHA-113'] },
  docs: `
    ## What it does
    Reports jobs that may ask for an identity token (\`id-token: write\`), use it to sign in to AWS, Google Cloud, Azure or
    Vault or to publish a package, and are bound to no environment.

    ## Why is this bad?
    The token's subject then names the repository and a branch at best. Whoever can push a branch can change the workflow
    there and ask for the same credentials, unless the trust policy on the other side names the branch. With an environment
    the subject names it (\`repo:owner/name:environment:production\`), and its rules say which branches get that far.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on:
      push:
        branches: [main]
    permissions:
      id-token: write
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - uses: aws-actions/configure-aws-credentials@v4
            with:
              role-to-assume: arn:aws:iam::111122223333:role/deploy
              aws-region: eu-central-1
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on:
      push:
        branches: [main]
    permissions:
      id-token: write
    jobs:
      deploy:
        runs-on: ubuntu-latest
        environment: production
        steps:
          - uses: aws-actions/configure-aws-credentials@v4
            with:
              role-to-assume: arn:aws:iam::111122223333:role/deploy
              aws-region: eu-central-1
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (!/id-token|write-all/.test(ctx.source.text)) return;
      for (const job of pipeline.jobs) {
        if (!job.github || job.hasEnvironment) continue;
        if (!grants(job.github.effectivePermissions, 'id-token', 'write')) continue;
        const use = job.actions.find(({ name, step }) => signsIn(name, step))?.span ?? publicationIn(job);
        if (use)
          ctx.report({
            span: use,
            message:
              'Any branch can get these credentials by changing the workflow; give the job a protected `environment`.',
          });
      }
    },
  },
});

function signsIn(name: string, step: Step): boolean {
  if (!Object.hasOwn(SIGN_IN, name)) return false;
  const input = SIGN_IN[name];
  return input === undefined ? !inputOf(step, 'password') : inputOf(step, input) !== undefined;
}

import { grants } from '../../server/core/model/github/permissions.ts';
import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { isReusableOnly } from '../../server/core/model/github/triggers.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import { isPublicRegistry, mayPublish, publishTarget } from '../../server/core/model/publish-command.ts';
import type { Script } from '../../server/core/parse/shell.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'long-lived-publish-token',
  summary: 'A package is published with a stored token although the registry trusts workflows',
  severity: 'info',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [798, 522],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-050', 'GL-050'], zizmor: ['use-trusted-publishing'] },
  references: [
    'https://docs.pypi.org/trusted-publishers/',
    'https://docs.npmjs.com/trusted-publishers',
    'https://crates.io/docs/trusted-publishing',
    'https://guides.rubygems.org/trusted-publishing/',
    'https://learn.microsoft.com/nuget/nuget-org/trusted-publishing',
  ],
  docs: `
    ## What it does
    Reports jobs that publish to PyPI, npm, crates.io, RubyGems or NuGet and cannot use trusted publishing, because
    they have no \`id-token: write\`, and actions that are told to use a password instead. Dry runs and other registries
    are left alone. On GitLab it reports jobs without \`id_tokens\` in a file that mentions such a token, in the \`strict\`
    profile.

    ## Why is this bad?
    A stored token works from anywhere and for as long as nobody revokes it; whoever reads it once can publish releases.
    With trusted publishing the registry gives out a token for minutes, to one workflow of one repository.

    ## Example
    \`\`\`yaml bad .github/workflows/release.yml
    on:
      release:
        types: [published]
    permissions: {}
    jobs:
      publish:
        runs-on: ubuntu-latest
        steps:
          - run: npm publish
            env:
              NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/release.yml
    on:
      release:
        types: [published]
    permissions: {}
    jobs:
      publish:
        runs-on: ubuntu-latest
        environment: npm
        permissions:
          id-token: write
        steps:
          - run: npm publish
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      const input = tokenInput(step);
      if (!input || !step.uses) return;
      ctx.report({
        span: step.uses.node.span,
        message:
          'This publishes with a stored token; set up trusted publishing at the registry and take it away.',
        related: [{ span: input.span, message: 'trusted publishing is turned off here' }],
      });
    },
    script(ctx, script) {
      if (!mayPublish(script.text)) return;
      if (script.host === 'script') checkGitlab(ctx, script);
      if (script.host !== 'run') return;
      const { step } = script;
      const job = step?.job;
      if (!job || grants(job.effectivePermissions, 'id-token', 'write') || publishesElsewhere(step)) return;
      for (const command of script.commands) {
        const registry = publishTarget(command);
        if (!registry) continue;
        // What a reusable workflow may do is up to its caller.
        const unknown = !job.effectivePermissions && isReusableOnly(job.workflow.triggers);
        ctx.report({
          span: script.spanOf(command),
          message: `This publishes to ${registry} with a stored token; use trusted publishing (\`id-token: write\`).`,
          ...(unknown && { profile: 'strict', confidence: 'medium' }),
        });
      }
    },
  },
});

/** GitLab's own token ends with the job; a job with `id_tokens` may trade one of those. */
function checkGitlab(ctx: Context, script: Script): void {
  if (!script.gitlabJob?.lacks('id_tokens') || !ctx.source.has(STORED_TOKEN)) return;
  for (const command of script.commands) {
    const registry = publishTarget(command);
    if (!registry) continue;
    ctx.report({
      span: script.spanOf(command),
      message: `This publishes to ${registry} with a stored token; use trusted publishing (\`id_tokens\`).`,
      profile: 'strict',
    });
  }
}

/** Names that the tools of the public registries, and people, give to their tokens. */
const STORED_TOKEN =
  /\b(?:NPM_TOKEN|NODE_AUTH_TOKEN|NPM_AUTH_TOKEN|PYPI_(?:API_)?TOKEN|TWINE_PASSWORD|POETRY_PYPI_TOKEN\w{0,20}|UV_PUBLISH_TOKEN|RUBYGEMS_API_KEY|GEM_HOST_API_KEY|CARGO_REGISTRY_TOKEN|NUGET_API_KEY)\b/;

/** The input that makes a publishing action use a stored token. */
function tokenInput(step: Step): ScalarNode | undefined {
  if (isAction(step.uses, 'pypa/gh-action-pypi-publish')) {
    const url = inputOf(step, 'repository-url') ?? inputOf(step, 'repository_url');
    return !url || isPublicRegistry(url.text.trim()) ? inputOf(step, 'password') : undefined;
  }
  if (isAction(step.uses, 'rubygems/release-gem')) {
    const input = inputOf(step, 'setup-trusted-publisher');
    return input?.text === 'false' ? input : undefined;
  }
  if (isAction(step.uses, 'rubygems/configure-rubygems-credentials')) {
    const server = inputOf(step, 'gem-server');
    return !server || isPublicRegistry(server.text.trim()) ? inputOf(step, 'api-token') : undefined;
  }
  if (isAction(step.uses, 'actions/setup-node')) {
    const url = inputOf(step, 'registry-url');
    const always = inputOf(step, 'always-auth');
    return url && isPublicRegistry(url.text.trim()) && always?.text === 'true' ? always : undefined;
  }
  return undefined;
}

/** True when the job is set up for another registry: an address in `setup-node` or in a variable. */
function publishesElsewhere({ job, env, index }: Step): boolean {
  const setups = job?.steps.filter((step) => step.index < index && isAction(step.uses, 'actions/setup-node'));
  const registry = setups?.map((step) => inputOf(step, 'registry-url')).findLast((url) => url !== undefined);
  if (registry && !isPublicRegistry(registry.text.trim())) return true;
  return [env, job?.env, job?.workflow.env].some((found) =>
    found?.entries.some(
      ({ name, value }) => TARGET_VARIABLES.test(name.text) && value && !isPublicRegistry(value.text.trim()),
    ),
  );
}

const TARGET_VARIABLES =
  /^(?:TWINE_REPOSITORY(?:_URL)?|UV_PUBLISH_URL|HATCH_INDEX_REPO|PDM_PUBLISH_REPO|NPM_CONFIG_REGISTRY|RUBYGEMS_HOST|YARN_NPM_(?:REGISTRY_SERVER|PUBLISH_REGISTRY))$/i;

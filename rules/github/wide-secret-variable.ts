import type { Env } from '../../server/core/model/github/environment.ts';
import { isSettingName, secretReadIn } from '../../server/core/model/secret-name.ts';
import type { Node } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'wide-secret-variable',
  summary: 'A secret is a variable of steps or jobs that do not use it',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [522, 668],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-072'] },
  docs: `
    ## What it does
    Reports \`secrets.NAME\` in the \`env\` of a job with several steps, or of a workflow with several jobs, where exactly one of
    them mentions the variable. \`secrets.GITHUB_TOKEN\` is left alone, and so are names and addresses
    that are only kept as secrets (\`secrets.BUCKET_NAME\`).

    ## Why is this bad?
    Every action and every program of the other steps gets the secret in its environment, and needs only to look. In the
    \`env\` of the one step that uses it, it is out of their reach.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      ship:
        runs-on: ubuntu-latest
        env:
          DEPLOY_TOKEN: \${{ secrets.DEPLOY_TOKEN }}
        steps:
          - run: ./test.sh
          - run: ./deploy.sh --token-from-env "$DEPLOY_TOKEN"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      ship:
        runs-on: ubuntu-latest
        steps:
          - run: ./test.sh
          - run: ./deploy.sh --token-from-env "$DEPLOY_TOKEN"
            env:
              DEPLOY_TOKEN: \${{ secrets.DEPLOY_TOKEN }}
    \`\`\`
  `,
  check: {
    workflow(ctx, { env, jobs }) {
      if (!ctx.source.text.includes('secrets.')) return;
      if (env) check(ctx, env, jobs, 'job');
      for (const job of jobs) if (job.env) check(ctx, job.env, job.steps, 'step');
    },
  },
});

function check(
  ctx: Context,
  env: Env,
  places: readonly { readonly node: Node }[],
  what: 'job' | 'step',
): void {
  if (places.length < 2) return;
  for (const { name, value } of env.entries) {
    const secret = value && secretReadIn(value.text);
    if (!value || secret === undefined || isSettingName(secret)) continue;
    const users = places.filter(({ node }) => mentions(ctx.source.slice(node.span), name.text));
    // What no one mentions is read by a program that knows the name: by which one cannot be told.
    if (users.length !== 1) continue;
    ctx.report({
      span: value.span,
      message: `Only one ${what} uses this secret and all of them get it; move it into the \`env\` of that ${what}.`,
    });
  }
}

/** True when the word stands in the text; a name out of a file is no pattern. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/\w/.test(text[at - 1] ?? ' ') && !/\w/.test(text[at + name.length] ?? ' ')) return true;
  }
  return false;
}

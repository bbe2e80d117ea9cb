import { removePair } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import type { Env } from '../../server/core/model/github/environment.ts';
import { fromHead } from '../../server/core/model/github/place.ts';
import { liveJobs } from '../../server/core/model/github/workflow.ts';
import type { Context } from '../../server/core/rule.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'insecure-commands',
  summary: 'A step accepts workflow commands that set variables from its output',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [77, 94],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    zizmor: ['insecure-commands'],
    sisakulint: ['unsecure-commands'],
    'pipeline-check': ['GHA-038'],
  },
  references: [
    'https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/',
  ],
  docs: `
    ## What it does
    Reports \`ACTIONS_ALLOW_UNSECURE_COMMANDS: true\` in the \`env\` of a workflow, a job or a step.

    An \`env\` that is one expression may set it too; that is reported in the \`audit\` profile.

    ## Why is this bad?
    The runner then obeys \`::set-env\` and \`::add-path\` in whatever a step prints. Text from a pull request, a test's output
    or a downloaded file can set \`LD_PRELOAD\` or \`PATH\` for all later steps. GitHub took these commands out in 2020.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make
            env:
              ACTIONS_ALLOW_UNSECURE_COMMANDS: true
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: make
            env:
              MODE: release
    \`\`\`

    ## Fix safety
    The fix takes the variable away. It is unsafe: a step that still uses these commands fails then, and should write to
    \`$GITHUB_ENV\` and \`$GITHUB_PATH\`.
  `,
  check: {
    workflow(ctx, workflow) {
      check(ctx, workflow.env);
      for (const job of liveJobs(workflow)) check(ctx, job.env);
    },
    step(ctx, step) {
      if (step.run) check(ctx, step.env);
    },
  },
});

function check(ctx: Context, env: Env | undefined): void {
  if (!env) return;
  if (env.expression) {
    ctx.report({
      span: env.pair.span,
      message:
        'This expression may set `ACTIONS_ALLOW_UNSECURE_COMMANDS`; write the names of the variables out.',
      confidence: 'low',
      profile: 'audit',
    });
    return;
  }
  for (const entry of env.entries) {
    if (entry.name.text !== 'ACTIONS_ALLOW_UNSECURE_COMMANDS') continue;
    if (!/^\s*true\s*$/i.test(entry.value?.text ?? '')) continue;
    ctx.report({
      span: fromHead(ctx.source, env.pair.key.span, entry.pair.span),
      message: 'The runner then obeys `set-env` and `add-path` in any output; take the variable away.',
      fixes: () => [fixOf(ctx, env, entry.pair)],
    });
  }
}

function fixOf(ctx: Context, env: Env, pair: Env['pair']): Fix | undefined {
  const map = env.pair.value;
  if (map?.kind !== 'map') return undefined;
  const edit = removePair(ctx.source, map, pair);
  return edit && { title: 'Remove the variable', safety: 'unsafe', edits: [edit] };
}

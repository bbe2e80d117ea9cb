import { eventsOf } from '../../server/core/model/github/events.ts';
import { tokenPower } from '../../server/core/model/github/permissions.ts';
import { fromHead } from '../../server/core/model/github/place.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import { type Job, liveJobs, type Workflow } from '../../server/core/model/github/workflow.ts';
import { scalarsIn } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'dangerous-trigger',
  summary: 'Anyone can start the workflow with the privileges of the repository',
  severity: 'high',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [863],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    zizmor: ['dangerous-triggers'],
    sisakulint: ['dangerous-triggers-critical', 'dangerous-triggers-medium'],
  },
  references: ['https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/'],
  docs: `
    ## What it does
    Reports the triggers \`pull_request_target\` and \`workflow_run\`.

    Where no job that they start has a token that can write, or names a secret, this is reported in the \`audit\` profile
    only. A workflow that does nothing but run \`actions/labeler\` is not reported.

    ## Why is this bad?
    A pull request from a fork then starts a run with the secrets and the token of the base repository. Each script and
    action of it has to treat the title, the branch and the files of the pull request as an attacker's, for all time.

    ## Example
    \`\`\`yaml bad .github/workflows/greet.yml
    on: pull_request_target
    permissions:
      pull-requests: write
    jobs:
      greet:
        runs-on: ubuntu-latest
        steps:
          - run: gh pr comment "$URL" --body hello
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/greet.yml
    on: pull_request
    permissions: {}
    jobs:
      greet:
        runs-on: ubuntu-latest
        steps:
          - run: make test
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      const { pair, list } = workflow.triggers;
      for (const { event, node } of list) {
        if (event !== 'pull_request_target' && event !== 'workflow_run') continue;
        if (event === 'pull_request_target' && onlyLabels(workflow)) continue;
        const started = liveJobs(workflow).filter((job) => eventsOf(job).includes(event));
        const harmless = !started.some(isPrivileged);
        ctx.report({
          span: pair ? fromHead(ctx.source, pair.key.span, node.span) : node.span,
          message:
            event === 'workflow_run'
              ? 'A run that a fork started leads to this one with secrets; trust nothing that it left.'
              : 'A pull request of a fork starts this with secrets and a token; use `pull_request` if you can.',
          ...(harmless && { severity: 'low', profile: 'audit' }),
        });
      }
    },
  },
});

function onlyLabels({ jobs }: Workflow): boolean {
  const [step] = jobs[0]?.steps ?? [];
  return jobs.length === 1 && jobs[0]!.steps.length === 1 && isAction(step?.uses, 'actions/labeler');
}

function isPrivileged(job: Job): boolean {
  const power = tokenPower(job.effectivePermissions);
  if (power === 'write' || power === 'unknown' || job.secrets) return true;
  for (const scalar of scalarsIn(job.node)) if (/\bsecrets\b/i.test(scalar.text)) return true;
  return false;
}

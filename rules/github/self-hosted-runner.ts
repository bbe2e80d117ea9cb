import { eventsOf, isPrivilegedEvent } from '../../server/core/model/github/events.ts';
import { matrixValuesOf } from '../../server/core/model/github/matrix.ts';
import { type Job, liveJobs, runnerLabels } from '../../server/core/model/github/workflow.ts';
import { interpolationsOf, isFenced } from '../../server/core/parse/expression.ts';
import { contextOf } from '../../server/core/parse/expression-query.ts';
import { isMap, type ScalarNode, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'self-hosted-runner',
  summary: 'A job runs on a machine of your own',
  severity: 'medium',
  confidence: 'high',
  profile: 'audit',
  earliest: 'strict',
  owasp: ['CICD-SEC-7'],
  cwe: [1188, 250],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    sisakulint: ['self-hosted-runners'],
    zizmor: ['self-hosted-runner'],
    poutine: ['pr_runs_on_self_hosted'],
    'pipeline-check': ['GHA-012', 'GHA-105'],
  },
  references: [
    'https://docs.github.com/en/actions/reference/security/secure-use#hardening-for-self-hosted-runners',
  ],
  docs: `
    ## What it does
    Reports jobs whose \`runs-on\` has the label \`self-hosted\`, directly or out of the matrix; with less confidence those
    that name a runner group or compute the label. Jobs that a pull request or a stranger's comment can start are in the
    \`strict\` profile, all others in \`audit\`.

    ## Why is this bad?
    Unless each job gets a fresh machine, a job can leave behind programs, caches and credentials for the next one. In a
    public repository a pull request of anyone runs there, inside your network.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: pull_request
    permissions: {}
    jobs:
      test:
        runs-on: [self-hosted, linux]
        steps:
          - run: make test
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: pull_request
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) {
        const how = job.runsOn && runnerOf(job);
        if (!how) continue;
        const open =
          how === OWN && eventsOf(job).some((event) => event === 'pull_request' || isPrivilegedEvent(event));
        ctx.report({
          span: job.runsOn!.span,
          message: open
            ? `${how}, and others can start this job there; use a hosted or a one-time runner.`
            : `${how}; make sure that each job gets a fresh one.`,
          ...(how !== OWN && { confidence: 'low' }),
          ...(open && { profile: 'strict', severity: 'high' }),
        });
      }
    },
  },
});

const OWN = 'This is a machine of your own';
const PERHAPS = 'This may be a machine of your own';

function runnerOf(job: Job): string | undefined {
  const value = job.runsOn?.value;
  const [label] = runnerLabels(job);
  if (!label) return isMap(value) && valueAt(value, 'group') ? PERHAPS : undefined;
  if (isOwn(label)) return OWN;
  const expression = isFenced(label) ? interpolationsOf(label)[0]?.expression : undefined;
  const context = expression && contextOf(expression);
  if (context && !context.call && context.parts[0] === 'matrix')
    return job.matrix && matrixValuesOf(job.matrix, context.parts.slice(1))?.some(isOwn) ? OWN : undefined;
  // A whole `runs-on` that is computed mostly chooses among hosted runners.
  return isFenced(label) && label !== value ? PERHAPS : undefined;
}

function isOwn({ text }: ScalarNode): boolean {
  return text.trim().toLowerCase() === 'self-hosted';
}

import { stepEvents } from '../../server/core/model/github/events.ts';
import type { Step } from '../../server/core/model/github/step.ts';
import { filterOf, triggerOf } from '../../server/core/model/github/triggers.ts';
import type { Job } from '../../server/core/model/github/workflow.ts';
import { changesInfrastructure, INFRASTRUCTURE_HINT } from '../../server/core/model/infrastructure.ts';
import { commandsOf } from '../../server/core/model/pipeline.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Emulators and clusters on the machine itself. */
const LOCAL = /localstack|\bmoto\b|localhost|127\.0\.0\.1|\bkind\s+create\b|\bk3d\b|minikube|\btflocal\b/i;
/** A stack or workspace that the request has for itself. */
const OWN_STACK =
  /(?:\bpr|pull|request|preview|review|ephemeral|sandbox|\btest)[-_/$\s{]|event\.(?:number|pull_request\.number)|CI_MERGE_REQUEST_IID|CI_COMMIT_REF_SLUG/i;

export default defineRule({
  id: 'infrastructure-change-on-request',
  summary: 'A pull or merge request changes infrastructure before it is merged',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-1'],
  cwe: [829, 862],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-117', 'GL-041'] },
  docs: `
    ## What it does
    Reports \`terraform apply\`, \`pulumi up\`, \`cdk deploy\`, \`aws cloudformation deploy\` and their like in jobs that a pull or
    merge request starts. Not reported: requests that are closed (merged) already, jobs bound to an environment or waiting for
    a click, changes of a stack of the request's own (\`--stack pr-12\`), and services on the machine itself.

    ## Why is this bad?
    The files that are applied come out of the request: whoever opens it decides what the cloud credentials of the job do,
    and providers and modules run code while they plan. Plan on requests with credentials that can only read, and apply from
    the protected branch.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: pull_request
    permissions:
      contents: read
      id-token: write
    jobs:
      apply:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: terraform init && terraform apply -auto-approve
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on:
      pull_request:
      push:
        branches: [main]
    permissions:
      contents: read
      id-token: write
    jobs:
      apply:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: terraform init && terraform plan
          - if: github.event_name == 'push'
            run: terraform apply -auto-approve
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (!INFRASTRUCTURE_HINT.test(ctx.source.text)) return;
      for (const job of pipeline.jobs) {
        if (!job.scripts.some(({ text }) => INFRASTRUCTURE_HINT.test(text)) || !job.onRequest) continue;
        if (
          job.hasEnvironment ||
          LOCAL.test(ctx.source.slice(job.gitlab?.node.span ?? job.github!.node.span))
        )
          continue;
        const steps = job.github && openSteps(job.github);
        for (const { script, line, span } of commandsOf(job, INFRASTRUCTURE_HINT)) {
          if (!changesInfrastructure(line) || OWN_STACK.test(line.text)) continue;
          if (steps && !steps.some(({ run }) => run?.span.start === script.span.start)) continue;
          ctx.report({
            span,
            message: 'This applies changes of a pull or merge request before it is merged; only plan here.',
          });
        }
      }
    },
  },
});

/** The steps that run for a request that is still open, behind no condition on the branch that is merged into. */
function openSteps(job: Job): readonly Step[] {
  const events = ['pull_request', 'pull_request_target'].filter((event) => {
    const types = filterOf(triggerOf(job.workflow.triggers, event), 'types');
    return !types || types.some((type) => type !== 'closed');
  });
  return job.steps.filter(
    (step) =>
      stepEvents(step).some((event) => events.includes(event)) &&
      ![job.condition, step.condition].some((condition) => condition && GUARD.test(condition.node.text)),
  );
}

/** Conditions that no open request meets. */
const GUARD = /github\.ref(?:_name)?\s*==|\.merged\b|\binputs\.|github\.event\.action\s*==\s*'closed'/;

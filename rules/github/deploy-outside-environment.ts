import { DELIVERY_NAME, deedOf } from '../../server/core/model/delivery.ts';
import { runnerLabels } from '../../server/core/model/github/workflow.ts';
import { commandsOf, type PipelineJob } from '../../server/core/model/pipeline.ts';
import { isScalar } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

const HINT =
  /\b(?:aws|kubectl|helm|terraform|tofu|terragrunt|cdk|sam|sls|serverless|pulumi|gcloud|az|flyctl|fly|heroku|vercel|netlify|firebase|wrangler|ansible-playbook|eb|copilot|skaffold|ecspresso)\s/;
/** Jobs around a deployment. */
const AROUND =
  /notif|validat|verif|check|lint|test|prepare|plan|draft|notes|docs|preview|review|stop|undeploy|teardown|status|metric|report|dry|detect|\bget|find|fetch|resolve|branch|please|package|changelog|version|type/i;
/** What deploys to no registry of packages but to where things run. */
const TO_RUN =
  /^(?:aws|kubectl|helm|terraform|tofu|terragrunt|npx|cdk|sam|sls|serverless|pulumi|copilot|eb|ecs-cli|amplify|firebase|netlify|vercel|skaffold|ecspresso|ansible-playbook)\s/;
const OTHER =
  /^(?:gcloud\s(?:.*\s)?(?:run\s+deploy|app\s+deploy|functions\s+deploy)(?:\s|$)|az\s(?:.*\s)?(?:webapp|functionapp|containerapp)\s(?:.*\s)?(?:deploy|up|update)(?:\s|$)|(?:flyctl|fly)\s+deploy(?:\s|$)|(?:npx\s+)?wrangler\s(?:.*\s)?(?:deploy|publish)(?:\s|$))/;
const LOCAL =
  /localstack|\bmoto\b|localhost|127\.0\.0\.1|\bkind\s+create\b|\bk3d\b|minikube|helm\/kind-action/i;

export default defineRule({
  id: 'deploy-outside-environment',
  summary: 'A job deploys without an environment that could hold it back',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-1', 'CICD-SEC-5'],
  cwe: [862],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-014', 'GHA-112', 'GL-004'] },
  docs: `
    ## What it does
    Reports jobs that deploy, by their name, their stage or a command such as \`kubectl apply\`, \`helm upgrade\`, \`terraform
    apply\` or \`aws ecs update-service\`, and that are bound to no environment. On GitLab a job that waits for a click counts
    as held back. Commands on clusters and clouds of the machine itself are left alone. On a machine of your own it is high.

    ## Why is this bad?
    Without an environment there is no place for reviewers, waiting times and the branches that may deploy, and the
    credentials have to be secrets that every job of every branch can read.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on:
      push:
        branches: [main]
    permissions: {}
    jobs:
      ship:
        runs-on: ubuntu-latest
        steps:
          - run: kubectl apply -f k8s/
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on:
      push:
        branches: [main]
    permissions: {}
    jobs:
      ship:
        runs-on: ubuntu-latest
        environment: production
        steps:
          - run: kubectl apply -f k8s/
    \`\`\`
  `,
  check: {
    pipeline(ctx, { jobs }) {
      for (const job of jobs) {
        const command = deployCommand(job);
        if (!command && !isNamed(job)) continue;
        if ((job.gitlab ? !job.gitlab.lacks('environment') : job.hasEnvironment) || waits(job)) continue;
        if (LOCAL.test(ctx.source.slice((job.gitlab ?? job.github)!.node.span))) continue;
        const own = job.github && runnerLabels(job.github).some(({ text }) => text.trim() === 'self-hosted');
        ctx.report({
          span: command ?? job.name.span,
          message: own
            ? 'This deploys from a self-hosted runner without any approval; give the job a protected `environment`.'
            : 'This deploys without any approval or limit of branches; give the job a protected `environment`.',
          ...(own && { severity: 'high' }),
        });
      }
    },
  },
});

/** True for a job that starts by a click only. */
function waits({ gitlab }: PipelineJob): boolean {
  if (!gitlab) return false;
  const when = gitlab.effective('when');
  if (isScalar(when)) return when.text === 'manual' || when.text === 'never';
  return gitlab.rules?.some((rule) => rule.when?.text === 'manual') ?? false;
}

function isNamed({ name, gitlab, scripts }: PipelineJob): boolean {
  const stage = gitlab?.effective('stage');
  // A job without commands calls what deploys by an action, whose own rules apply.
  if (AROUND.test(name.text)) return false;
  return (
    scripts.length > 0 &&
    (DELIVERY_NAME.test(name.text) || (isScalar(stage) && DELIVERY_NAME.test(stage.text)))
  );
}

function deployCommand(job: PipelineJob): Span | undefined {
  for (const { line, span } of commandsOf(job, HINT)) {
    if (OTHER.test(line.text) || (TO_RUN.test(line.text) && deedOf(line) === 'deploy')) return span;
  }
  return undefined;
}

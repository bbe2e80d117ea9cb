import { agentIn, mentionsAgent } from '../../server/core/model/agent.ts';
import { changesInfrastructure } from '../../server/core/model/infrastructure.ts';
import { commandsOf } from '../../server/core/model/pipeline.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

const LANDING_HINT =
  /\b(?:push|merge|terraform|tofu|terragrunt|cloudformation|cdk|pulumi|sam|serverless|sls)\b/;
const LANDING =
  /^(?:git\s(?:.*\s)?push(?:\s|$)|gh\s+pr\s+merge(?:\s|$)|glab\s+mr\s+merge(?:\s|$))(?!.*\s--dry-run)/;
const LANDING_ACTIONS: ReadonlySet<string> = new Set([
  'actions-js/push',
  'ad-m/github-push-action',
  'endbug/add-and-commit',
  'pascalgn/automerge-action',
  'peter-evans/enable-pull-request-automerge',
  'stefanzweifel/git-auto-commit-action',
]);

export default defineRule({
  id: 'unreviewed-agent-change',
  summary: 'What an AI agent wrote takes effect before anyone has read it',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: [862, 1427],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-104', 'GHA-111', 'GHA-123', 'GL-049'] },
  docs: `
    ## What it does
    Reports jobs that run an AI agent and then push, merge, or apply infrastructure: \`git push\`, \`gh pr merge\`,
    \`glab mr merge\`, actions that commit, \`terraform apply\`. Jobs bound to an environment are left alone, as are those that
    only open a pull or merge request.

    ## Why is this bad?
    The answer of a model is a proposal by someone who may have been lied to. A pull request gives people and checks the
    chance to say no; a push to a branch or to the cloud does not.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    fix:
      script:
        - claude -p "Fix the failing test"
        - git commit -am "Fix the test"
        - git push origin HEAD:main
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    fix:
      script:
        - claude -p "Fix the failing test"
        - glab mr create --fill
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (!mentionsAgent(ctx.source)) return;
      for (const job of pipeline.jobs) {
        if (job.hasEnvironment || !agentIn(job, ({ changesFiles }) => changesFiles)) continue;
        for (const { name, span } of job.actions) if (LANDING_ACTIONS.has(name)) report(ctx, span, false);
        for (const { line, span } of commandsOf(job, LANDING_HINT)) {
          const applies = changesInfrastructure(line);
          if (applies || LANDING.test(line.text)) report(ctx, span, applies);
        }
      }
    },
  },
});

function report(ctx: Context, span: Span, applies: boolean): void {
  ctx.report({
    span,
    message: applies
      ? 'This applies what an agent may just have written; apply in another job, after a review.'
      : 'This puts what an agent wrote into effect unread; open a pull or merge request instead.',
    ...(applies && { severity: 'high' }),
  });
}

import { runsCheckout } from '../../server/core/model/github/execution.ts';
import {
  GATED,
  gatedCheckoutOf,
  isInsidersOnly,
  isMutableHead,
  LABEL_SET,
  wordOf,
} from '../../server/core/model/github/gate.ts';
import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { filterOf, triggerOf } from '../../server/core/model/github/triggers.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import { type Job, liveJobs, liveSteps } from '../../server/core/model/github/workflow.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'mutable-gated-checkout',
  summary: 'What is checked out after an approval can be changed after it was given',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: [367],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-092', 'GHA-002', 'GHA-046'],
    poutine: ['untrusted_checkout_exec'],
    sisakulint: [
      'untrusted-checkout-toctou-critical',
      'untrusted-checkout-toctou-high',
      'improper-access-control',
      'untrusted-checkout',
    ],
  },
  references: ['https://codeql.github.com/codeql-query-help/actions/actions-untrusted-checkout-toctou-high/'],
  docs: `
    ## What it does
    Reports checkouts of a pull request by the name of its branch (\`github.head_ref\`, \`…head.ref\`, \`refs/pull/N/head\`,
    \`gh pr checkout\`) in jobs on \`pull_request_target\`, \`issue_comment\` and the like that wait for someone's word: a protected
    \`environment\`, a label, a comment of somebody trusted.

    Where anyone may give the word (a comment with a command, by nobody in particular), this is in the \`default\` profile when
    something of the branch is run afterwards, in \`strict\` otherwise.

    Also conditions on a label in workflows that run again for each new commit (\`synchronize\`).

    ## Why is this bad?
    The name stands for the newest commit when the job comes to it. Between the approval and the checkout the stranger
    pushes another commit, which nobody has read, and it runs as the approved one. The commit in the event
    (\`github.event.pull_request.head.sha\`) is the one that was looked at.

    ## Example
    \`\`\`yaml bad .github/workflows/preview.yml
    on: pull_request_target
    permissions: {}
    jobs:
      preview:
        runs-on: ubuntu-latest
        environment: preview
        steps:
          - uses: actions/checkout@v4
            with:
              ref: \${{ github.event.pull_request.head.ref }}
              repository: \${{ github.event.pull_request.head.repo.full_name }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/preview.yml
    on: pull_request_target
    permissions: {}
    jobs:
      preview:
        runs-on: ubuntu-latest
        environment: preview
        steps:
          - uses: actions/checkout@v4
            with:
              ref: \${{ github.event.pull_request.head.sha }}
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      if (!workflow.triggers.list.some(({ event }) => GATED.has(event))) return;
      for (const job of liveJobs(workflow)) {
        let reported: Span | undefined;
        for (const step of liveSteps(job)) {
          const stays = lastingLabel(job, step);
          if (stays) {
            if (stays.start !== reported?.start)
              ctx.report({
                span: stays,
                message:
                  'The label stays while commits are added, and each of them runs; look for the event that sets it.',
              });
            reported = stays;
            continue;
          }
          const checkout = gatedCheckoutOf(job, step);
          if (!checkout) continue;
          const { place, gate } = checkout;
          ctx.report({
            span: place,
            message: gate.isOpenToAll
              ? 'Anyone can give this command, and the branch can change after it; ask who did, and check out `head.sha`.'
              : `The branch can change after ${gate.what}; check out the commit that was looked at (\`head.sha\`).`,
            related: [{ span: gate.span, message: 'this is waited for' }],
            ...(gate.isOpenToAll &&
              !runsCheckout(step, liveSteps(job)) && {
                severity: 'medium',
                confidence: 'medium',
                profile: 'strict',
              }),
          });
        }
      }
    },
  },
});

/** A condition on a label that lets through commits which came after the label, to a step that checks the head out. */
function lastingLabel(job: Job, step: Step): Span | undefined {
  const ref = isAction(step.uses, 'actions/checkout') ? inputOf(step, 'ref') : undefined;
  if (!ref || !(isMutableHead(ref.text) || ref.text.includes('pull_request.head.sha'))) return undefined;
  const trigger = triggerOf(job.workflow.triggers, 'pull_request_target');
  const types = trigger && (filterOf(trigger, 'types') ?? ['opened', 'synchronize', 'reopened']);
  if (!types?.includes('synchronize') || isInsidersOnly(job, step)) return undefined;
  const condition = [job.condition, step.condition].find(
    (candidate) => wordOf(candidate)?.what === LABEL_SET,
  );
  const text = condition?.node.text ?? '';
  return condition &&
    !/event\.action|event\.label\b|event_name/.test(text) &&
    /labels\b/.test(text) &&
    !/!\s*contains/.test(text)
    ? condition.node.span
    : undefined;
}

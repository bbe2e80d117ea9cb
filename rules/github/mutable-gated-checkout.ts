import type { Condition } from '../../server/core/model/github/condition.ts';
import { stepEvents } from '../../server/core/model/github/events.ts';
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
    'pipeline-check': ['GHA-092'],
    sisakulint: [
      'untrusted-checkout-toctou-critical',
      'untrusted-checkout-toctou-high',
      'improper-access-control',
    ],
  },
  references: ['https://codeql.github.com/codeql-query-help/actions/actions-untrusted-checkout-toctou-high/'],
  docs: `
    ## What it does
    Reports checkouts of a pull request by the name of its branch (\`github.head_ref\`, \`…head.ref\`, \`refs/pull/N/head\`,
    \`gh pr checkout\`) in jobs on \`pull_request_target\`, \`issue_comment\` and the like that wait for someone's word: a protected
    \`environment\`, a label, a comment of somebody trusted.

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
          const place = mutableHead(step);
          const gate = place && stepEvents(step).some((event) => GATED.has(event)) && gateOf(job, step);
          if (!place || !gate || isInsidersOnly(job, step)) continue;
          ctx.report({
            span: place,
            message: `The branch can change after ${gate.what}; check out the commit that was looked at (\`head.sha\`).`,
            related: [{ span: gate.span, message: 'this is waited for' }],
            // Anyone may write a command; whether it counts as a word is up to what reads it.
            ...(gate.mild && { severity: 'medium', confidence: 'medium', profile: 'strict' }),
          });
        }
      }
    },
  },
});

const GATED: ReadonlySet<string> = new Set(['pull_request_target', 'issue_comment']);

/** The text that names the head of a pull request by a ref that can be moved. */
function mutableHead(step: Step): Span | undefined {
  if (isAction(step.uses, 'actions/checkout')) {
    const ref = inputOf(step, 'ref');
    return ref && MUTABLE.test(ref.text) ? ref.span : undefined;
  }
  const match = step.run && FETCH.exec(step.run.text);
  return match && step.run ? step.run.map.span(match.index, match.index + match[0].length) : undefined;
}

const MUTABLE =
  /github\.head_ref|github\.event\.pull_request\.head\.ref\b|^refs\/pull\/.{1,200}\/(?:head|merge)$|steps\.[\w-]{1,80}\.outputs\.head[_-]?(?:ref|branch)\b/i;
const FETCH =
  /\bgh pr checkout\b[^\n]{0,200}|\bgit (?:fetch|pull|checkout|switch)\b[^\n]{0,200}(?:\bpull\/[^\n]{1,120}\/(?:head|merge)\b|github\.head_ref|github\.event\.pull_request\.head\.ref|\$\{?GITHUB_HEAD_REF\b)/;

/** A condition on a label that lets through commits which came after the label, to a step that checks the head out. */
function lastingLabel(job: Job, step: Step): Span | undefined {
  const ref = isAction(step.uses, 'actions/checkout') ? inputOf(step, 'ref') : undefined;
  if (!ref || !(MUTABLE.test(ref.text) || ref.text.includes('pull_request.head.sha'))) return undefined;
  const trigger = triggerOf(job.workflow.triggers, 'pull_request_target');
  const types = trigger && (filterOf(trigger, 'types') ?? ['opened', 'synchronize', 'reopened']);
  if (!types?.includes('synchronize') || isInsidersOnly(job, step)) return undefined;
  const condition = [job.condition, step.condition].find(
    (candidate) => wordOf(candidate) === 'the label was set',
  );
  const text = condition?.node.text ?? '';
  return condition &&
    !/event\.action|event\.label\b|event_name/.test(text) &&
    /labels\b/.test(text) &&
    !/!\s*contains/.test(text)
    ? condition.node.span
    : undefined;
}

interface Gate {
  readonly span: Span;
  readonly what: string;
  readonly mild?: boolean;
}

/** What the job waits for before it runs. */
function gateOf(job: Job, step: Step): Gate | undefined {
  if (job.environment) return { span: job.environment.span, what: 'the deployment was approved' };
  for (const condition of [job.condition, step.condition]) {
    const what = wordOf(condition);
    if (condition && what) return { span: condition.node.span, what, mild: what === COMMAND };
  }
  const trigger = triggerOf(job.workflow.triggers, 'pull_request_target');
  const types = filterOf(trigger, 'types');
  return trigger && types?.length === 1 && types[0] === 'labeled'
    ? { span: trigger.node.span, what: 'the label was set' }
    : undefined;
}

function wordOf(condition: Condition | undefined): string | undefined {
  const text = condition?.node.text ?? '';
  if (/labels?\b/.test(text) && /contains|==/.test(text)) return 'the label was set';
  if (/author_association|comment\.user\.login/.test(text)) return 'the comment was written';
  return /comment\.body/.test(text) ? COMMAND : undefined;
}

const COMMAND = 'the command was given';

/** True when only branches of the repository itself get through. */
function isInsidersOnly(job: Job, step: Step): boolean {
  return [job.condition, step.condition].some((condition) =>
    /head\.repo\.(?:full_name|owner\.login|fork)/.test(condition?.node.text ?? ''),
  );
}

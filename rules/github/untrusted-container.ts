import { eventsOf, isPrivilegedEvent } from '../../server/core/model/github/events.ts';
import { originOf } from '../../server/core/model/github/taint.ts';
import { type Job, liveJobs } from '../../server/core/model/github/workflow.ts';
import { interpolationsOf } from '../../server/core/parse/expression.ts';
import { flowingContexts } from '../../server/core/parse/expression-query.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'untrusted-container',
  summary: 'Text of an outsider decides what container a job runs in, or how',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [88, 829],
  since: '0.1.0',
  fix: 'none',
  references: ['https://github.com/advisories/GHSA-2c6m-6gqh-6qg3'],
  docs: `
    ## What it does
    Reports an outsider's text (a title, a body, the name of a fork's branch) in the image, the options or the volumes of a
    job's container or service. In its \`env\` it is in the \`strict\` profile.

    ## Why is this bad?
    The runner puts these on the command line of Docker. Whoever chooses the image chooses the programs of the job; whoever
    writes an option can mount the machine's disk. Runners before 2.296.2 let the text of a variable out of its quotes, too.

    ## Example
    \`\`\`yaml bad .github/workflows/preview.yml
    on: pull_request_target
    permissions: {}
    jobs:
      preview:
        runs-on: ubuntu-latest
        container:
          image: ghcr.io/octo-org/preview:\${{ github.head_ref }}
        steps:
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/preview.yml
    on: pull_request_target
    permissions: {}
    jobs:
      preview:
        runs-on: ubuntu-latest
        container:
          image: ghcr.io/octo-org/preview@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        steps:
          - run: make
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) {
        for (const { image, options, volumes, env } of job.containers) {
          for (const value of [image, options, ...volumes])
            if (value)
              check(
                ctx,
                job,
                value,
                'Anyone can choose this text, which goes into the command that starts the container; use a fixed value.',
              );
          for (const { value } of env?.entries ?? [])
            if (value)
              check(
                ctx,
                job,
                value,
                'Anyone can choose this text, and old runners let it out of its quotes; set it in the step instead.',
                true,
              );
        }
      }
    },
  },
});

function check(ctx: Context, job: Job, value: ScalarNode, message: string, mild = false): void {
  const [step] = job.steps;
  if (!step || !value.text.includes('${{')) return;
  // Neither the step's condition nor its variables matter to the job's container.
  const place = { ...step, env: undefined, condition: undefined };
  for (const { start, end, expression } of interpolationsOf(value)) {
    if (
      !expression ||
      !flowingContexts(expression).some((context) => originOf(context, place).by === 'outsider')
    )
      continue;
    const open = eventsOf(job).some(isPrivilegedEvent);
    ctx.report({
      span: value.map.span(start, end),
      message,
      ...((mild || !open) && { severity: mild ? 'low' : 'medium', profile: 'strict' }),
    });
  }
}

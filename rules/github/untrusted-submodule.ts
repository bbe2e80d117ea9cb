import { stepEvents } from '../../server/core/model/github/events.ts';
import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

const UPDATE = /\bgit\s+submodule\s+(?:--\S+\s+)?update\b|\bgit\s+clone\s[^\n]{0,200}--recurs\S{0,20}/;

export default defineRule({
  id: 'untrusted-submodule',
  summary: 'A pull request chooses the repositories that are checked out with it',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-102'] },
  docs: `
    ## What it does
    Reports \`actions/checkout\` with \`submodules\`, and \`git submodule update\`, where a pull request starts the job. Where the
    job has the privileges of the base repository and the head is checked out, it is in the \`default\` profile.

    ## Why is this bad?
    \`.gitmodules\` is a file of the pull request: its author decides which addresses are cloned, and what lies in the
    folders that the build then runs. Submodules of your own that need a token are read with it, too.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: pull_request
    permissions:
      contents: read
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
            with:
              submodules: recursive
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions:
      contents: read
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
            with:
              submodules: recursive
          - run: make
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      const span = submodulesOf(step);
      if (!span) return;
      const events = stepEvents(step);
      const privileged = events.includes('pull_request_target');
      if (!privileged && !events.includes('pull_request')) return;
      const head = inputOf(step, 'ref')?.text ?? '';
      const open = privileged && /pull_request\.head|head_ref|refs\/pull\//.test(head);
      ctx.report({
        span,
        message:
          'The pull request decides which repositories are cloned here; fetch submodules for pushes only.',
        ...(open && { profile: 'default', severity: 'high' }),
      });
    },
  },
});

function submodulesOf(step: Step): Span | undefined {
  if (isAction(step.uses, 'actions/checkout')) {
    const input = inputOf(step, 'submodules');
    return input && /^(?:true|recursive)$/.test(input.text) ? input.span : undefined;
  }
  if (!step.run || !/submodule|--recurs/.test(step.run.text)) return undefined;
  const match = UPDATE.exec(step.run.text);
  return match ? step.run.map.span(match.index, match.index + match[0].length) : undefined;
}

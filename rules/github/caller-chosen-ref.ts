import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { originsIn } from '../../server/core/model/github/taint.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'caller-chosen-ref',
  summary: 'Whoever starts the workflow chooses the commit it runs',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4', 'CICD-SEC-1'],
  cwe: [829, 807],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-045'] },
  docs: `
    ## What it does
    Reports \`actions/checkout\` with a \`ref\` or \`repository\` from a free-text input of \`workflow_dispatch\`; in the
    \`audit\` profile also one of \`workflow_call\`.

    ## Why is this bad?
    The code of that commit runs with this workflow's secrets, permissions and environments, whether or not anyone has
    reviewed it; a commit of a fork can be named as well. Let the workflow run on the ref it is started for, or check that
    the input names a tag or a protected branch first.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on:
      workflow_dispatch:
        inputs:
          ref:
            required: true
    permissions:
      contents: read
    jobs:
      release:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
            with:
              ref: \${{ inputs.ref }}
          - run: make release
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: workflow_dispatch
    permissions:
      contents: read
    jobs:
      release:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: make release
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      if (!isAction(step.uses, 'actions/checkout') || !step.workflow) return;
      for (const name of ['ref', 'repository']) {
        const value = inputOf(step, name);
        const by = value && chooserOf(value, step);
        if (!value || !by) continue;
        ctx.report({
          span: value.span,
          message:
            'Whoever starts this picks the commit that runs with its secrets; check the input, or do without it.',
          // What calls a workflow is code that somebody has read.
          ...(by === 'caller' && { severity: 'low', profile: 'audit' }),
        });
      }
    },
  },
});

/** Who chooses a part of the value by an input; undefined for nobody, and for what an event says, which other rules report. */
function chooserOf(value: ScalarNode, step: Step): 'caller' | 'insider' | undefined {
  const origins = originsIn(value, step);
  if (origins.some(({ by }) => by === 'outsider')) return undefined;
  if (origins.some((origin) => origin.by === 'insider' && origin.what === 'dispatch')) return 'insider';
  const given = origins.find((origin) => origin.by === 'caller');
  const declared = given && step.workflow?.triggers.inputs.get(given.input);
  if (declared?.some(({ event, type }) => event === 'workflow_dispatch' && type === 'string'))
    return 'insider';
  return given && 'caller';
}

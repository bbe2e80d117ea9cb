import { replaceScalar } from '../../server/core/edit/yaml.ts';
import { actionName } from '../../server/core/model/github/uses.ts';
import { isMap } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';
import { nearest } from '../../server/core/text/nearest.ts';
import { ACTION_INPUTS } from '../data/action-inputs.ts';

export default defineRule({
  id: 'misspelt-action-input',
  summary: 'An input of an action is misspelt, so that it has no effect',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-7'],
  cwe: [1287],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { actionlint: ['action'] },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepswith',
  ],
  docs: `
    ## What it does
    Reports inputs of well-known actions that are one or two letters away from an input that the action has, and are no
    inputs themselves.

    ## Why is this bad?
    GitHub hands every name on and warns only in the log. \`persist-credential: false\` leaves the token on disk,
    \`permission-content: read\` gives the token all permissions of the app.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v6
            with:
              persist-credential: false
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v6
            with:
              persist-credentials: false
    \`\`\`

    ## Fix safety
    The fix corrects the name. It is unsafe, because the input takes effect from then on.
  `,
  check: {
    step(ctx, { uses, with: given }) {
      if (uses?.kind !== 'repository' || !isMap(given)) return;
      const name = actionName(uses);
      const known = Object.hasOwn(ACTION_INPUTS, name) ? ACTION_INPUTS[name]! : undefined;
      if (!known) return;
      for (const { key } of given.pairs) {
        const written = key.text.toLowerCase();
        if (known.includes(written)) continue;
        const meant = known.includes(dashed(written, known))
          ? dashed(written, known)
          : nearest(written, known, 2);
        if (!meant || given.pairs.some((other) => other.key.text.toLowerCase() === meant)) continue;
        ctx.report({
          span: key.span,
          message: `This action has no input \`${key.text}\` and leaves it out; did you mean \`${meant}\`?`,
          fixes: () => {
            const edit = replaceScalar(ctx.source, key, meant);
            return [edit && { title: `Write ${meant}`, safety: 'unsafe' as const, edits: [edit] }];
          },
        });
      }
    },
  },
});

/** The name with the joints of the other kind, dash or underscore, where that is an input; else the name itself. */
function dashed(name: string, known: readonly string[]): string {
  return (
    [name.replaceAll('_', '-'), name.replaceAll('-', '_')].find((other) => known.includes(other)) ?? name
  );
}

import type { Phase } from '../../server/core/model/buildspec.ts';
import { isSeq, type Pair } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'empty-build-commands',
  summary: 'A phase of a buildspec lists no commands, or an empty one',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-7'],
  cwe: [1164],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html'],
  docs: `
    ## What it does
    Reports \`commands\` and \`finally\` without a value, and items of theirs without one.

    ## Why is this bad?
    CodeBuild refuses the file or skips the phase. A phase that was to test or to scan then does nothing.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      pre_build:
        commands:
      build:
        commands:
          - make
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - make
    \`\`\`
  `,
  check: {
    buildspec(ctx, spec) {
      for (const phase of spec.phases) {
        for (const pair of [phase.commands, phase.finally]) if (pair) checkSection(ctx, phase, pair);
      }
    },
  },
});

function checkSection(ctx: Context, phase: Phase, { key, value }: Pair): void {
  const empty =
    value === null ||
    (value.kind === 'scalar' && value.value === null) ||
    (isSeq(value) && value.items.length === 0);
  if (empty) {
    ctx.report({
      span: key.span,
      message: `The ${key.text} list of ${phase.name.text} is empty, which CodeBuild refuses; fill it or remove the key.`,
    });
    return;
  }
  if (!isSeq(value)) return;
  for (const item of value.items) {
    if (item.kind !== 'scalar' || item.value !== null) continue;
    const span = item.span.end > item.span.start ? item.span : key.span;
    ctx.report({ span, message: `An item of ${key.text} has no command; write one or remove the dash.` });
  }
}

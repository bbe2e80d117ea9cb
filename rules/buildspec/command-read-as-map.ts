import type { Fix } from '../../server/core/finding.ts';
import { isMap, isSeq, type MapNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'command-read-as-map',
  summary: 'YAML reads a command as a map because of a colon in it',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-7'],
  cwe: [1164],
  since: '0.1.0',
  fix: 'unsafe',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html'],
  docs: `
    ## What it does
    Reports commands of a buildspec that contain a colon and a space outside of quotes that hold the whole command, so
    that YAML reads a map in place of a text.

    ## Why is this bad?
    CodeBuild stops with \`Expected Commands[0] to be of string type: found subkeys instead\`, and nothing of the file
    runs.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - echo "Build: started"
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - 'echo "Build: started"'
    \`\`\`

    ## Fix safety
    The fix is unsafe: the command runs once CodeBuild can read it.
  `,
  check: {
    buildspec(ctx, spec) {
      for (const phase of spec.phases) {
        for (const pair of [phase.commands, phase.finally]) {
          if (!isSeq(pair?.value)) continue;
          for (const item of pair.value.items) if (isMap(item)) report(ctx, item);
        }
      }
    },
  },
});

function report(ctx: Context, item: MapNode): void {
  ctx.report({
    span: item.alias ?? item.pairs[0]?.key.span ?? item.span,
    message:
      'YAML reads this command as a map because of the colon; put the whole command into single quotes.',
    fixes: () => [quote(ctx, item)],
  });
}

/** Quotes a command that stands on one line, comment and all left in place. */
function quote(ctx: Context, item: MapNode): Fix | undefined {
  const [pair, ...more] = item.pairs;
  if (item.alias || item.flow || !pair || more.length > 0) return undefined;
  if (pair.value && pair.value.kind !== 'scalar') return undefined;
  const text = ctx.source.slice(pair.span);
  if (/[\r\n]/.test(text) || pair.value === null) return undefined;
  const newText = `'${text.replaceAll("'", "''")}'`;
  return { title: 'Quote the command', safety: 'unsafe', edits: [{ span: pair.span, newText }] };
}

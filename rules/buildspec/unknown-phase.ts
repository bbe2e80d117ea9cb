import { replaceScalar } from '../../server/core/edit/yaml.ts';
import { PHASES } from '../../server/core/model/buildspec.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unknown-phase',
  summary: 'A buildspec has a phase that CodeBuild does not know',
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
    Reports keys of \`phases\` other than \`install\`, \`pre_build\`, \`build\` and \`post_build\`.

    ## Why is this bad?
    CodeBuild stops with \`Invalid buildspec phase name\`. Until somebody notices, none of the checks in the file runs;
    and whoever repairs it in haste may drop the phase with them.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      pre-build:
        commands:
          - npm audit
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      pre_build:
        commands:
          - npm audit
    \`\`\`

    ## Fix safety
    The fix is unsafe: the commands of the phase run once it has its right name.
  `,
  check: {
    buildspec(ctx, spec) {
      const taken = new Set(spec.phases.map(({ name }) => name.text));
      for (const { name } of spec.phases) {
        if (name.text === '<<' || (PHASES as readonly string[]).includes(name.text)) continue;
        const meant = PHASES.find((phase) => plain(phase) === plain(name.text));
        ctx.report({
          span: name.span,
          message: meant
            ? `CodeBuild knows no phase ${name.text}; write ${meant}.`
            : `CodeBuild knows no phase ${name.text}; use install, pre_build, build or post_build.`,
          fixes: () => {
            const edit = meant && !taken.has(meant) ? replaceScalar(ctx.source, name, meant) : undefined;
            return edit ? [{ title: `Rename the phase to ${meant}`, safety: 'unsafe', edits: [edit] }] : [];
          },
        });
      }
    },
  },
});

/** `preBuild`, `pre-build` and `PRE_BUILD` are one name to a person. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

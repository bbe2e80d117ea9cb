import { isUntrustedVariable } from '../../server/core/model/gitlab/untrusted.ts';
import type { Command } from '../../server/core/parse/shell.ts';
import { isScalar, itemsOf, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-untrusted-dotenv',
  summary: 'Text of outsiders is handed to later jobs as variables',
  severity: 'medium',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [94, 117],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['TAINT-004'] },
  kinds: ['gitlab-ci'],
  docs: `
    ## What it does
    Reports commands that write a variable which outsiders fill (\`CI_COMMIT_MESSAGE\`, \`CI_MERGE_REQUEST_TITLE\`, the names of
    branches, …) into a file that the job reports as \`dotenv\`.

    ## Why is this bad?
    Later jobs get what stands in the file as their own variables. A message of several lines sets several: \`PATH\`, \`LD_PRELOAD\`,
    a registry or a token's name. And the copy no longer looks like a stranger's text where it is used. Later jobs have the
    predefined variable themselves; hand over what was computed only.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    prepare:
      script:
        - echo "MESSAGE=$CI_COMMIT_MESSAGE" >> build.env
      artifacts:
        reports:
          dotenv: build.env
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    prepare:
      script:
        - echo "VERSION=$(make version)" >> build.env
        - echo "$CI_COMMIT_MESSAGE" > message.txt
      artifacts:
        reports:
          dotenv: build.env
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      const { gitlabJob } = script;
      if (!gitlabJob || !script.text.includes('CI_')) return;
      const files = itemsOf(valueAt(gitlabJob.effective('artifacts'), 'reports', 'dotenv')).flatMap((file) =>
        isScalar(file) ? [plain(file.text)] : [],
      );
      if (!files.some((file) => script.text.includes(file))) return;
      for (const command of script.commands) {
        const piece = command.args
          .flatMap(({ pieces }) => pieces)
          .find((part) => part.kind === 'variable' && isUntrustedVariable(part.name));
        if (!piece || !writes(command, files)) continue;
        ctx.report({
          span: script.spanOf(piece),
          message:
            'An outsider writes this, and later jobs get it as variables; pass on only computed values.',
        });
      }
    },
  },
});

/** True when the command's output ends in one of the files. */
function writes({ redirects, pipedTo }: Command, files: readonly string[]): boolean {
  return (
    redirects.some(
      ({ operator, target }) =>
        operator.includes('>') && target !== undefined && files.includes(plain(target.text)),
    ) ||
    pipedTo.some(({ name, args }) => name === 'tee' && args.some(({ text }) => files.includes(plain(text))))
  );
}

function plain(path: string): string {
  return path.replace(/^\.\//, '');
}

import { isChosenByOutsider } from '../../server/core/model/gitlab/untrusted.ts';
import { optionsOf } from '../../server/core/parse/shell/query.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-untrusted-request',
  summary: 'A request holds text that an outsider writes',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [918],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL025'] },
  kinds: ['gitlab-ci'],
  docs: `
    ## What it does
    Reports \`curl\` and \`wget\` whose arguments hold a branch, tag, title or message that a pusher or the author of a
    merge request fills.

    ## Why is this bad?
    The text can end the path or the parameter it stands in and add others, close the JSON it is written into, or,
    where it comes first, name another host; and the request often carries a token. Encode it (\`--data-urlencode\`, \`jq
    --arg\`).

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    notify:
      script:
        - curl "https://hooks.example.com/?branch=$CI_COMMIT_REF_NAME"
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    notify:
      script:
        - curl -G --data-urlencode "branch=$CI_COMMIT_REF_NAME" https://hooks.example.com/
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/curl|wget/.test(script.text) || !/\$\{?CI_/.test(script.text)) return;
      for (const command of script.commands) {
        if (command.name !== 'curl' && command.name !== 'wget') continue;
        const encoded = new Set(
          optionsOf(command.args, ['--data-urlencode', '-o', '--output', '-O', '-F', '--form']).map(
            ({ word }) => word,
          ),
        );
        const piece = command.args
          .filter((word) => !encoded.has(word))
          .flatMap(({ pieces }) => pieces)
          .find((part) => part.kind === 'variable' && isChosenByOutsider(part.name));
        if (piece?.kind !== 'variable') continue;
        ctx.report({
          span: script.spanOf(piece),
          message: `An outsider fills \`${piece.name}\` and can bend this request; encode it.`,
        });
      }
    },
  },
});

import { isImmutableAddress } from '../../server/core/parse/shell/query.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-unpinned-include',
  summary: 'Configuration is included that others can change',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3', 'CICD-SEC-4'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL003'], 'pipeline-check': ['GL-005', 'GL-030'] },
  docs: `
    ## What it does
    Reports \`include: remote\` without \`integrity\` (default profile), unless the address names a commit, and \`include:
    project\` without \`ref\` or with one that is no commit (strict profile).

    ## Why is this bad?
    What is included becomes part of the pipeline: it can read its variables and change its jobs. A branch, a tag or a
    file on a server can be other text tomorrow. Include a commit (\`ref: <sha>\`), or give the hash of the file in
    \`integrity\`.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    include:
      - remote: https://templates.example.com/build.yml
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    include:
      - project: group/templates
        ref: 0123456789abcdef0123456789abcdef01234567
        file: build.yml
    \`\`\`
  `,
  check: {
    gitlab(ctx, { includes }) {
      for (const { kind, target, ref, integrity } of includes) {
        if (kind === 'remote' && !integrity && !isImmutableAddress(target.text))
          ctx.report({
            span: target.span,
            message: 'Whoever serves this file decides what the pipeline does; add its hash as `integrity`.',
          });
        if (kind !== 'project' || /^[0-9a-f]{40}$|^\$/.test(ref?.text ?? '')) continue;
        ctx.report({
          span: (ref ?? target).span,
          message: ref
            ? `\`${ref.text.slice(0, 40)}\` can be moved in that project; include a commit.`
            : 'This includes whatever is on the default branch of that project; set `ref` to a commit.',
          severity: ref ? 'low' : 'medium',
          profile: 'strict',
        });
      }
    },
  },
});

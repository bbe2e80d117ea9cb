import { isChosenByOutsider, variablesIn } from '../../server/core/model/gitlab/untrusted.ts';
import { isScalar, itemsOf, pairsOf, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-wide-id-token',
  summary: 'An identity token is accepted by more than one service',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-2'],
  cwe: [346],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL009'], 'pipeline-check': ['GL-031'] },
  docs: `
    ## What it does
    Reports \`id_tokens\` whose \`aud\` is missing, holds a wildcard or a variable an outsider fills, is a generic name
    (\`gitlab\`, \`default\`), or lists several audiences.

    ## Why is this bad?
    Whoever receives the token can use it wherever its audience is accepted. One token per service, with the service's
    own address as audience, keeps them apart.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      id_tokens:
        TOKEN: { aud: "*" }
      script: [./deploy.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      id_tokens:
        TOKEN: { aud: "https://sts.example.com" }
      script: [./deploy.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs, root }) {
      for (const node of [valueAt(root, 'default'), ...jobs.map((job) => job.node)]) {
        for (const { key, value, merged } of pairsOf(valueAt(node, 'id_tokens'))) {
          if (merged) continue;
          const aud = valueAt(value, 'aud');
          const audiences = itemsOf(aud).filter(isScalar);
          const wide = audiences.find(
            ({ text }) =>
              /[*]|^(?:default|gitlab|any|all|test)?$|^https?:\/\/[^/]*gitlab[^/]*\/?$/i.test(text) ||
              variablesIn(text).some(({ name }) => isChosenByOutsider(name)),
          );
          if (audiences.length > 0 && !wide && audiences.length < 2) continue;
          ctx.report({
            span: (wide ?? aud ?? key).span,
            message: aud
              ? 'More than one service may accept this token; give each its own, with its address as audience.'
              : 'This token names no audience; set `aud` to the address of the service it is for.',
          });
        }
      }
    },
  },
});

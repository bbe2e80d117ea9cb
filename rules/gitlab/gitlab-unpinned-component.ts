import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-unpinned-component',
  summary: 'A CI/CD component is included without a fixed version',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL041', 'GL003'], 'pipeline-check': ['GL-042'] },
  docs: `
    ## What it does
    Reports \`include: component\` without a version, with \`~latest\`, with a branch, or with a major version alone.

    ## Why is this bad?
    The next pipeline may run other jobs than the last, with the same secrets. A version of the catalogue (\`@1.2.3\`)
    or a commit says which.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    include:
      - component: gitlab.com/group/scan/sast@~latest
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    include:
      - component: gitlab.com/group/scan/sast@1.4.2
    \`\`\`
  `,
  check: {
    gitlab(ctx, { includes }) {
      for (const { kind, target } of includes) {
        if (kind !== 'component') continue;
        const at = target.text.lastIndexOf('@');
        const version = at === -1 ? '' : target.text.slice(at + 1);
        if (/^v?\d+\.\d+(?:\.\d+)?(?:[-+.][\w.+-]+)?$|^[0-9a-f]{40}$|\$/.test(version)) continue;
        ctx.report({
          span: at === -1 ? target.span : target.map.span(at, target.text.length),
          message: version
            ? `\`${version.slice(0, 40)}\` names another component after each release; name a version or a commit.`
            : 'Without a version this is another component after each release; add one.',
        });
      }
    },
  },
});

import { SENSITIVE_FILE } from '../../server/core/model/gitlab/secret.ts';
import { isScalar, itemsOf, pairOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-public-artifact',
  summary: 'Anyone may download an artifact without logging in',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [552, 538],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL073'] },
  docs: `
    ## What it does
    Reports \`artifacts\` with \`access: all\` or \`public: true\`. Where one of their paths looks like a file with secrets, this is
    high and in the default profile.

    ## Why is this bad?
    What a job leaves behind holds more than is meant for strangers: logs, settings, sources. Open it to members of the
    project only.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      script: [make]
      artifacts:
        access: all
        paths: [dist/]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      script: [make]
      artifacts:
        access: developer
        paths: [dist/]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { root, jobs }) {
      for (const node of [root, valueAt(root, 'default'), ...jobs.map((job) => job.node)]) {
        const artifacts = pairOf(node, 'artifacts');
        if (!artifacts?.value || artifacts.merged) continue;
        const access = scalarAt(artifacts.value, 'access');
        const open = access?.text === 'all' ? access : scalarAt(artifacts.value, 'public');
        if (!open || (open !== access && open.value !== true)) continue;
        const paths = itemsOf(valueAt(artifacts.value, 'paths')).filter(isScalar);
        ctx.report({
          span: open.span,
          message: 'Anyone may download this artifact without logging in; open it to members only.',
          ...(paths.some(({ text }) => SENSITIVE_FILE.test(text)) && {
            severity: 'high',
            profile: 'default',
          }),
        });
      }
    },
  },
});

import { SENSITIVE_FILE } from '../../server/core/model/gitlab/secret.ts';
import { isMap, isScalar, itemsOf, pairOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-sensitive-artifact',
  summary: 'An artifact may hold secrets',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [538],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL005', 'GL028'] },
  docs: `
    ## What it does
    Reports \`artifacts: paths\` that match files with secrets (\`.env\`, keys, \`terraform.tfstate\`, names with \`password\`
    or \`secret\`) or that leave the project, and \`untracked: true\` without \`paths\` or \`exclude\`.

    ## Why is this bad?
    Artifacts can be downloaded by everyone who may see the job, in a public project by anyone, for as long as they
    are kept.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      script: [make]
      artifacts:
        paths: [dist/, .env.production]
        expire_in: 1 week
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      script: [make]
      artifacts:
        paths: [dist/]
        expire_in: 1 week
    \`\`\`
  `,
  check: {
    gitlab(ctx, { root, jobs }) {
      for (const node of [root, valueAt(root, 'default'), ...jobs.map((job) => job.node)]) {
        const artifacts = pairOf(node, 'artifacts');
        if (!isMap(artifacts?.value) || artifacts.merged) continue;
        const content = artifacts.value;
        const listed = [
          ...itemsOf(valueAt(content, 'paths')),
          ...itemsOf(valueAt(content, 'exclude')),
        ].filter(isScalar);
        for (const path of listed) {
          const outside = /^\/(?!builds\b)|(?:^|\/)\.\.(?:\/|$)/.test(path.text);
          const excluded = itemsOf(valueAt(content, 'exclude')).includes(path);
          if (!outside && (excluded || !SENSITIVE_FILE.test(path.text))) continue;
          ctx.report({
            span: path.span,
            message: outside
              ? 'Only files of the project can be artifacts; name a path inside of it.'
              : 'This looks like a file with secrets; leave it out of the artifact.',
          });
        }
        const untracked = scalarAt(content, 'untracked');
        if (untracked?.value === true && !valueAt(content, 'exclude') && !valueAt(content, 'paths'))
          ctx.report({
            span: untracked.span,
            message:
              'Every file that the job left behind goes into the artifact, secrets too; list `paths` instead.',
          });
      }
    },
  },
});

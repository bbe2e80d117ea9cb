import { isMap, isScalar, itemsOf, pairOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

const SENSITIVE =
  /(?:^|\/)\.env(?:\.(?!example|sample|template|dist)[\w.-]+)?$|\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc)$|(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$|\.tfstate(?:\.|$)|(?:^|\/)\.(?:npmrc|pypirc|netrc|aws|ssh|kube|docker)(?:\/|$)|(?:^|[/_.-])(?:secrets?|passwords?|passwd|credentials?|kubeconfig)(?:[/_.-]|$)|(?:^|\/)shadow$/i;

export default defineRule({
  id: 'gitlab-sensitive-artifact',
  summary: 'An artifact may hold secrets, or anyone may read it',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [538],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL005', 'GL028', 'GL073'] },
  docs: `
    ## What it does
    Reports \`artifacts: paths\` that match files with secrets (\`.env\`, keys, \`terraform.tfstate\`, names with \`password\`
    or \`secret\`) or that leave the project, \`untracked: true\` without \`exclude\`, \`access: all\` and \`public: true\`; in
    the audit profile, artifacts that are kept without an end (\`expire_in\`).

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
          if (!outside && (excluded || !SENSITIVE.test(path.text))) continue;
          ctx.report({
            span: path.span,
            message: outside
              ? 'Only files of the project can be artifacts; name a path inside of it.'
              : 'This looks like a file with secrets; leave it out of the artifact.',
          });
        }
        const untracked = scalarAt(content, 'untracked');
        if (untracked?.value === true && !valueAt(content, 'exclude'))
          ctx.report({
            span: untracked.span,
            message:
              'Every file that the job left behind goes into the artifact, secrets too; list `paths` instead.',
          });
        const open =
          scalarAt(content, 'access')?.text === 'all'
            ? scalarAt(content, 'access')
            : scalarAt(content, 'public');
        if (open && (open.text === 'all' || open.value === true))
          ctx.report({
            span: open.span,
            message: 'Anyone may download this artifact without logging in; open it to members only.',
            ...(listed.some(({ text }) => SENSITIVE.test(text)) && { severity: 'high', profile: 'default' }),
          });
        if (valueAt(content, 'paths') && !valueAt(content, 'expire_in'))
          ctx.report({
            span: artifacts.key.span,
            message: 'Artifacts that are kept for ever can be read for ever; set `expire_in`.',
            severity: 'info',
            profile: 'audit',
          });
      }
    },
  },
});

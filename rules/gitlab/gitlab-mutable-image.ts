import { imageReference, isFloatingTag } from '../../server/core/model/image-reference.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-mutable-image',
  summary: 'A job or service runs an image whose tag can be moved',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL001'], 'pipeline-check': ['GL-001', 'GL-028'] },
  docs: `
    ## What it does
    Reports \`image\` and \`services\` without a tag, or with one that moves by design (\`latest\`, \`stable\`, …), and without
    a digest. Images with a variable in tag or name are left alone unless the tag is written out.

    ## Why is this bad?
    Whoever can push to the registry's repository decides what the job runs, with its secrets. A digest names one
    content for good; a bot such as Renovate keeps it up to date.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      image: node:latest
      script: [npm ci]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      image: node:22.11.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
      script: [npm ci]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { images }) {
      for (const { name, role } of images) {
        const { tag, digest, variable } = imageReference(name.text);
        if (digest !== undefined || (variable && (tag === undefined || /[$]/.test(tag)))) continue;
        if (tag !== undefined && !isFloatingTag(tag)) continue;
        const what = role === 'image' ? 'image' : 'service';
        ctx.report({
          span: name.span,
          message: `This ${what} is another one after each push to its registry; pin a version and its digest.`,
        });
      }
    },
  },
});

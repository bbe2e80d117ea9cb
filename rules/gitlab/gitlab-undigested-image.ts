import { imageReference, isFloatingTag } from '../../server/core/model/image-reference.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-undigested-image',
  summary: 'An image is named by a tag that can be moved',
  severity: 'low',
  confidence: 'high',
  profile: 'audit',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 494],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GL-001', 'GL-009', 'GL-028'] },
  docs: `
    ## What it does
    Reports \`image\` and \`services\` with the tag of a version and without a digest.

    ## Why is this bad?
    Whoever can push to the registry can move the tag to another content. A digest names one content for good; a bot such as
    Renovate keeps it up to date.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      image: node:22.11.0
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
        const { tag, digest } = imageReference(name.text);
        if (digest !== undefined || tag === undefined || tag.includes('$') || isFloatingTag(tag)) continue;
        const what = role === 'image' ? 'image' : 'service';
        ctx.report({
          span: name.span,
          message: `The tag of this ${what} can be moved; add the digest of the version.`,
        });
      }
    },
  },
});

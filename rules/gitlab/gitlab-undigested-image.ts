import { imageReference, isFloatingTag } from '../../server/core/model/image-reference.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-undigested-image',
  summary: 'An image is named by a tag that can be moved',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL001'], 'pipeline-check': ['GL-009'] },
  docs: `
    ## What it does
    Reports images and services with a version as their tag and no digest. Tags that move by design (\`latest\`, none) are
    reported by another rule, and tags out of a variable are left alone.

    ## Why is this bad?
    Whoever can push to the registry can put another image under the same tag. A digest names one image for good; a bot can
    keep tag and digest up to date.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      image: node:22.11.0
      script: [make]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      image: node:22.11.0@sha256:0000000000000000000000000000000000000000000000000000000000000000
      script: [make]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { images }) {
      for (const { name } of images) {
        const { tag, digest } = imageReference(name.text);
        if (digest !== undefined || tag === undefined || tag.includes('$') || isFloatingTag(tag)) continue;
        ctx.report({
          span: name.span,
          message: 'This tag can be moved to another image; add the digest of the version.',
        });
      }
    },
  },
});

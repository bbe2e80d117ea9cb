import { imageReference, isFloatingTag } from '../../server/core/model/image-reference.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'mutable-base-image',
  summary: 'An image is built on a base that can change',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['DF-001', 'DF-031'] },
  docs: `
    ## What it does
    Reports \`FROM\` without a tag or with one that moves by design (\`latest\`, \`stable\`, …), and, in the audit profile,
    any tag without a digest. Earlier stages, \`scratch\` and names with a variable are left alone.

    ## Why is this bad?
    The next build may stand on another base than the last, and whoever can push to the base's repository decides
    which. A digest names one content for good.

    ## Example
    \`\`\`docker bad Dockerfile
    FROM node:latest
    COPY . /app
    \`\`\`
    Use instead:
    \`\`\`docker good Dockerfile
    FROM node:22.11.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    COPY . /app
    \`\`\`
  `,
  check: {
    dockerfile(ctx, { stages }) {
      for (const { image, isStage } of stages) {
        const { tag, digest, variable, name } = imageReference(image.text);
        if (
          isStage ||
          digest !== undefined ||
          name === 'scratch' ||
          (variable && (tag === undefined || tag.includes('$')))
        )
          continue;
        const floating = tag === undefined || isFloatingTag(tag);
        ctx.report({
          span: image.span,
          message: floating
            ? 'This base is another one after each release; pin a version and its digest.'
            : 'The tag of this base can be moved; add the digest of the version.',
          ...(!floating && { severity: 'info', profile: 'audit' }),
        });
      }
    },
  },
});

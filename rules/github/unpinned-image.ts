import { matrixValuesOf } from '../../server/core/model/github/matrix.ts';
import { liveJobs } from '../../server/core/model/github/workflow.ts';
import { interpolationsOf } from '../../server/core/parse/expression.ts';
import { contextOf, leavesOf } from '../../server/core/parse/expression-query.ts';
import type { Node, ScalarNode } from '../../server/core/parse/tree.ts';
import type { Context } from '../../server/core/rule.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'unpinned-image',
  summary: 'A container image is used by a name that can be moved',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 1357],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    zizmor: ['unpinned-images'],
    'pipeline-check': ['GHA-051'],
    sisakulint: ['unpinned-images'],
  },
  references: ['https://docs.docker.com/dhi/core-concepts/digests/'],
  docs: `
    ## What it does
    Reports images of job containers and services, of \`uses: docker://…\` and of Docker actions that are not named by digest
    (\`@sha256:…\`). Images without a tag or with \`latest\` are in the \`default\` profile, those with another tag, or that an
    expression computes, in \`strict\`.

    ## Why is this bad?
    Whoever can push to the image's repository decides what runs in the job, next to its token and secrets. A service has
    neither, and is of a lower severity.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        container: node:latest
        steps:
          - run: npm test
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        container: node:22.11.0@sha256:0000000000000000000000000000000000000000000000000000000000000000
        steps:
          - run: npm test
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow))
        for (const { image, service } of job.containers)
          if (image) checkImage(ctx, image, job.matrix, service !== undefined);
    },
    action(ctx, { using, image }) {
      if (using !== 'docker' || !image?.text.startsWith('docker://')) return;
      const prefix = 'docker://'.length;
      checkText(ctx, image.text.slice(prefix), image.map.span(prefix, image.text.length));
    },
    step(ctx, { uses }) {
      if (uses?.kind === 'docker') checkText(ctx, uses.image, uses.imageSpan);
    },
  },
});

function checkImage(ctx: Context, image: ScalarNode, matrix: Node | undefined, service: boolean): void {
  const parts = interpolationsOf(image);
  if (parts.length === 0) {
    checkText(ctx, image.text, image.span, service);
    return;
  }
  const [only] = parts;
  const whole = only && parts.length === 1 && only.start === 0 && only.end === image.text.length;
  if (!whole) {
    // What stands behind the expressions may still be a digest.
    if (!/@sha256:[0-9a-f]{64}$/.test(image.text)) reportUnknown(ctx, image.span);
    return;
  }
  if (!only.expression) return;
  for (const leaf of leavesOf(only.expression)) {
    if (leaf.kind === 'literal') {
      checkText(ctx, String(leaf.value ?? ''), image.span, service);
      continue;
    }
    const context = contextOf(leaf);
    const values =
      context?.parts[0] === 'matrix' && matrix ? matrixValuesOf(matrix, context.parts.slice(1)) : undefined;
    if (!values) reportUnknown(ctx, image.span);
    for (const value of values ?? []) {
      if (interpolationsOf(value).length > 0) reportUnknown(ctx, image.span);
      else checkText(ctx, value.text, image.span, service);
    }
  }
}

/** A service runs beside the job, without its token, its workspace and its secrets. */
function checkText(ctx: Context, image: string, span: Span, service = false): void {
  const text = image.trim();
  if (text === '' || text.includes('@sha256:')) return;
  const tag = /:([^:/@]+)$/.exec(text)?.[1];
  const shown = text.slice(0, 60);
  if (tag === undefined || tag === 'latest') {
    ctx.report({
      span,
      message: `\`${shown}\` is whatever was pushed last; name a version and its digest.`,
      ...(service && { severity: 'medium' }),
    });
    return;
  }
  ctx.report({
    span,
    message: `The tag of \`${shown}\` can be moved to another image; add its digest, \`@sha256:…\`.`,
    severity: service ? 'low' : 'medium',
    profile: 'strict',
  });
}

function reportUnknown(ctx: Context, span: Span): void {
  ctx.report({
    span,
    message: 'Whether this image is pinned cannot be told from here; write it out with its digest.',
    severity: 'low',
    confidence: 'low',
    profile: 'strict',
  });
}

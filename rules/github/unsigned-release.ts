import { firstRelease } from '../../server/core/model/release.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Tools that sign, by any mention. */
const TOOLS =
  /cosign|sigstore|slsa-framework|notation\s+sign|\battest|gitsign|minisign|signtool|jarsigner|\bgpg\b|provenance|codesign/i;

export default defineRule({
  id: 'unsigned-release',
  summary: 'What a pipeline publishes is not signed',
  severity: 'info',
  confidence: 'low',
  profile: 'strict',
  owasp: ['CICD-SEC-9'],
  cwe: [345],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-006', 'GL-006'] },
  docs: `
    ## What it does
    Reports the first command or action that builds an image, publishes a package or makes a release, in a pipeline that mentions no way to sign or attest it.

    ## Why is this bad?
    Whoever can write to the registry, or sits between it and the user, can put something else in its place, and nobody can tell. Sign what you publish (\`cosign sign\`, attestations of the build), and verify it before it runs.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on:
      push:
        tags: ['v*']
    permissions: {}
    jobs:
      release:
        runs-on: ubuntu-latest
        steps:
          - run: docker push registry.example.com/app:1
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on:
      push:
        tags: ['v*']
    permissions: {}
    jobs:
      release:
        runs-on: ubuntu-latest
        steps:
          - run: |
              docker push registry.example.com/app:1
              cosign sign --yes registry.example.com/app:1
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (TOOLS.test(ctx.source.text)) return;
      const span = firstRelease(pipeline);
      if (span)
        ctx.report({
          span,
          message: 'Nobody can tell whether this is what the pipeline made; sign or attest it.',
        });
    },
  },
});

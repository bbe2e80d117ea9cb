import { firstRelease } from '../../server/core/model/release.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Ways to attest a build, by any mention. */
const TOOLS = /\battest|slsa|provenance|in-toto|\bwitness\b|RUNNER_GENERATE_ARTIFACTS_METADATA/i;

export default defineRule({
  id: 'release-without-provenance',
  summary: 'What a pipeline publishes does not say how it was built',
  severity: 'info',
  confidence: 'low',
  profile: 'strict',
  owasp: ['CICD-SEC-9'],
  cwe: [345],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-024', 'GL-024'] },
  docs: `
    ## What it does
    Reports the first command or action that builds an image, publishes a package or makes a release, in a pipeline that mentions no attestation of the build (SLSA provenance, in-toto).

    ## Why is this bad?
    A signature says who published; provenance says from which commit, by which workflow, on which builder. Without it, something built elsewhere and signed with a stolen key looks the same.

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
          - run: docker push registry.example.com/app:1
          - uses: actions/attest-build-provenance@v3
            with:
              subject-name: registry.example.com/app
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (TOOLS.test(ctx.source.text)) return;
      const span = firstRelease(pipeline);
      if (span)
        ctx.report({
          span,
          message: 'Nobody can tell how this was built; attest the build (provenance) when you publish.',
        });
    },
  },
});

import { firstRelease } from '../../server/core/model/release.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Ways to attest a build, by any mention. */
const ATTESTS = /\battest|slsa|provenance|in-toto|\bwitness\b|RUNNER_GENERATE_ARTIFACTS_METADATA/i;
/** Tools that sign, by any mention. */
const SIGNS =
  /cosign|sigstore|\b\w{0,20}[- ]sign(?:ing|ed)?\b|\bsign(?:ing)?\b|gitsign|minisign|signtool|jarsigner|\bgpg\b|codesign/i;

export default defineRule({
  id: 'unsigned-release',
  summary: 'What a pipeline publishes is not signed, or does not say how it was built',
  severity: 'info',
  confidence: 'low',
  profile: 'strict',
  owasp: ['CICD-SEC-9'],
  cwe: [345],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-006', 'GHA-024', 'GL-006', 'GL-024'] },
  docs: `
    ## What it does
    Reports the first command or action that publishes an image or package or makes a release, in a pipeline
    that mentions no way to sign or attest it; and one that signs, but mentions no attestation of the build (SLSA provenance).

    ## Why is this bad?
    Whoever can write to the registry can put something else in its place, and nobody can tell. A signature says who
    published; provenance says from which commit, by which workflow, on which builder. Without it, something built
    elsewhere and signed with a stolen key looks the same.

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
              cosign attest --yes --type slsaprovenance --predicate build.json registry.example.com/app:1
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (ATTESTS.test(ctx.source.text)) return;
      const span = firstRelease(pipeline);
      if (!span) return;
      ctx.report({
        span,
        message: SIGNS.test(ctx.source.text)
          ? 'Nobody can tell how this was built; attest the build (provenance) when you publish.'
          : 'Nobody can tell whether this pipeline made what is published; sign it, or attest the build.',
      });
    },
  },
});

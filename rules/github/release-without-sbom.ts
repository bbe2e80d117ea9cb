import { firstRelease } from '../../server/core/model/release.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Tools and formats of bills of materials, by any mention. */
const TOOLS = /sbom|cyclonedx|\bsyft\b|spdx|bom-tool|microsoft\/component-detection/i;

export default defineRule({
  id: 'release-without-sbom',
  summary: 'What a pipeline publishes has no list of its components',
  severity: 'info',
  confidence: 'low',
  profile: 'strict',
  owasp: ['CICD-SEC-9'],
  cwe: [345],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-007', 'GL-007'] },
  docs: `
    ## What it does
    Reports the first command or action that publishes an image or package or makes a release, in a pipeline that mentions no bill of materials (SBOM).

    ## Why is this bad?
    When a component turns out to be bad, nobody can say which releases hold it. Make a list while building (\`syft\`, CycloneDX tools, \`sbom: true\` of Docker) and publish it with the release.

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
              syft . -o cyclonedx-json > sbom.json
              docker push registry.example.com/app:1
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (TOOLS.test(ctx.source.text)) return;
      const span = firstRelease(pipeline);
      if (span)
        ctx.report({
          span,
          message: 'Nobody can tell what is in this later; make a bill of materials (SBOM) with the build.',
        });
    },
  },
});

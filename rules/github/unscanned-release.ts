import { firstRelease } from '../../server/core/model/release.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Scanners of code, dependencies and images, by any mention. */
const TOOLS =
  /trivy|grype|snyk|\baudit\b|pip-audit|safety\s+(?:check|scan)|osv-scanner|govulncheck|codeql|semgrep|bandit|checkov|tfsec|kics|gosec|brakeman|dependency-review|dependency[-_ ]?scanning|container[-_ ]?scanning|\bsast\b|sonar|anchore\/scan|docker\s+scout|clair|dockle|gitleaks|trufflehog|zizmor|veracode|fortify|checkmarx|wiz(?:cli)?\b|prisma|aquasec|mend\b|whitesource|blackduck/i;

export default defineRule({
  id: 'unscanned-release',
  summary: 'What a pipeline publishes or deploys is never scanned for known faults',
  severity: 'info',
  confidence: 'low',
  profile: 'strict',
  owasp: ['CICD-SEC-9'],
  cwe: [345],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-020', 'GHA-098', 'GL-019'] },
  docs: `
    ## What it does
    Reports the first command or action that publishes or deploys, in a pipeline that mentions no scanner of dependencies, images or code.

    ## Why is this bad?
    Components with published faults ship until somebody else finds them. Scan before publishing, and let the scan fail the job. Where another pipeline does it, say so in an ignore comment.

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
          - run: trivy fs --exit-code 1 .
          - run: docker push registry.example.com/app:1
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      if (TOOLS.test(ctx.source.text)) return;
      const span = firstRelease(pipeline);
      if (span)
        ctx.report({
          span,
          message: 'Nothing here looks for known faults before this ships; scan its dependencies first.',
        });
    },
  },
});

import { scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

const SCAN =
  /(?:^|[^a-z])(?:sast|dast|secret[-_ ]?detection|dependency[-_ ]?scanning|container[-_ ]?scanning|license[-_ ]?scanning|coverage[-_ ]?fuzzing|api[-_ ]?(?:fuzzing|security)|iac[-_ ]?scan\w*|gitleaks|trivy|grype|semgrep|snyk|trufflehog|checkov)(?:[^a-z]|$)/i;

export default defineRule({
  id: 'gitlab-silenced-scan',
  summary: 'A security scan may fail without anybody noticing',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [754],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL008'] },
  docs: `
    ## What it does
    Reports \`allow_failure: true\` on the jobs of GitLab's scanners (\`sast\`, \`secret_detection\`, \`container_scanning\`,
    …) and on jobs whose name says that they scan.

    ## Why is this bad?
    The pipeline is green whether the scan ran or not. Allow the one exit code that means findings (\`allow_failure:
    exit_codes\`), not every failure.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    sast:
      allow_failure: true
      script: [scan]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    sast:
      allow_failure: false
      script: [scan]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs }) {
      for (const { name, node, hidden } of jobs) {
        const allowed = scalarAt(node, 'allow_failure');
        if (hidden || allowed?.value !== true || !SCAN.test(name.text)) continue;
        ctx.report({
          span: allowed.span,
          message: 'Whether this scan ran, nobody will know; allow only the exit code that means findings.',
        });
      }
    },
  },
});
